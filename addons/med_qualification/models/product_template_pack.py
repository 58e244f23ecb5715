from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_med_pack(self):
        """New pack with the papers of these products."""
        return self.env["med.document.pack"]._open_for(self.product_variant_ids)
