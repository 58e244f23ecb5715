from odoo import api, fields, models


class SaleOrder(models.Model):
    """What the salesperson sees of his customer's credit while he writes the quotation."""

    _inherit = "sale.order"

    credit_line = fields.Json(compute="_compute_credit_line", groups="med_credit.group_credit_reader")
    credit_can_emergency = fields.Boolean(
        compute="_compute_credit_can_emergency", groups="med_base.group_med_user"
    )

    @api.depends("partner_id", "partner_invoice_id", "company_id")
    @api.depends_context("lang")
    def _compute_credit_line(self):
        debtors = self.env["med.credit.exposure"]._debtors(self)
        accounts = self.env["med.credit.account"]
        for company, orders in self.grouped("company_id").items():
            partners = self.env["res.partner"].union(*(debtors[order] for order in orders))
            lines = accounts._credit_lines(partners, company) if company else {}
            for order in orders:
                order.credit_line = lines.get(debtors[order]._origin, False)

    @api.depends("gate_panel")
    @api.depends_context("uid")
    def _compute_credit_can_emergency(self):
        for order in self:
            order.credit_can_emergency = (
                self.env.user in order._gate_company()._med_people_on_call()
                and self.env.user not in order.sudo()._credit_sellers()  # sudo: who made it
                and bool(order._origin.id)
                and order.state != "cancel"
                and bool(order._credit_stops())
            )
