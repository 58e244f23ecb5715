from odoo import models

COUNTED = {"partner_id", "product_id", "cause_id", "lot_id"}


class MedNonconformity(models.Model):
    """Each new case, and each cause found, may be the one too many."""

    _inherit = "med.nonconformity"

    def _after_opening(self):
        # EXTENDS the opening of cases
        result = super()._after_opening()
        self._judge_alerts()
        return result

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        if COUNTED & set(vals):
            self._judge_alerts()
            self.env["med.capa"]._judge_for(self)
        return result

    def _judge_alerts(self):
        for company, cases in self.grouped("company_id").items():
            self.env["med.quality.alert.rule"]._evaluate(company, cases)
