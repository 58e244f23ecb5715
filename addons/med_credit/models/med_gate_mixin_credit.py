from odoo import models


class MedGateMixin(models.AbstractModel):
    """Credit in the gate of every document: claims, the queue, the button."""

    _inherit = "med.gate.mixin"

    def _credit_claims(self, stage):
        """What these documents, of one company, ask of their customers' credit.

        :return: list of ``Claim``; documents without devices or without price have none
        """
        return []

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        if not self.env.company._med_credit_is_on():
            return findings
        claims = self._credit_claims(stage)
        return findings + self.env["med.credit.judge"]._findings(claims, self.env.company, stage)

    def _gate_resolve(self, stage, company, raw):
        # EXTENDS med_base: nobody is stopped before credit is switched on
        if not company._med_credit_is_on():
            raw = [f for f in raw if not f["check"].startswith("credit_")]
        return super()._gate_resolve(stage, company, raw)

    def _gate_judge(self, stage, lines=None):
        # EXTENDS med_base: those who use up the same limit queue before they are judged
        judge = self.env["med.credit.judge"]
        for company, documents in self.grouped(lambda d: d._gate_company()).items():
            if self._credit_may_stop(stage, company):
                claims = documents.with_company(company)._credit_claims(stage)
                judge._enter_queue(claims, company, stage)
        return super()._gate_judge(stage, lines)

    def _credit_may_stop(self, stage, company):
        """Whether any row of credit stops at this stage: else nobody has to queue."""
        if stage not in ("confirm", "ship", "invoice") or not company._med_credit_is_on():
            return False
        checks = self.env["med.gate.check"]._effective(company).values()
        return any(check.code.startswith("credit_") and check._severity(stage) == "block" for check in checks)

    def _gate_action_request_release(self, finding):
        # EXTENDS med_base: one request answers all reasons of credit at once
        if finding["check"].startswith("credit_"):
            return self.env["med.credit.release.wizard"]._open_for(self)
        return super()._gate_action_request_release(finding)
