from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [("outer", "Seen"), ("measure", "Measured"), ("document", "Document")]
APPLIES = [
    ("all", "All Goods"),
    ("import", "Imported Goods"),
    ("cold", "Cold Chain"),
    ("expiry", "Goods with Expiry"),
]
MEASURED = ("uom_id", "minimum", "maximum")


class MedInspectionPlanItem(models.Model):
    """One thing to check: seen, measured against limits, or a document that must be there."""

    _name = "med.inspection.plan.item"
    _inherit = ["med.rule.mixin"]
    _description = "Inspection Plan Item"
    _order = "sequence, id"

    _rule_event = "inspection.plan_changed"

    plan_id = fields.Many2one("med.inspection.plan", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="outer")
    applies_to = fields.Selection(APPLIES, required=True, default="all")
    is_identity = fields.Boolean(string="Never Skipped", help="Checked for reduced lots too.")
    uom_id = fields.Many2one("uom.uom", string="Unit")
    minimum = fields.Float(digits=(16, 6))
    maximum = fields.Float(digits=(16, 6))
    readings = fields.Integer(default=1, help="How many pieces are measured.")
    needs_equipment = fields.Boolean(string="Name the Instrument")

    _readings_range = models.Constraint(
        "CHECK (readings BETWEEN 1 AND 50)", "Measure at least one and at most 50 pieces."
    )

    @api.constrains("kind", *MEASURED)
    def _check_limits(self):
        for item in self.filtered(lambda i: i.kind == "measure"):
            if not item.uom_id or item.minimum > item.maximum:
                raise ValidationError(
                    self.env._(
                        "%(item)s is measured: give its unit, and a lower limit not above the upper one.",
                        item=item.name,
                    )
                )

    def _applies(self, product, is_reduced):
        """Whether this is checked on a product."""
        fits = {
            "all": True,
            "import": product.med_origin in ("import", "hmt"),
            "cold": product.med_is_cold_chain,
            "expiry": product.use_expiration_date,
        }
        return fits[self.applies_to] and (self.is_identity or not is_reduced)

    def _prepare_checks(self, line):
        """Values of the checks of a line; what is seen is preset, what is measured is not."""
        return [
            {
                "line_id": line.id,
                "item_id": self.id,
                "name": self.name,
                "kind": self.kind,
                "uom_id": self.uom_id.id,
                "minimum": self.minimum,
                "maximum": self.maximum,
                "needs_equipment": self.needs_equipment,
                "value_uom_id": self.uom_id.id,
                "result": "pass" if self.kind == "outer" else False,
            }
            for _reading in range(self.readings if self.kind == "measure" else 1)
        ]

    def _rule_record(self):
        # OVERRIDE
        return self.plan_id

    def _rule_facts(self):
        # OVERRIDE
        return {"name": self.name}
