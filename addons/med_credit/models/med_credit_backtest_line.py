from odoo import fields, models

from .med_credit_account import GRADES


class MedCreditBacktestLine(models.Model):
    """One customer by both cards as of the day of the trial."""

    _name = "med.credit.backtest.line"
    _description = "Customer in a Trial of a Scorecard"
    _order = "test_id, direction, score, id"
    _rec_name = "account_id"

    test_id = fields.Many2one("med.credit.backtest", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="test_id.company_id", store=True)
    account_id = fields.Many2one("med.credit.account", string="Customer", required=True, ondelete="cascade")
    base_score = fields.Float(string="Score So Far", readonly=True)
    base_grade = fields.Selection(GRADES, string="Grade So Far", readonly=True)
    score = fields.Float(string="Score Tried", readonly=True)
    grade = fields.Selection(GRADES, string="Grade Tried", readonly=True)
    direction = fields.Selection(
        [("down", "Falls"), ("up", "Rises"), ("same", "Stays")], string="Moves", readonly=True
    )
