from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        return findings + self.env["med.gate.qualification"]._findings(self, stage, "supplier")
