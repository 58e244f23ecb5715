from odoo import api, fields, models
from odoo.exceptions import AccessError

QUALITY_FIELDS = (
    "med_device_class",
    "med_category_ids",
    "med_is_ivd",
    "med_is_implant",
    "med_is_cold_chain",
    "med_specification",
    "med_di",
    "med_registration_no",
    "med_registrant",
    "med_origin",
)

DEVICE_CLASSES = [("1", "Class I"), ("2", "Class II"), ("3", "Class III")]
ORIGINS = [
    ("domestic", "Domestic"),
    ("import", "Imported"),
    ("hmt", "Hong Kong, Macao, Taiwan"),
]


class ProductProduct(models.Model):
    """Device master data of a variant; only quality staff may change it (GSP 22)."""

    _inherit = "product.product"

    med_device_class = fields.Selection(
        DEVICE_CLASSES, string="Device Class", copy=False, index="btree_not_null"
    )
    med_category_ids = fields.Many2many(
        "med.device.category",
        "med_product_category_rel",
        "product_id",
        "category_id",
        string="Device Categories",
        copy=False,
    )
    med_is_ivd = fields.Boolean(string="In-vitro Diagnostic", copy=False)
    med_is_implant = fields.Boolean(string="Implant", copy=False, help="Its records are kept for ever.")
    med_is_cold_chain = fields.Boolean(string="Cold Chain", copy=False)
    med_specification = fields.Char(string="Model / Specification", copy=False)
    med_di = fields.Char(string="UDI-DI", copy=False, index="btree_not_null", help="Product identifier.")
    med_registration_no = fields.Char(string="Registration / Filing No.", copy=False, index="btree_not_null")
    med_registrant = fields.Char(string="Registrant / Filer", copy=False)
    med_origin = fields.Selection(ORIGINS, string="Origin", copy=False)
    med_can_edit_quality = fields.Boolean(compute="_compute_med_can_edit_quality")

    @api.depends_context("uid")
    def _compute_med_can_edit_quality(self):
        self.med_can_edit_quality = self._med_may_edit_quality()

    @api.model
    def _med_may_edit_quality(self):
        """Whether the running user may change quality fields of devices."""
        return self.env.su or self.env.user.has_group("med_base.group_quality_officer")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS product
        if any(vals.get(name) for vals in vals_list for name in QUALITY_FIELDS):
            self._med_check_quality_right(self.env._("a new product"))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS product
        if "product_tmpl_id" in vals:
            self._med_check_template(vals["product_tmpl_id"])
        names = [name for name in QUALITY_FIELDS if name in vals]
        if not names:
            return super().write(vals)
        before = {product: product._med_quality_values(names) for product in self}
        result = super().write(vals)
        changes = {}
        for product, old in before.items():
            new = product._med_quality_values(names)
            changed = {n: [old[n], new[n]] for n in names if old[n] != new[n]}
            if changed:
                changes[product] = changed
        if changes:
            products = self.browse().concat(*changes)
            self._med_check_quality_right(", ".join(products.mapped("display_name")))
            self._med_log_quality_changes(changes)
        return result

    def _med_check_template(self, template_id):
        """A device variant may not slip out of the rules under another template."""
        devices = self.filtered("is_medical_device").product_tmpl_id
        if not self.env["product.template"].browse(template_id).is_medical_device:
            devices._med_check_switch_off()

    def action_med_device_change(self):
        """Open a request to take this product out of the rules for devices."""
        return self.product_tmpl_id.action_med_device_change()

    def _med_quality_values(self, names):
        """JSON-able values of quality fields, categories by their codes."""
        values = {name: self[name] for name in names if name != "med_category_ids"}
        if "med_category_ids" in names:
            categories = self.med_category_ids.sorted(lambda c: (c.catalogue, c.code))
            values["med_category_ids"] = [f"{category.catalogue}-{category.code}" for category in categories]
        return values

    def _med_check_quality_right(self, label):
        if not self._med_may_edit_quality():
            raise AccessError(
                self.env._(
                    "The quality data of %(product)s may be changed by quality staff "
                    "only (GSP article 22). Ask a quality officer to enter them.",
                    product=label,
                )
            )

    def _med_log_quality_changes(self, changes):
        """Evidence of changed quality fields.

        :param changes: {product: {field name: [old, new]}}
        """
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": "product.quality_changed", "record": product, "facts": changed}
                for product, changed in changes.items()
            ]
        )
