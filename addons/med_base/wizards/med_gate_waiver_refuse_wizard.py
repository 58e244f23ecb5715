from odoo import fields, models


class MedGateWaiverRefuseWizard(models.TransientModel):
    _name = "med.gate.waiver.refuse.wizard"
    _description = "Refuse a waiver"

    waiver_id = fields.Many2one("med.gate.waiver", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse the waiver with this reason."""
        self.ensure_one()
        return self.waiver_id.action_refuse(self.reason)
