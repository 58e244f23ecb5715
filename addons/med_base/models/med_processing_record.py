from odoo import fields, models

LEGAL_BASES = [
    ("consent", "Consent (art. 13 no. 1)"),
    ("contract", "Contract or personnel management (art. 13 no. 2)"),
    ("duty", "Legal duty (art. 13 no. 3)"),
    ("emergency", "Public health emergency (art. 13 no. 4)"),
    ("public", "Made public by the person (art. 13 no. 6)"),
    ("other", "Other law (art. 13 no. 7)"),
]


class MedProcessingRecord(models.Model):
    """One row of the record of processing: which personal data, what for, how long.

    Personal Information Protection Law art. 6, 7, 13, 19, 55, 56.
    """

    _name = "med.processing.record"
    _description = "Processing of Personal Data"
    _order = "sequence, id"

    name = fields.Char(string="Data", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: all companies.")
    subjects = fields.Char(string="Persons Concerned", required=True, translate=True)
    purpose = fields.Text(required=True, translate=True)
    legal_basis = fields.Selection(LEGAL_BASES, required=True, default="duty")
    is_sensitive = fields.Boolean(
        string="Sensitive", help="Identity numbers, accounts, health data: art. 28 asks for strict need."
    )
    recipients = fields.Char(translate=True, help="Who gets them outside the company.")
    place = fields.Char(string="Where They Are", translate=True, help="Screens and fields of the suite.")
    retention_rule_id = fields.Many2one("med.retention.rule", string="Kept Under", ondelete="restrict")
    measures = fields.Text(string="Protection", translate=True)
    reviewed_on = fields.Date(string="Last Looked At")

    def write(self, vals):
        # EXTENDS base: the record of processing is evidence of what was declared when
        result = super().write(vals)
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": "privacy.record_changed", "record": row, "facts": {"fields": sorted(vals)}}
                for row in self
            ]
        )
        return result
