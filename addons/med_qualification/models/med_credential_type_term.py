from odoo import fields, models


class MedCredentialType(models.Model):
    """How long papers of this type usually hold."""

    _inherit = "med.credential.type"

    usual_months = fields.Integer(
        string="Usual Term (Months)",
        help="Proposes the last valid day while a paper is typed; 0 for none. Licences and "
        "registration certificates hold five years: 60.",
    )

    _usual_months_positive = models.Constraint(
        "CHECK (usual_months >= 0)", "The usual term of a credential type cannot be negative."
    )
