from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    credit_can_emergency = fields.Boolean(
        compute="_compute_credit_can_emergency", groups="med_base.group_med_user"
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_credit_can_emergency(self):
        for picking in self:
            orders = picking.sudo().move_ids._gate_order()  # sudo: who is on call need not read orders
            picking.credit_can_emergency = (
                picking.state not in ("done", "cancel")
                and self.env.user in picking._gate_company()._med_people_on_call()
                and any(order._credit_stops() for order in orders)
            )
