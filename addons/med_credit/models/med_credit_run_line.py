from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .med_credit_factor import DIMENSIONS

COLUMNS = (
    "run_id",
    "company_id",
    "sequence",
    "factor_id",
    "bin_id",
    "dimension",
    "value",
    "is_missing",
    "points",
    "max_points",
)


class MedCreditRunLine(models.Model):
    """Points of one factor in one score, with the value they rest on."""

    _name = "med.credit.run.line"
    _description = "Points of a Credit Score"
    _inherit = ["med.evidence.mixin"]
    _order = "run_id desc, sequence, id"
    _rec_name = "factor_id"

    run_id = fields.Many2one("med.credit.run", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="run_id.company_id", store=True, readonly=True, precompute=True)
    sequence = fields.Integer(readonly=True)
    factor_id = fields.Many2one("med.credit.factor", required=True, readonly=True, ondelete="restrict")
    bin_id = fields.Many2one("med.credit.factor.bin", readonly=True, ondelete="restrict")
    dimension = fields.Selection(DIMENSIONS, readonly=True)
    value = fields.Float(readonly=True, digits=(16, 4), aggregator=None)
    is_missing = fields.Boolean(string="Unknown", readonly=True)
    points = fields.Float(readonly=True)
    max_points = fields.Float(string="Of", readonly=True)
    percent = fields.Float(string="Reached", compute="_compute_percent")
    value_text = fields.Char(string="Found", compute="_compute_words")
    reason = fields.Char(compute="_compute_words")
    advice = fields.Char(string="What Would Raise It", compute="_compute_words")

    @api.model_create_multi
    def create(self, vals_list):
        # OVERRIDE: rows come by ``_insert`` alone
        raise UserError(self.env._("Scores are made by the system. Press Score on the account."))

    @api.model
    def _insert(self, rows):
        """Write many lines by SQL: a night makes fifteen for each customer.

        :param rows: tuples in the order of ``COLUMNS``
        """
        if not rows:
            return
        self.env["med.credit.run"].flush_model()
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        values = SQL(", ").join(SQL("%s", row) for row in rows)
        self.env.cr.execute(SQL("INSERT INTO med_credit_run_line (%s) VALUES %s", names, values))
        self.env["med.credit.run"].invalidate_model(["line_ids"])

    def write(self, vals):
        # OVERRIDE
        raise UserError(self.env._("A score is evidence and stays. Score again instead."))

    @api.depends("points", "max_points")
    def _compute_percent(self):
        for line in self:
            line.percent = 100.0 * line.points / line.max_points if line.max_points else 0.0

    @api.depends("factor_id", "bin_id", "value", "is_missing")
    @api.depends_context("lang")
    def _compute_words(self):
        facts = self.env["med.credit.facts"]
        words = facts._words()
        for line in self:
            currency = line.run_id.currency_id
            known = None if line.is_missing else line.value
            is_level = words.get(line.factor_id.fact, ("", ""))[1] == "level"
            named = line.bin_id.label if is_level and not line.is_missing else ""
            line.value_text = named or facts._format(line.factor_id.fact, known, currency)
            line.reason = line._reason()
            line.advice = line._advice() if line.points < line.max_points else ""

    def _reason(self):
        """The bin in words: "Oldest overdue: 23 days (≤ 30) gives 4 of 8"."""
        self.ensure_one()
        which = self.bin_id._text() if self.bin_id else self.value_text
        return self.env._(
            "%(factor)s: %(which)s, %(points)g of %(most)g",
            factor=self.factor_id.name,
            which=which,
            points=self.points,
            most=self.max_points,
        )

    def _advice(self):
        """What the best bin asks for, with the factor's own advice before it."""
        self.ensure_one()
        best = self.factor_id.bin_ids.sorted("points", reverse=True)[:1]
        gain = self.env._("+%(gain)g for %(what)s", gain=best.points - self.points, what=best._text())
        return f"{self.factor_id.advice} ({gain})" if self.factor_id.advice else gain
