from odoo import models


class MedGateWaiver(models.Model):
    _name = "med.gate.waiver"
    _description = "Waiver"

    def _granted_digests(self, documents):
        """{(model, id): digests} granted for these documents."""
        return {}
