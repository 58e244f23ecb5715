from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..creditmath import GRADES as ORDER
from .med_credit_account import GRADES

CHECKS = [
    ("auto", "Passes within the limit"),
    ("over", "Approval above the limit"),
    ("each", "Approval of each order"),
    ("prepay", "Paid in advance"),
    ("frozen", "Frozen"),
]


class MedCreditGrade(models.Model):
    """What a grade means: from which score, how much it may owe and for how long.

    Shipped with the table of proposals 4.2; rows of a company come before the shared ones.
    """

    _name = "med.credit.grade"
    _inherit = ["med.rule.mixin"]
    _description = "Credit Grade"
    _order = "sequence, id"
    _rec_name = "code"

    _rule_event = "credit.grade_changed"

    code = fields.Selection(GRADES, string="Grade", required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company without a row of its own.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    score_from = fields.Float(help="Lowest score of this grade, of 100.")
    months = fields.Float(
        string="Months of Sales", help="The limit is so many months of sales, longer terms apart."
    )
    worth_share = fields.Float(
        string="Share of Net Worth (%)", help="The limit is no more than this part of the net worth."
    )
    term_days = fields.Integer(string="Longest Term (Days)")
    institution_term_days = fields.Integer(string="Longest Term of Hospitals (Days)")
    review_months = fields.Integer(
        string="Reviewed Every (Months)", help="0: when something happens, by nobody's calendar."
    )
    order_check = fields.Selection(CHECKS, string="Orders", required=True, default="over")
    tolerance = fields.Float(string="Tolerance (%)", help="An order may exceed the limit by so much.")
    ceiling = fields.Monetary(help="No limit above this, whatever the formula says. 0: no ceiling.")

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))")

    @api.depends("code")
    def _compute_sequence(self):
        for grade in self:
            grade.sequence = ORDER.index(grade.code) if grade.code else len(ORDER)

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for grade in self:
            grade.currency_id = (grade.company_id or self.env.company).currency_id

    @api.constrains("score_from", "months", "worth_share", "term_days", "institution_term_days", "ceiling")
    def _check_numbers(self):
        for grade in self:
            numbers = (grade.months, grade.worth_share, grade.term_days, grade.institution_term_days)
            if not 0 <= grade.score_from <= 100 or min(*numbers, grade.ceiling) < 0:
                raise ValidationError(
                    self.env._(
                        "Grade %(grade)s: the score lies between 0 and 100, and nothing is below zero.",
                        grade=grade.code,
                    )
                )

    @api.model
    def _for_company(self, company):
        """{grade code: row} of a company; its own rows beat the shared ones."""
        # sudo: the table is policy for everybody
        rows = self.sudo().search([("company_id", "in", [company.id, False])])
        return {row.code: row for row in rows.sorted(lambda row: bool(row.company_id))}

    def _longest_term(self, is_institution):
        """Days that this grade may be granted, by kind of customer."""
        self.ensure_one()
        return self.institution_term_days if is_institution else self.term_days
