from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_med_pack(self):
        """New pack with the papers of what is delivered, for the recipient."""
        self.ensure_one()
        return self.env["med.document.pack"]._open_for(
            self.move_ids.product_id, self.partner_id, self.name
        )
