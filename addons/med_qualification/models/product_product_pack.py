from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_med_pack(self):
        """New pack with the papers of these products."""
        return self.env["med.document.pack"]._open_for(self)
