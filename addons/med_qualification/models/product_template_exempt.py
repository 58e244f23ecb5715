from odoo import api, fields, models

from .product_product import EXEMPTION_FIELDS


class ProductTemplate(models.Model):
    """Exemptions and what is to be mended, shown and set on products of one variant."""

    _inherit = "product.template"

    med_is_filing_exempt = fields.Boolean(
        string="Exempt from Filing",
        compute="_compute_med_exemption",
        inverse="_inverse_med_is_filing_exempt",
        help="On the list of class II products that may be traded without filing "
        "(Order 54 art. 25): no operating licence or filing is asked.",
    )
    med_exempt_list_date = fields.Date(
        string="Exemption List Of",
        compute="_compute_med_exemption",
        inverse="_inverse_med_exempt_list_date",
        help="Date of the list that names it.",
    )
    med_exempt_list_id = fields.Many2one(
        "med.exempt.list",
        string="Exemption List",
        domain=[("kind", "=", "filing")],
        compute="_compute_med_exemption",
        inverse="_inverse_med_exempt_list_id",
        help="The list that names it: no licence is asked while the list is in force.",
    )
    med_contraceptive_list_id = fields.Many2one(
        "med.exempt.list",
        string="Contraceptive List",
        domain=[("kind", "=", "contraceptive")],
        compute="_compute_med_exemption",
        inverse="_inverse_med_contraceptive_list_id",
        help="Contraceptive that non-profit supply bodies store and hand on without "
        "licence (Order 54 art. 26).",
    )
    med_credential_count = fields.Integer(
        string="Number of Certificates", compute="_compute_med_credential_count"
    )
    med_missing_line_ids = fields.One2many(
        "med.dossier.line", compute="_compute_med_missing_line_ids", string="Papers to Mend"
    )

    @api.depends(*(f"product_variant_ids.{name}" for name in EXEMPTION_FIELDS))
    def _compute_med_exemption(self):
        for name in EXEMPTION_FIELDS:
            self._compute_template_field_from_variant_field(name)

    def _inverse_med_is_filing_exempt(self):
        self._set_product_variant_field("med_is_filing_exempt")

    def _inverse_med_exempt_list_date(self):
        self._set_product_variant_field("med_exempt_list_date")

    def _inverse_med_exempt_list_id(self):
        self._set_product_variant_field("med_exempt_list_id")

    def _inverse_med_contraceptive_list_id(self):
        self._set_product_variant_field("med_contraceptive_list_id")

    @api.depends("product_variant_ids.med_credential_count")
    def _compute_med_credential_count(self):
        for template in self:
            template.med_credential_count = sum(
                template.product_variant_ids.mapped("med_credential_count")
            )

    @api.depends("product_variant_ids.med_missing_line_ids")
    @api.depends_context("company", "lang")
    def _compute_med_missing_line_ids(self):
        for template in self:
            variant = template.product_variant_ids
            lines = variant.med_missing_line_ids if len(variant) == 1 else False
            template.med_missing_line_ids = lines

    def action_med_drop_papers(self, attachment_ids):
        """Drafts of uploaded files, on the only variant; several variants share a certificate.

        :param attachment_ids: ids of files that belong to no document yet
        """
        self.ensure_one()
        return self.product_variant_ids[:1].action_med_drop_papers(attachment_ids)
