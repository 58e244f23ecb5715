from odoo import fields, models


class MedCountCause(models.Model):
    """Why a count differs from the books."""

    _name = "med.count.cause"
    _description = "Cause of a Difference"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
