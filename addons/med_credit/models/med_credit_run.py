from odoo import api, fields, models
from odoo.exceptions import UserError

from .med_credit_account import GRADES

TERMS = ("sales", "net_worth", "ceiling", "concentration", "starter")


class MedCreditRun(models.Model):
    """One scoring of one customer: what was known, the points, the grade, the limit proposed.

    Evidence: made by the system, never changed. A night that gives the same result makes
    no new row, it only moves ``checked_on`` on.
    """

    _name = "med.credit.run"
    _description = "Credit Score"
    _inherit = ["med.evidence.mixin"]
    _order = "day desc, id desc"
    _rec_name = "day"

    account_id = fields.Many2one(
        "med.credit.account", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    segment_id = fields.Many2one("med.credit.segment", readonly=True, ondelete="restrict")
    card_id = fields.Many2one(
        "med.credit.scorecard",
        string="Scorecard",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    day = fields.Date(required=True, readonly=True, index=True)
    checked_on = fields.Date(
        string="Unchanged Until", readonly=True, help="Last day on which scoring again gave the same."
    )
    is_shadow = fields.Boolean(string="Shadow", readonly=True, help="Tried only; without any effect.")
    total = fields.Float(string="Score", readonly=True, aggregator="avg", digits=(5, 2))
    confidence = fields.Float(string="Confidence (%)", readonly=True, aggregator="avg", digits=(5, 2))
    banded_grade = fields.Selection(GRADES, string="Grade by Points", readonly=True)
    grade = fields.Selection(GRADES, required=True, readonly=True, index=True)
    previous_id = fields.Many2one("med.credit.run", string="Score Before", readonly=True, ondelete="restrict")
    previous_grade = fields.Selection(GRADES, string="Grade Before", readonly=True)
    knockout_id = fields.Many2one(
        "med.credit.knockout", string="Knock-out", readonly=True, ondelete="restrict"
    )
    remark_ids = fields.Many2many("med.credit.knockout", string="Remarks", readonly=True)
    is_unsure = fields.Boolean(string="Too Little Known", readonly=True)
    inputs = fields.Json(readonly=True, help="All facts of the day.")
    limit_terms = fields.Json(readonly=True)
    binding_term = fields.Char(readonly=True)
    proposed_limit = fields.Monetary(readonly=True)
    term_days = fields.Integer(string="Longest Term (Days)", readonly=True)
    review_months = fields.Integer(string="Reviewed Every (Months)", readonly=True)
    line_ids = fields.One2many("med.credit.run.line", "run_id", string="Points", readonly=True)
    user_id = fields.Many2one("res.users", string="Asked For By", readonly=True)
    reason = fields.Text(compute="_compute_words")
    formula = fields.Json(compute="_compute_words", help="Each term of the limit, in words.")

    _account_day_idx = models.Index("(account_id, day DESC, id DESC)")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        if not self._has_ticket("create"):
            raise UserError(self.env._("Scores are made by the system. Press Score on the account."))
        return super(MedCreditRun, self._without_ticket()).create(vals_list)

    def write(self, vals):
        # OVERRIDE: evidence; the day of the last check comes with a ticket
        if not self._has_ticket("check", vals):
            raise UserError(self.env._("A score is evidence and stays. Score again instead."))
        return super(MedCreditRun, self._without_ticket()).write(vals)

    @api.depends("account_id", "day", "grade")
    def _compute_display_name(self):
        # EXTENDS base
        for run in self:
            run.display_name = f"{run.account_id.display_name} · {run.day} · {run.grade}"

    # words ---------------------------------------------------------------

    @api.depends("line_ids.points", "limit_terms", "knockout_id")
    @api.depends_context("lang")
    def _compute_words(self):
        for run in self:
            run.reason = run._reason()
            run.formula = run._formula()

    def _reason(self):
        """The result in the reader's words: points by factor that cost most, what bars more."""
        self.ensure_one()
        lost = self.line_ids.filtered(lambda line: line.points < line.max_points)
        lost = lost.sorted(lambda line: line.points - line.max_points)
        parts = [self._reason_grade()]
        if self.knockout_id:
            parts.append(
                self.env._(
                    "No better than %(grade)s: %(rule)s.",
                    grade=self.knockout_id.grade,
                    rule=self.knockout_id.name,
                )
            )
        if self.is_unsure:
            parts.append(
                self.env._(
                    "No better than %(grade)s: only %(share)g %% of the card is known.",
                    grade=self.card_id.unsure_grade,
                    share=round(self.confidence),
                )
            )
        parts += [self.env._("Remark: %(rule)s.", rule=remark.name) for remark in self.remark_ids]
        if lost:
            factors = "; ".join(lost[:3].mapped("reason"))
            parts.append(self.env._("Most points lost: %(factors)s.", factors=factors))
        return "\n".join(parts)

    def _reason_grade(self):
        return self.env._(
            "%(total)g of 100 points: grade %(banded)s by points, %(grade)s in the end.",
            total=round(self.total, 1),
            banded=self.banded_grade,
            grade=self.grade,
        )

    def _term_words(self):
        return {
            "sales": self.env._("months of sales × sales of a month × factor of the term"),
            "net_worth": self.env._("share of the net worth"),
            "ceiling": self.env._("ceiling of the grade"),
            "concentration": self.env._("one customer's part of all receivables"),
            "starter": self.env._("starter limit, too little is known"),
        }

    def _formula(self):
        """Rows of the limit formula: [{"term", "name", "detail", "amount", "is_binding"}]."""
        self.ensure_one()
        stored, words = self.limit_terms or {}, self._term_words()
        if not stored:
            return []
        rows = [
            {
                "term": code,
                "name": words[code],
                "detail": self._term_detail(code, stored),
                "amount": stored["terms"].get(code),
                "is_binding": code == self.binding_term,
            }
            for code in TERMS
        ]
        secured = {"term": "secured", "name": self.env._("plus securities after haircut"), "detail": ""}
        step = self.env._("rounded down to %(step)s", step=f"{stored['step']:g}")
        rows.append({**secured, "amount": stored["secured"], "is_binding": False})
        rows.append(
            {
                "term": "result",
                "name": self.env._("Proposed limit"),
                "detail": step,
                "amount": self.proposed_limit,
                "is_binding": False,
            }
        )
        return rows

    def _term_detail(self, code, stored):
        """The numbers of one term, '' where there is no more to it than the amount."""
        if code == "sales":
            month = self.env["med.credit.facts"]._format("mean_12", stored["month"], self.currency_id)
            return f"{stored['months']:g} × {month} × {stored['term_factor']:.2f}"
        if code == "net_worth" and stored["terms"].get(code) is not None:
            return f"{stored['share']:g} %"
        return "" if stored["terms"].get(code) is not None else self.env._("not known or not set")
