from odoo import api, fields, models

# code of a type: what a good photo of it shows
HINTS = {
    "business_licence": "The original or the duplicate of the business licence, with its QR code.",
    "operating_licence": "The licence with its scope of business, and every page of changes.",
    "operating_filing": "The filing certificate for class II with its scope of business.",
    "manufacturing_licence": "The licence together with its list of products.",
    "institution_licence": "Front page and duplicate with the record of annual checks.",
    "salesperson_authorisation": "The letter with the company seal and the signature of the legal "
    "representative.",
    "salesperson_identity": "Both sides of the identity card on one sheet, with the company seal "
    "over it.",
    "quality_agreement": "Every page, sealed across the edges, as one PDF if you can.",
    "distribution_authorisation": "The letter of the step above with products, area and period.",
}


class MedCredentialType(models.Model):
    _inherit = "med.credential.type"

    portal_hint = fields.Text(
        string="Advice to the Party",
        translate=True,
        help="What a good photo of this paper shows; printed on the party's page.",
    )

    @api.model
    def _fill_portal_hints(self):
        """Give shipped types their advice where nobody wrote another."""
        types = self.with_context(lang="en_US", active_test=False)
        for kind in types.search([("code", "in", list(HINTS)), ("portal_hint", "=", False)]):
            kind.portal_hint = HINTS[kind.code]
