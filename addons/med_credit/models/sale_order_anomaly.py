from odoo import models
from odoo.exceptions import UserError

CHECK = "credit_anomaly"


class SaleOrder(models.Model):
    """Abnormal trading at the quotation and at confirmation."""

    _inherit = "sale.order"

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        if stage not in ("quote", "confirm") or not self.env.company._med_credit_is_on():
            return findings
        concerned = {self._gate_line_document(line) for line in self._gate_lines(stage)}
        orders = self.filtered(lambda order: order in concerned)
        return findings + orders._anomaly_findings(self.env["med.credit.rule"]._hits(orders))

    def _anomaly_findings(self, hits):
        """One finding for what stops and one for what only reminds, per order."""
        findings = []
        for order in self:
            mine = [hit for hit in hits if hit["order"] == order]
            stops = [hit for hit in mine if hit["action"] != "warn"]
            reminds = [hit for hit in mine if hit["action"] == "warn"]
            if stops:
                findings.append(order._anomaly_finding(stops, "block"))
            if reminds:
                findings.append(order._anomaly_finding(reminds, "warn"))
        return findings

    def _anomaly_finding(self, hits, at_most):
        words = self.env["med.credit.hit.words"]
        reasons = []
        for hit in hits:
            currency = hit["account"].company_id.currency_id
            text = words._explain(hit["rule"].code, hit["value"], hit["bound"], hit["numbers"], currency)
            name = hit["product"].display_name if hit["product"] else hit["rule"].name
            reasons.append(f"{name}: {text}")
        return self._gate_finding(
            CHECK,
            subject=self.partner_id.commercial_partner_id,
            message=self.env._("Unusual for this customer. %(reasons)s", reasons=" ".join(reasons)),
            facts={"credit": CHECK, "rules": sorted({hit["rule"].code for hit in hits})},
            at_most=at_most,
        )

    def _gate_judge(self, stage, lines=None):
        # EXTENDS med_base: what was found is kept, whether the order is stopped or goes on
        hits = self.env["med.credit.rule"]._hits(self) if stage == "confirm" else []
        if not hits:
            return super()._gate_judge(stage, lines)
        table = self.env["med.credit.hit"]
        try:
            judged = super()._gate_judge(stage, lines)
        except UserError:
            table._keep_refused(hits, freeze=not self._anomaly_is_trial())
            raise
        table._note(hits, "passed")
        return judged

    def _anomaly_is_trial(self):
        """Whether abnormal trading is only watched: then nothing is frozen."""
        company = self.company_id[:1]
        check = self.env["med.gate.check"]._effective(company).get(CHECK)
        return not check or check._is_trial(company) or check._severity("confirm") != "block"
