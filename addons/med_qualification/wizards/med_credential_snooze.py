from datetime import timedelta

from odoo import fields, models


class MedCredentialSnooze(models.TransientModel):
    """Let the reminders of papers rest for a while, with a reason."""

    _name = "med.credential.snooze"
    _description = "Rest of Reminders"

    credential_ids = fields.Many2many(
        "med.credential", "med_credential_snooze_rel", string="Papers", readonly=True
    )
    until = fields.Date(
        required=True,
        default=lambda self: self.env.company._med_today() + timedelta(days=30),
    )
    reason = fields.Char(required=True, default=lambda self: self.env._("Renewal is under way"))

    def action_apply(self):
        """Let them rest."""
        self.ensure_one()
        return self.credential_ids.action_snooze(self.until, self.reason)
