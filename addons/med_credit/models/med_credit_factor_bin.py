from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..creditmath import Bin


class MedCreditFactorBin(models.Model):
    """Points of a factor where its comparisons hold; the first bin that holds counts."""

    _name = "med.credit.factor.bin"
    _description = "Bin of a Factor"
    _inherit = ["med.credit.condition.mixin", "med.credit.card.part.mixin"]
    _order = "factor_id, sequence, id"

    factor_id = fields.Many2one("med.credit.factor", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    fact = fields.Selection(help="Empty: the fact of the factor.")
    operator = fields.Selection(help="Empty: all that is left.")
    points = fields.Float(required=True)
    label = fields.Char(string="In Words", translate=True)

    @api.depends("points", "label", "fact", "operator", "bound", "fact_2", "operator_2", "bound_2")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        for row in self:
            row.display_name = f"{row._text()}: {row.points:g}"

    def _text(self):
        """What the bin says, by its words or else by its comparisons."""
        self.ensure_one()
        return self.label or self._condition_text() or self.env._("otherwise")

    def _card(self):
        # OVERRIDE
        return self.factor_id.card_id

    def _default_fact(self):
        # OVERRIDE
        return self.factor_id.fact

    def _plain(self):
        """This bin as ``creditmath.Bin``; its key is the id."""
        self.ensure_one()
        return Bin(points=self.points, conditions=self._conditions(), key=self.id)

    @api.constrains("points", "factor_id")
    def _check_points(self):
        for row in self:
            if not 0 <= row.points <= row.factor_id.max_points:
                raise ValidationError(
                    self.env._(
                        "%(factor)s: a bin gives between 0 and %(most)g points.",
                        factor=row.factor_id.name,
                        most=row.factor_id.max_points,
                    )
                )
