from odoo import fields, models


class MedInspectionReason(models.Model):
    """Why goods are rejected: one tap on the tablet."""

    _name = "med.inspection.reason"
    _description = "Reason of Rejection"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    needs_photo = fields.Boolean(
        string="Ask for a Photo", help="Without a picture such a rejection cannot be signed."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A reason with this code exists already.")
