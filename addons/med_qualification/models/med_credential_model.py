import re
import unicodedata

from odoo import api, fields, models


class MedCredentialModel(models.Model):
    """One model or specification that a product's certificate names."""

    _name = "med.credential.model"
    _inherit = ["med.credential.line.mixin"]
    _description = "Model on a Certificate"
    _order = "credential_id, sequence, id"

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="restrict")
    model = fields.Char()
    specification = fields.Char()

    @api.depends("model", "specification", "product_id")
    def _compute_display_name(self):
        # EXTENDS base
        for line in self:
            words = (line.model, line.specification)
            text = " ".join(word for word in words if word)
            line.display_name = text or line.product_id.display_name or ""

    def _check_open(self):
        # EXTENDS med.credential.line.mixin
        self._closed_papers()._check_not_frozen({"model_ids": True})

    @api.model
    def _written(self, text):
        """A model as it is compared: half-width, no blanks, hyphens or capitals."""
        text = unicodedata.normalize("NFKC", str(text or "")).casefold()
        return re.sub(r"[\s\-_/·.]+", "", text)

    @api.model
    def _for_certificates(self, certificates):
        """Models that certificates name: {credential id: med.credential.model}.

        One query for any number of certificates; empty where none is listed.
        """
        found = dict.fromkeys(certificates.ids, self.sudo().browse())  # sudo: see below
        # sudo: goods are judged by papers the warehouse need not read
        for line in self.sudo().search([("credential_id", "in", certificates.ids)]):
            found[line.credential_id.id] |= line
        return found

    def _names_product(self, product):
        """Whether one of these lines names a product: linked, or by its model text.

        A product is written as model, specification, or both in either order.
        """
        wanted = self._written(product.med_specification)
        return any(
            line.product_id == product or (wanted and wanted in line._ways_of_writing())
            for line in self
        )

    def _ways_of_writing(self):
        self.ensure_one()
        model, specification = self._written(self.model), self._written(self.specification)
        return {model, specification, model + specification, specification + model}
