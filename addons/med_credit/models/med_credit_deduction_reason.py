from odoo import fields, models


class MedCreditDeductionReason(models.Model):
    """Why a customer paid less than the invoices say."""

    _name = "med.credit.deduction.reason"
    _description = "Reason of a Deduction"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    account_id = fields.Many2one(
        "account.account",
        company_dependent=True,
        help="Where deductions of this kind are booked; asked on the batch where empty.",
    )

    _code_uniq = models.UniqueIndex("(code)")
