from odoo import fields, models


class MedCredentialTypeCheck(models.Model):
    """One thing a person looks at in a paper before it is approved."""

    _name = "med.credential.type.check"
    _description = "Check of a Credential Type"
    _order = "type_id, sequence, id"

    type_id = fields.Many2one(
        "med.credential.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Look At", required=True, translate=True)
    law = fields.Char(string="Law or Rule", translate=True)
