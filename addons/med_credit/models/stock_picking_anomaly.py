from odoo import models

from .sale_order_anomaly import CHECK


class StockPicking(models.Model):
    """Deliveries of orders that finance found abnormal after they were confirmed."""

    _inherit = "stock.picking"

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        if stage != "ship":
            return findings
        concerned = {self._gate_line_document(line) for line in self._gate_lines(stage)}
        pickings = self.filtered(lambda picking: picking in concerned and picking.sale_id)
        # sudo: keepers may not read hits; they are told that the order is held
        hits = (
            self.env["med.credit.hit"]
            .sudo()
            .search([("order_id", "in", pickings.sale_id.ids), ("state", "=", "confirmed")])
        )
        for picking in pickings:
            mine = hits.filtered(lambda hit, order=picking.sale_id: hit.order_id == order)
            if mine:
                findings.append(picking._anomaly_finding(mine))
        return findings

    def _anomaly_finding(self, hits):
        return self._gate_finding(
            CHECK,
            subject=hits.partner_id[:1].sudo(False),
            message=self.env._(
                "%(order)s was found abnormal by %(user)s: %(rules)s.",
                order=self.sale_id.name,
                user=hits[0].decided_by_id.name,
                rules=", ".join(hits.rule_id.mapped("name")),
            ),
            facts={"credit": CHECK, "rules": sorted(set(hits.rule_id.mapped("code")))},
        )
