from odoo import api, models

from .stock_lot_spelling import clean_lot


class StockMoveLine(models.Model):
    """Lot numbers typed at the dock are written as the label means them."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        lines = super().create(vals_list)
        for line in lines.filtered(lambda li: li.lot_name and li.product_id.is_medical_device):
            if line.lot_name != clean_lot(line.lot_name):
                line.lot_name = clean_lot(line.lot_name)
        return lines

    def write(self, vals):
        # EXTENDS stock
        if vals.get("lot_name") and any(self.mapped("product_id.is_medical_device")):
            vals = {**vals, "lot_name": clean_lot(vals["lot_name"])}
        return super().write(vals)
