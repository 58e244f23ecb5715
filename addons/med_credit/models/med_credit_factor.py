from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..creditmath import Factor

DIMENSIONS = [
    ("payment", "Payment performance"),
    ("finance", "Financial health"),
    ("trading", "Trading and relation"),
    ("compliance", "Compliance"),
    ("relation", "Industry and related parties"),
]


class MedCreditFactor(models.Model):
    """One thing a scorecard looks at, its bins from the first that holds to the rest."""

    _name = "med.credit.factor"
    _description = "Factor of a Scorecard"
    _inherit = ["med.credit.card.part.mixin"]
    _order = "card_id, sequence, id"

    card_id = fields.Many2one(
        "med.credit.scorecard", string="Scorecard", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    dimension = fields.Selection(DIMENSIONS, required=True)
    fact = fields.Selection("_selection_fact", required=True)
    max_points = fields.Float(string="Most Points", required=True)
    neutral_points = fields.Float(
        string="Points if Unknown", help="Where nothing is known; the confidence falls as well."
    )
    advice = fields.Char(translate=True, help="What would help the customer to a better score.")
    bin_ids = fields.One2many("med.credit.factor.bin", "factor_id", string="Bins", copy=True)
    bin_text = fields.Text(string="Bins in Words", compute="_compute_bin_text")

    _code_uniq = models.UniqueIndex("(card_id, code)")

    @api.model
    def _selection_fact(self):
        return self.env["med.credit.condition.mixin"]._selection_fact()

    @api.depends("bin_ids.points", "bin_ids.label", "bin_ids.bound", "bin_ids.operator", "bin_ids.fact")
    @api.depends_context("lang")
    def _compute_bin_text(self):
        for factor in self:
            factor.bin_text = " · ".join(row.display_name for row in factor.bin_ids)

    @api.constrains("max_points", "neutral_points")
    def _check_points(self):
        for factor in self:
            if factor.max_points <= 0 or not 0 <= factor.neutral_points <= factor.max_points:
                raise ValidationError(
                    self.env._(
                        "%(factor)s: the most points are above 0, those if unknown between 0 and them.",
                        factor=factor.name,
                    )
                )

    def _plain(self):
        """This factor as ``creditmath.Factor``; its key is the id."""
        self.ensure_one()
        return Factor(
            code=self.code,
            fact=self.fact,
            most=self.max_points,
            neutral=self.neutral_points,
            bins=tuple(row._plain() for row in self.bin_ids),
            key=self.id,
        )
