from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medlabs import reports

VERDICTS = [("pass", "Pass"), ("fail", "Fail")]
RESULT = ("value", "value_text", "unit_reported", "laboratory_verdict", "note", "is_answered", "is_extra")


class MedLabRequestLine(models.Model):
    """One test that was asked for, its limits, and what came back."""

    _name = "med.lab.request.line"
    _description = "Test of a Laboratory Request"
    _inherit = ["med.guarded.mixin"]
    _order = "request_id, sequence, id"
    _guarded_fields = RESULT

    request_id = fields.Many2one("med.lab.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    test_id = fields.Many2one("med.lab.test", string="From the Catalogue", ondelete="restrict")
    name = fields.Char(
        string="Test", required=True, compute="_compute_of_test", store=True, readonly=False, precompute=True
    )
    code = fields.Char(compute="_compute_of_test", store=True, readonly=False, precompute=True)
    method = fields.Char(compute="_compute_of_test", store=True, readonly=False, precompute=True)
    unit = fields.Char(compute="_compute_of_test", store=True, readonly=False, precompute=True)
    has_min = fields.Boolean(compute="_compute_of_test", store=True, readonly=False, precompute=True)
    limit_min = fields.Float(
        string="At Least",
        digits=(16, 6),
        compute="_compute_of_test",
        store=True,
        readonly=False,
        precompute=True,
    )
    has_max = fields.Boolean(compute="_compute_of_test", store=True, readonly=False, precompute=True)
    limit_max = fields.Float(
        string="At Most",
        digits=(16, 6),
        compute="_compute_of_test",
        store=True,
        readonly=False,
        precompute=True,
    )
    limit_text = fields.Char(
        string="Requirement", compute="_compute_of_test", store=True, readonly=False, precompute=True
    )
    limits = fields.Char(compute="_compute_limits")
    value = fields.Float(readonly=True, copy=False, digits=(16, 6))
    value_text = fields.Char(string="Result", readonly=True, copy=False)
    unit_reported = fields.Char(string="Unit in the Report", readonly=True, copy=False)
    laboratory_verdict = fields.Selection(VERDICTS, string="Laboratory Says", readonly=True, copy=False)
    note = fields.Char(readonly=True, copy=False)
    is_answered = fields.Boolean(readonly=True, copy=False)
    is_extra = fields.Boolean(string="Not Asked For", readonly=True, copy=False)
    is_number = fields.Boolean(readonly=True, copy=False)
    verdict = fields.Selection(VERDICTS, compute="_compute_verdict", store=True)
    is_conflict = fields.Boolean(
        string="Differs from the Laboratory",
        compute="_compute_verdict",
        store=True,
        help="The laboratory calls it passed, but the figure is outside our limits.",
    )

    @api.model
    def _guarded_names(self):
        # EXTENDS med.guarded.mixin
        return (*super()._guarded_names(), "is_number")

    @api.depends("test_id")
    def _compute_of_test(self):
        for line in self:
            if line.test_id:
                vals = line.test_id._prepare_line_vals()
                del vals["test_id"]
                line.update(vals)

    @api.depends("has_min", "limit_min", "has_max", "limit_max", "limit_text", "unit")
    def _compute_limits(self):
        for line in self:
            parts = [f"≥ {line.limit_min:g}"] if line.has_min else []
            parts += [f"≤ {line.limit_max:g}"] if line.has_max else []
            figures = " ".join([*parts, line.unit or ""]).strip() if parts else ""
            line.limits = "; ".join(filter(None, [figures, line.limit_text]))

    @api.depends("value", "is_number", "laboratory_verdict", "has_min", "limit_min", "has_max", "limit_max")
    def _compute_verdict(self):
        for line in self:
            outside = line.is_number and (
                line.has_min and line.value < line.limit_min or line.has_max and line.value > line.limit_max
            )
            line.verdict = "fail" if outside else line._said()
            line.is_conflict = bool(outside and line.laboratory_verdict == "pass")

    def _said(self):
        """What the laboratory says, else what limits that were kept say."""
        within = self.is_number and (self.has_min or self.has_max)
        return self.laboratory_verdict or ("pass" if within else False)

    def write(self, vals):
        # EXTENDS base: what was asked stays as it was sent
        asked = {"name", "code", "method", "unit", "has_min", "limit_min", "has_max", "limit_max", "test_id"}
        if (asked | {"limit_text", "request_id"}) & set(vals):
            self._check_draft()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        lines = super().create(vals_list)
        lines.filtered(lambda line: not line.is_extra)._check_draft()
        return lines

    def unlink(self):
        # EXTENDS base
        self._check_draft()
        return super().unlink()

    def _check_draft(self):
        sent = self.request_id.filtered(lambda request: request.state != "draft")
        if sent:
            raise UserError(
                self.env._(
                    "%(request)s was sent: its tests stay as they are. Make another request for more.",
                    request=sent[0].name,
                )
            )

    # results ---------------------------------------------------------------

    def _take_result(self, row):
        """Write what the laboratory reported for this test.

        :param row: dict code, name, value, number, unit, verdict, text
        :raise UserError: a unit of another family
        """
        self.ensure_one()
        is_number = row["number"] is not None
        self._guarded_write(
            {
                "value": self._converted(row["number"], row["unit"]) if is_number else 0.0,
                "is_number": is_number,
                "value_text": " ".join(filter(None, [row["value"], row["unit"] if is_number else ""])),
                "unit_reported": row["unit"],
                "laboratory_verdict": row["verdict"] or False,
                "note": row["text"],
                "is_answered": bool(row["value"] or row["verdict"]),
            }
        )

    def _converted(self, number, unit):
        """A reported figure in the unit that was asked for."""
        wanted, given = (self.unit or "").strip(), (unit or "").strip()
        if not wanted or not given or reports.plain(wanted) == reports.plain(given):
            return number
        units = self.env["uom.uom"].search([("name", "in", [wanted, given])])
        to, of = units.filtered(lambda u: u.name == wanted)[:1], units.filtered(lambda u: u.name == given)[:1]
        if not to or not of or not of._has_common_reference(to):
            raise UserError(
                self.env._(
                    "%(test)s: the laboratory reports in %(given)s, asked was %(wanted)s, and one cannot be "
                    "turned into the other. Ask the laboratory for a report in %(wanted)s.",
                    test=self.name,
                    given=given,
                    wanted=wanted,
                )
            )
        return of._compute_quantity(number, to, round=False)

    def _prepare_again_vals(self):
        """Values of the same test in another request."""
        names = (
            "name",
            "code",
            "method",
            "unit",
            "has_min",
            "limit_min",
            "has_max",
            "limit_max",
            "limit_text",
        )
        return {"test_id": self.test_id.id, **{name: self[name] for name in names}}

    def _as_check(self):
        """This result as the inspection takes it."""
        return {
            "request": self.request_id.name,
            "name": self.name,
            "code": self.code or "",
            "method": self.method or "",
            "unit": self.unit or "",
            "value": self.value if self.is_number else None,
            "text": self.value_text or "",
            "verdict": self.verdict or "",
        }
