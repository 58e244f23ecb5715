from odoo import models


class MedGateCheck(models.Model):
    _inherit = "med.gate.check"

    def _is_trial(self, company):
        """Whether this check only reminds in this company."""
        return False
