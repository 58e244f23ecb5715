from odoo import fields, models


class MedCredentialType(models.Model):
    """When the renewal of a paper may be applied for."""

    _inherit = "med.credential.type"

    renewal_opens = fields.Integer(
        string="Renewal Opens (Working Days Before)",
        help="Working days before the end from which the office takes the application; 0 "
        "where there is no window. Licences: 90 (Order 54 art. 16).",
    )
    renewal_closes = fields.Integer(
        string="Renewal Closes (Working Days Before)",
        help="Working days before the end after which it is not taken any more. Licences: 30.",
    )

    _renewal_ordered = models.Constraint(
        "CHECK (renewal_opens >= renewal_closes AND renewal_closes >= 0)",
        "The renewal window opens before it closes: enter the larger number first.",
    )
