from odoo import models


class MedGateTrialHit(models.Model):
    _name = "med.gate.trial.hit"
    _description = "Would Have Been Stopped"

    def _record(self, documents, stage, findings):
        """Keep what trial mode did not stop."""
