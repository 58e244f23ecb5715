from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

GRADES = [("a", "A: good"), ("b", "B: usable"), ("c", "C: under watch"), ("d", "D: stop")]
# least share of lots accepted (%) and most cases per 100 lots of each grade
LIMITS = (("a", 98.0, 2.0), ("b", 95.0, 5.0), ("c", 90.0, 10.0))


class MedSupplierEvaluation(models.Model):
    """Quality of a supplier over a period, with figures noted by the system and a decision."""

    _name = "med.supplier.evaluation"
    _description = "Supplier Evaluation"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "med.approval.state.mixin",
        "med.retention.mixin",
    ]
    _order = "date_to desc, id desc"

    _guarded_fields = (
        "state",
        "lots",
        "lots_accepted",
        "cases",
        "ppm",
        "accepted_rate",
        "grade_proposed",
        "noted_at",
    )

    partner_id = fields.Many2one("res.partner", "Supplier", required=True, index=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("From", required=True, default=lambda self: self._default_day(1, 1))
    date_to = fields.Date("To", required=True, default=lambda self: self._default_day(12, 31))
    state = fields.Selection(
        [("draft", "Draft"), ("pending", "Pending"), ("done", "In Force"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    lots = fields.Integer("Lots Inspected", readonly=True, copy=False)
    lots_accepted = fields.Integer(readonly=True, copy=False)
    accepted_rate = fields.Float("Accepted (%)", readonly=True, copy=False, digits=(16, 1), aggregator="avg")
    ppm = fields.Float("Rejected (ppm)", readonly=True, copy=False, digits=(16, 0), aggregator="avg")
    cases = fields.Integer("Nonconformities", readonly=True, copy=False)
    grade_proposed = fields.Selection(GRADES, "Grade by Figures", readonly=True, copy=False)
    noted_at = fields.Datetime("Figures Noted on", readonly=True, copy=False)
    grade = fields.Selection(GRADES, tracking=True)
    conclusion = fields.Selection(
        [("continue", "Go on Buying"), ("conditions", "Go on under Conditions"), ("stop", "Stop Buying")],
        tracking=True,
    )
    reason = fields.Text("Reason and Measures")

    _dates = models.Constraint("CHECK (date_to >= date_from)", "The period ends before it begins.")

    @api.model
    def _default_day(self, month, day):
        """A day of last year: suppliers are evaluated by the year."""
        today = self.env.company._med_today()
        return today.replace(year=today.year - 1, month=month, day=day)

    @api.depends("partner_id.display_name", "date_from", "date_to")
    def _compute_display_name(self):
        for evaluation in self:
            evaluation.display_name = (
                f"{evaluation.partner_id.display_name or ''} {evaluation.date_from} – {evaluation.date_to}"
            )

    @api.constrains("partner_id", "company_id", "date_from", "date_to")
    def _check_overlap(self):
        for evaluation in self:
            others = self.search_count(
                [
                    ("partner_id", "=", evaluation.partner_id.id),
                    ("company_id", "=", evaluation.company_id.id),
                    ("id", "!=", evaluation.id),
                    ("state", "!=", "rejected"),
                    ("date_from", "<=", evaluation.date_to),
                    ("date_to", ">=", evaluation.date_from),
                ],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(evaluation)s: this supplier has an evaluation of the same time already.",
                        evaluation=evaluation.display_name,
                    )
                )

    # figures -------------------------------------------------------------

    def _board(self):
        """The figures of the period."""
        return self.env["med.supplier.figures"].create(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "period": "custom",
                "since": self.date_from,
                "until": self.date_to,
            }
        )

    def action_note_figures(self):
        """Note the figures of the period and the grade they give."""
        self.check_access("write")
        for evaluation in self:
            evaluation._check_draft()
            board = evaluation._board()
            accepted, lots = board._measure("lots")
            rejected, received = board._measure("ppm")
            cases = board._measure("cases")[0]
            rate = accepted * 100.0 / lots if lots else 0.0
            # sudo: the system notes the figures
            evaluation.sudo()._guarded_write(
                {
                    "lots": lots,
                    "lots_accepted": accepted,
                    "accepted_rate": rate,
                    "ppm": rejected * 1000000.0 / received if received else 0.0,
                    "cases": cases,
                    "grade_proposed": self._grade_of(rate, lots, cases),
                    "noted_at": fields.Datetime.now(),
                }
            )
            evaluation.grade = evaluation.grade or evaluation.grade_proposed
        return True

    @api.model
    def _grade_of(self, rate, lots, cases):
        """The grade the figures give, nothing where nothing was bought."""
        if not lots:
            return False
        per_hundred = cases * 100.0 / lots
        return next((g for g, least, most in LIMITS if rate >= least and per_hundred <= most), "d")

    def action_open_figures(self):
        """Open the figures of the period with the records behind."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.supplier.figures",
            "res_id": self._board().id,
            "views": [(False, "form")],
        }

    # decision ------------------------------------------------------------

    def write(self, vals):
        # EXTENDS base: what was submitted stays
        if {*self._approval_content_fields(), "company_id"} & set(vals) and not self._has_ticket("state"):
            for evaluation in self:
                evaluation._check_draft()
        return super().write(vals)

    def unlink(self):
        # EXTENDS med.retention.mixin
        self.check_access("unlink")
        for evaluation in self:
            evaluation._check_draft()
        return super().unlink()

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(
                self.env._("%(evaluation)s was submitted and stays as it is.", evaluation=self.display_name)
            )

    def _approval_content_fields(self):
        # OVERRIDE
        return [
            "partner_id",
            "date_from",
            "date_to",
            "lots",
            "lots_accepted",
            "cases",
            "grade",
            "conclusion",
            "reason",
        ]

    def _approval_check_submit(self):
        # EXTENDS med.approval.mixin
        result = super()._approval_check_submit()
        self._check_draft()
        filled = {
            "noted_at": self.noted_at,
            "grade": self.grade,
            "conclusion": self.conclusion,
            "reason": (self.reason or "").strip()
            or (self.grade in ("a", "b") and self.grade == self.grade_proposed),
        }
        missing = [name for name, value in filled.items() if not value]
        if missing:
            raise UserError(
                self.env._(
                    "%(evaluation)s is not complete. Still missing: %(missing)s.",
                    evaluation=self.display_name,
                    missing=self._labels_of(missing),
                )
            )
        return result

    def _approval_on_approved(self, request):
        # OVERRIDE: a supplier to stop is reviewed again, its file says since when no more is bought
        self._guarded_write({"state": "done"})
        self.env["med.ledger.entry"]._append(
            "supplier.evaluated",
            record=self,
            company=self.company_id,
            facts={"partner": self.partner_id.id, "result": self.grade},
        )
        if self.conclusion == "stop":
            files = self.partner_id.commercial_partner_id.med_dossier_ids.filtered(
                lambda d: d.company_id == self.company_id and d.direction == "supplier"
            )
            files._reopen("other", {"evaluation": self.id}, self.reason or self.display_name)

    def _retention_applies(self):
        # OVERRIDE
        return self.state != "draft"
