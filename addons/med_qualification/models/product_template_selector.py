from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        # EXTENDS web: what the customer cannot buy is grey, with the reason
        found = super().web_name_search(name, specification, domain, operator, limit)
        return self.env["med.gate.selector"]._mark_names(
            found,
            lambda ids: {
                template.id: template.product_variant_ids for template in self.browse(ids)
            },
        )
