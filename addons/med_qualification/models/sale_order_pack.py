from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_med_pack(self):
        """New pack with the papers of what is sold, for the customer."""
        self.ensure_one()
        return self.env["med.document.pack"]._open_for(
            self.order_line.product_id, self.partner_id, self.name
        )
