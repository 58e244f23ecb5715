from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        # EXTENDS web: what the customer cannot buy is grey, with the reason
        found = super().web_name_search(name, specification, domain, operator, limit)
        return self.env["med.gate.selector"]._mark_names(
            found, lambda ids: {product.id: product for product in self.browse(ids)}
        )
