from odoo import api, fields, models
from odoo.exceptions import UserError

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

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS product
        templates = super().create(vals_list)
        templates.filtered("is_medical_device")._med_log_switch("product.device_on")
        return templates

    def write(self, vals):
        # EXTENDS product
        if "is_medical_device" not in vals:
            return super().write(vals)
        wanted = bool(vals["is_medical_device"])
        switched = self.filtered(lambda t: t.is_medical_device != wanted)
        if not wanted:
            switched._med_check_switch_off()
        result = super().write(vals)
        switched._med_log_switch("product.device_on" if wanted else "product.device_off")
        return result

    def _med_check_switch_off(self):
        """Refuse to take products out of the rules past an approved request."""
        if self and not self._has_ticket("device_off", ("is_medical_device",)):
            raise UserError(
                self.env._(
                    "%(products)s: a medical device becomes other goods only by a request "
                    "that the quality head approves. Use the button No Device on the "
                    "product.",
                    products=", ".join(self.mapped("display_name")),
                )
            )

    def _med_log_switch(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [{"event": event, "record": template} for template in self]
        )

    def action_med_device_change(self):
        """Open a request to take this product out of the rules for devices."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("No Medical Device"),
            "res_model": "med.device.change",
            "view_mode": "form",
            "context": {"default_product_tmpl_id": self.id},
        }
