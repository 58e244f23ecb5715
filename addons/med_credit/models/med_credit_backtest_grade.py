from odoo import api, fields, models

from .med_credit_account import GRADES


class MedCreditBacktestGrade(models.Model):
    """One grade in a trial: how many have it, and how many who had it paid late."""

    _name = "med.credit.backtest.grade"
    _description = "Grade in a Trial of a Scorecard"
    _order = "test_id, sequence"
    _rec_name = "grade"

    test_id = fields.Many2one("med.credit.backtest", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="test_id.company_id", store=True)
    sequence = fields.Integer()
    grade = fields.Selection(GRADES, required=True)
    base_count = fields.Integer(string="Customers So Far")
    count = fields.Integer(string="Customers Tried")
    base_seen = fields.Integer(string="Months Seen So Far", help="Customers times months with an outcome.")
    base_bad = fields.Integer(string="Of Them Late So Far")
    seen = fields.Integer(string="Months Seen Tried")
    bad = fields.Integer(string="Of Them Late Tried")
    base_rate = fields.Float(string="Late So Far (%)", compute="_compute_rates")
    rate = fields.Float(string="Late Tried (%)", compute="_compute_rates")

    @api.depends("base_seen", "base_bad", "seen", "bad")
    def _compute_rates(self):
        for row in self:
            row.base_rate = 100.0 * row.base_bad / row.base_seen if row.base_seen else 0.0
            row.rate = 100.0 * row.bad / row.seen if row.seen else 0.0
