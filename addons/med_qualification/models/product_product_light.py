from odoo import api, fields, models

from .res_partner_light import LIGHTS


class ProductProduct(models.Model):
    """What is to be mended on a product, at a glance and with one click each."""

    _inherit = "product.product"

    med_light = fields.Selection(LIGHTS, string="Papers at a Glance", compute="_compute_med_light")
    med_hint = fields.Char(compute="_compute_med_light")
    med_missing_line_ids = fields.One2many(
        "med.dossier.line", compute="_compute_med_light", string="Papers to Mend"
    )

    @api.depends("med_dossier_ids.line_ids", "med_credential_ids.state", "med_product_state")
    @api.depends_context("company", "lang")
    def _compute_med_light(self):
        service = self.env["med.qualification"]
        dossiers = service._dossiers("product", self.env.company, products=self._origin)
        partners = self.env["res.partner"]
        for product in self:
            dossier = dossiers.get(product._origin.id, self.env["med.dossier"])
            lines = dossier.line_ids.filtered("needs_care").sudo(False)
            product.med_missing_line_ids = lines
            product.med_hint = lines.filtered("is_required")._as_text()
            product.med_light = partners._med_light_of({product.med_product_state}, lines)
