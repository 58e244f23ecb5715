from odoo import fields, models


class StockPicking(models.Model):
    """Transfers that an operator reported are marked as his."""

    _inherit = "stock.picking"

    med_operator_line_ids = fields.One2many(
        "med.warehouse.report.line", "picking_id", string="Operator's Rows"
    )
    med_operator = fields.Char(string="Recorded by the Operator", compute="_compute_med_operator")

    def _compute_med_operator(self):
        for picking in self:
            # sudo: the mark is for everybody who sees the transfer
            line = picking.sudo().med_operator_line_ids[:1]
            picking.med_operator = f"{line._operator()} · {line.report_id.name}" if line else False
