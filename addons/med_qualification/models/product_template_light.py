from odoo import api, fields, models

from .res_partner_light import LIGHTS


class ProductTemplate(models.Model):
    _inherit = "product.template"

    med_light = fields.Selection(
        LIGHTS, string="Papers at a Glance", compute="_compute_med_light"
    )
    med_hint = fields.Char(compute="_compute_med_light")

    @api.depends("product_variant_ids.med_light", "product_variant_ids.med_hint")
    @api.depends_context("company", "lang")
    def _compute_med_light(self):
        for template in self:
            variant = template.product_variant_ids
            is_one = len(variant) == 1
            template.med_light = variant.med_light if is_one else "none"
            template.med_hint = variant.med_hint if is_one else False

    def action_med_add_paper(self):
        """A new certificate of the only variant, or the list of variants."""
        self.ensure_one()
        if len(self.product_variant_ids) == 1:
            return self.product_variant_ids.action_med_add_paper()
        return self.action_med_open_dossier()
