from odoo import fields, models


class MedCredentialRenewal(models.TransientModel):
    """Entry of the office's notice that it accepted a renewal."""

    _name = "med.credential.renewal"
    _description = "Renewal Accepted"

    credential_id = fields.Many2one("med.credential", required=True)
    accepted_on = fields.Date(required=True, default=lambda self: self.env.company._med_today())
    notice_no = fields.Char(string="Number of the Notice", required=True)

    def action_apply(self):
        """Put the paper under renewal."""
        self.ensure_one()
        return self.credential_id.action_register_renewal(self.accepted_on, self.notice_no)
