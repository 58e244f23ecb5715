from odoo import fields, models


class StockPicking(models.Model):
    """Transfers of direct deliveries know their record and are marked on every print."""

    _inherit = "stock.picking"

    med_direct_ids = fields.One2many("med.direct.delivery", "picking_id", string="Direct Delivery")
    med_direct_count = fields.Integer(compute="_compute_med_direct_count")

    def _compute_med_direct_count(self):
        for picking in self:
            # sudo: that goods went directly is no secret of those who see the transfer
            picking.med_direct_count = len(picking.sudo().med_direct_ids)

    def action_med_direct(self):
        """The record by which these goods were released."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.direct.delivery",
            "res_id": self.med_direct_ids[:1].id,
            "views": [(False, "form")],
        }
