from odoo import api, fields, models

from ..creditmath import Condition

OPERATORS = [("le", "≤"), ("lt", "<"), ("ge", "≥"), ("gt", ">"), ("eq", "=")]


class MedCreditConditionMixin(models.AbstractModel):
    """Up to two comparisons of facts with bounds, all of which must hold."""

    _name = "med.credit.condition.mixin"
    _description = "Comparison of Credit Facts"

    fact = fields.Selection("_selection_fact")
    operator = fields.Selection(OPERATORS, string="Is")
    bound = fields.Float(digits=(16, 4))
    fact_2 = fields.Selection("_selection_fact", string="And")
    operator_2 = fields.Selection(OPERATORS, string="Is Too")
    bound_2 = fields.Float(string="Second Bound", digits=(16, 4))

    @api.model
    def _selection_fact(self):
        return [(key, label) for key, (label, _unit) in self.env["med.credit.facts"]._words().items()]

    def _default_fact(self):
        """Fact of the first comparison where the row names none; '' = there must be one."""
        return ""

    def _conditions(self):
        """The comparisons as plain ``creditmath.Condition``."""
        self.ensure_one()
        fact = self.fact or self._default_fact()
        pairs = [(fact, self.operator, self.bound), (self.fact_2, self.operator_2, self.bound_2)]
        return tuple(Condition(*pair) for pair in pairs if pair[0] and pair[1])

    def _condition_text(self):
        """The comparisons in the reader's words, '' where there is none."""
        self.ensure_one()
        facts, signs = self.env["med.credit.facts"], dict(OPERATORS)
        texts = [
            f"{facts._label(c.fact)} {signs[c.operator]} {facts._format(c.fact, c.bound)}"
            for c in self._conditions()
        ]
        return self.env._(" and ").join(texts)
