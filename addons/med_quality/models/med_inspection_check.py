import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from .med_inspection_line import AUTOMATIC
from .med_inspection_plan_item import KINDS

ENTERED = {"result", "value", "value_uom_id", "is_measured", "equipment_id", "attachment_ids", "note"}


class MedInspectionCheck(models.Model):
    """One check of a line: seen, measured or a document, with what was found."""

    _name = "med.inspection.check"
    _inherit = ["med.guarded.mixin"]
    _description = "Inspection Check"
    _order = "line_id, id"

    line_id = fields.Many2one(
        "med.inspection.line", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    state = fields.Selection(related="line_id.state")
    item_id = fields.Many2one("med.inspection.plan.item", readonly=True, ondelete="set null")
    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit of Limits", readonly=True)
    minimum = fields.Float(digits=(16, 6), readonly=True)
    maximum = fields.Float(digits=(16, 6), readonly=True)
    needs_equipment = fields.Boolean(readonly=True)
    is_measured = fields.Boolean(string="Measured", help="Set as soon as a value is entered, zero included.")
    value = fields.Float(digits=(16, 6))
    value_uom_id = fields.Many2one("uom.uom", string="Unit")
    value_in_unit = fields.Float(
        string="In Unit of Limits", digits=(16, 6), compute="_compute_value_in_unit", store=True
    )
    equipment_id = fields.Many2one("maintenance.equipment", string="Instrument", index="btree_not_null")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "med_inspection_check_file_rel",
        "check_id",
        "attachment_id",
        string="Files",
        copy=False,
    )
    note = fields.Char()
    result = fields.Selection([("pass", "Good"), ("fail", "Not Good")])
    source = fields.Char(
        readonly=True, help="Where the figure comes from, the report of a laboratory for instance."
    )

    @api.model
    def _guarded_names(self):
        # OVERRIDE: everything but what the inspector enters
        own = {name for name, field in self._fields.items() if field.store} - AUTOMATIC
        return tuple(sorted(own - ENTERED))

    @api.depends("value", "value_uom_id", "uom_id")
    def _compute_value_in_unit(self):
        for check in self:
            unit = check.value_uom_id or check.uom_id
            check.value_in_unit = (
                unit._compute_quantity(check.value, check.uom_id, round=False) if unit else check.value
            )

    @api.constrains("value", "value_uom_id")
    def _check_value(self):
        """A figure is a number, in a unit of the same family as its limits."""
        for check in self:
            unit = check.value_uom_id
            if not math.isfinite(check.value):
                raise ValidationError(self.env._("%(check)s: enter a number.", check=check.display_name))
            if unit and check.uom_id and not unit._has_common_reference(check.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(check)s is measured in %(limit)s; %(unit)s cannot be converted into it. "
                        "Choose a unit of the same kind.",
                        check=check.display_name,
                        limit=check.uom_id.name,
                        unit=unit.name,
                    )
                )

    def write(self, vals):
        # EXTENDS med.guarded.mixin
        if self._has_ticket("state"):
            return super().write(vals)
        self.line_id._check_may_enter()
        self._check_not_foreign()
        if "value" in vals:
            vals = {"is_measured": True, **vals}
        measured = self.filtered(lambda check: check.kind == "measure")
        if measured and "result" in vals:
            raise UserError(
                self.env._(
                    "The result of %(checks)s follows from the figure: enter what was measured.",
                    checks=", ".join(measured.mapped("name")),
                )
            )
        result = super().write(vals)
        measured._judge()
        self.line_id.inspection_id._touch()
        return result

    def _check_not_foreign(self):
        """What a laboratory reported is changed by a new report only."""
        reported = self.filtered("source")
        if reported:
            raise UserError(
                self.env._(
                    "%(checks)s comes from %(report)s and is not typed over.",
                    checks=", ".join(reported.mapped("name")),
                    report=", ".join(set(reported.mapped("source"))),
                )
            )

    def _judge(self):
        """Results of measured checks: within the limits, compared in the unit of the limits."""
        for check in self:
            good = check._is_within()
            verdict = ("pass" if good else "fail") if check.is_measured else False
            if check.result != verdict:
                check._with_ticket("state").write({"result": verdict})

    def _is_within(self):
        value = self.value_in_unit
        return (
            float_compare(value, self.minimum, precision_digits=6) >= 0
            and float_compare(value, self.maximum, precision_digits=6) <= 0
        )

    def _problem(self):
        """What is missing of this check, as text, or False."""
        self.ensure_one()
        if self.kind == "measure" and self.needs_equipment and not self.equipment_id:
            return self.env._("%(check)s: name the instrument", check=self.name)
        if self.kind == "document" and self.result == "pass" and not (self.attachment_ids or self.note):
            return self.env._("%(check)s: add the file or its number", check=self.name)
        return False if self.result else self.env._("%(check)s: not checked yet", check=self.name)

    def unlink(self):
        # OVERRIDE: evidence
        if self:
            raise UserError(self.env._("Checks of an inspection stay: enter what was found."))
        return super().unlink()
