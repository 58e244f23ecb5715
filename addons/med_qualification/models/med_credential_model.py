import re
import unicodedata

from odoo import api, fields, models


class MedCredentialModel(models.Model):
    """One model or specification that a product's certificate names."""

    _name = "med.credential.model"
    _description = "Model on a Certificate"
    _order = "credential_id, sequence, id"

    credential_id = fields.Many2one(
        "med.credential", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="credential_id.company_id", store=True, index=True)
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

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        # EXTENDS base: rights first, a refusal must not tell strangers what there is
        self.check_access("write")
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    def unlink(self):
        # EXTENDS base: not ondelete, which a client's context can switch off
        self.check_access("unlink")
        self._check_open()
        return super().unlink()

    def _check_open(self):
        """Refuse changes of what a reviewer looked at, see ``med.credential.scope``."""
        # sudo: the state of the paper counts, whoever may read it
        closed = self.sudo().credential_id.filtered(lambda c: c.state != "draft")
        closed._check_not_frozen({"model_ids": True})

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
