from odoo import api, fields, models

from .med_dossier import QUALIFICATION_STATES


class ProductTemplate(models.Model):
    _inherit = "product.template"

    med_product_state = fields.Selection(
        QUALIFICATION_STATES, string="Product File", compute="_compute_med_product_state"
    )

    @api.depends("product_variant_ids")
    @api.depends_context("company")
    def _compute_med_product_state(self):
        for template in self:
            variant = template.product_variant_ids
            template.med_product_state = variant.med_product_state if len(variant) == 1 else False

    def action_med_open_dossier(self):
        """The file of the only variant, or the list of the variants."""
        self.ensure_one()
        if len(self.product_variant_ids) == 1:
            return self.product_variant_ids.action_med_open_dossier()
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.product",
            "views": [(False, "list"), (False, "form")],
            "domain": [("product_tmpl_id", "=", self.id)],
        }

    def action_med_view_credentials(self):
        """Certificates of all variants of this product."""
        self.ensure_one()
        variants = self.product_variant_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Papers of %(name)s", name=self.display_name),
            "res_model": "med.credential",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                "|",
                ("product_id", "in", variants.ids),
                ("product_ids", "in", variants.ids),
            ],
            "context": {"default_product_id": variants[:1].id},
        }
