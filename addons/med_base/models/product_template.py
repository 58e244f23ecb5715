from odoo import api, fields, models

from .product_product import DEVICE_CLASSES, ORIGINS, QUALITY_FIELDS


def _of_variant(kind, name, *args, **kwargs):
    """A template field that shows and sets the only variant's field of that name."""

    @api.depends(f"product_variant_ids.{name}")
    def compute(self):
        self._compute_template_field_from_variant_field(name)

    def inverse(self):
        self._set_product_variant_field(name)

    def search(self, operator, value):
        return [(f"product_variant_ids.{name}", operator, value)]

    return kind(
        *args,
        compute=compute,
        inverse=inverse,
        search=search,
        copy=False,
        **kwargs,
    )


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_medical_device = fields.Boolean(
        string="Medical Device",
        index="btree_not_null",
        help="Switches qualification, gate, trace and records on for this product. "
        "Switching it off needs an approved request.",
    )
    med_device_class = _of_variant(
        fields.Selection, "med_device_class", DEVICE_CLASSES, string="Device Class"
    )
    med_category_ids = _of_variant(
        fields.Many2many,
        "med_category_ids",
        "med.device.category",
        string="Device Categories",
    )
    med_is_ivd = _of_variant(fields.Boolean, "med_is_ivd", string="In-vitro Diagnostic")
    med_is_implant = _of_variant(fields.Boolean, "med_is_implant", string="Implant")
    med_is_cold_chain = _of_variant(fields.Boolean, "med_is_cold_chain", string="Cold Chain")
    med_specification = _of_variant(fields.Char, "med_specification", string="Model / Specification")
    med_di = _of_variant(fields.Char, "med_di", string="UDI-DI")
    med_registration_no = _of_variant(fields.Char, "med_registration_no", string="Registration / Filing No.")
    med_registrant = _of_variant(fields.Char, "med_registrant", string="Registrant / Filer")
    med_origin = _of_variant(fields.Selection, "med_origin", ORIGINS, string="Origin")
    med_can_edit_quality = fields.Boolean(compute="_compute_med_can_edit_quality")

    @api.depends_context("uid")
    def _compute_med_can_edit_quality(self):
        self.med_can_edit_quality = self.env["product.product"]._med_may_edit_quality()

    def _get_related_fields_variant_template(self):
        # EXTENDS product: values given at creation reach the first variant
        return super()._get_related_fields_variant_template() + list(QUALITY_FIELDS)
