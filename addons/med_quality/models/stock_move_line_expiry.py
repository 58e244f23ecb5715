from odoo import api, models


class StockMoveLine(models.Model):
    """A receipt waits for the date on the label; none is filled in."""

    _inherit = "stock.move.line"

    @api.depends("product_id", "lot_id.expiration_date", "picking_id.scheduled_date")
    def _compute_expiration_date(self):  # pylint: disable=missing-return
        # EXTENDS product_expiry
        devices = self.filtered("product_id.is_medical_device")
        for line in devices:
            line.expiration_date = line.lot_id.expiration_date or line.expiration_date
        rest = self - devices
        if rest:
            super(StockMoveLine, rest)._compute_expiration_date()
