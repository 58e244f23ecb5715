from odoo import fields, models


class MedDossierDecision(models.TransientModel):
    """A decision on a file with its reason."""

    _name = "med.dossier.decision"
    _description = "Decision on a Dossier"

    dossier_id = fields.Many2one("med.dossier")
    credential_id = fields.Many2one("med.credential")
    decision = fields.Selection(
        [
            ("suspend", "Suspend"),
            ("revoke", "Revoke"),
            ("resume", "Resume"),
            ("provisional", "Admit provisionally"),
            ("revoke_paper", "Revoke paper"),
        ],
        required=True,
    )
    until = fields.Date(string="Last Day")
    reason = fields.Text(required=True)

    def action_apply(self):
        """Carry the decision out on the file or paper."""
        self.ensure_one()
        if self.decision == "revoke_paper":
            return self.credential_id.action_revoke(self.reason)
        if self.decision == "provisional":
            return self.dossier_id.action_provisional(self.until, self.reason)
        return {
            "suspend": self.dossier_id.action_suspend,
            "revoke": self.dossier_id.action_revoke,
            "resume": self.dossier_id.action_resume,
        }[self.decision](self.reason)
