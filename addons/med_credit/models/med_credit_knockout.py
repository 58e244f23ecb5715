from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..creditmath import Knockout
from .med_credit_account import GRADES


class MedCreditKnockout(models.Model):
    """What bars better grades whatever the points say; the first that holds counts."""

    _name = "med.credit.knockout"
    _description = "Knock-out of a Scorecard"
    _inherit = ["med.credit.condition.mixin", "med.credit.card.part.mixin"]
    _order = "card_id, sequence, id"

    card_id = fields.Many2one(
        "med.credit.scorecard", string="Scorecard", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    fact = fields.Selection(required=True)
    operator = fields.Selection(required=True)
    grade = fields.Selection(
        GRADES, string="No Better Than", help="Empty: the grade is kept, it is only remarked."
    )
    condition_text = fields.Char(string="When", compute="_compute_condition_text")

    @api.depends("fact", "operator", "bound", "fact_2", "operator_2", "bound_2")
    @api.depends_context("lang")
    def _compute_condition_text(self):
        for knockout in self:
            knockout.condition_text = knockout.fact and knockout._condition_text()

    @api.constrains("fact_2", "operator_2")
    def _check_second(self):
        for knockout in self:
            if bool(knockout.fact_2) != bool(knockout.operator_2):
                raise ValidationError(
                    self.env._("%(name)s: the second comparison is half.", name=knockout.name)
                )

    def _plain(self):
        """This rule as ``creditmath.Knockout``; its key is the id."""
        self.ensure_one()
        return Knockout(conditions=self._conditions(), grade=self.grade or "", key=self.id)
