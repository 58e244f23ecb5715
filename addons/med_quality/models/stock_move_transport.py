from odoo import models


class StockMove(models.Model):
    """Cold goods travel with a record of their cooling."""

    _inherit = "stock.move"

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        if stage in ("ship", "release"):
            for picking, moves in self._gate_lines(stage).grouped("picking_id").items():
                findings += moves._med_transport_findings(picking, stage)
        return findings

    def _med_transport_findings(self, picking, stage):
        """What is missing or was wrong on the way, for each move of cold goods of one transfer."""
        cold = self.filtered("product_id.med_is_cold_chain") if picking else self.browse()
        if not cold or not picking.company_id._med_quality_is_on():
            return []
        if stage == "release" and picking.med_transit_verdict == "out":
            return [move._med_transport_broken(picking) for move in cold]
        gaps = picking._med_transport_gaps()
        return [move._med_transport_gap(picking, gaps) for move in cold] if gaps else []

    def _med_transport_broken(self, picking):
        return self._gate_finding(
            "cold_chain_broken",
            line=self,
            subject=self.product_id,
            message=self.env._(
                "%(product)s was out of its limits on the way (%(picking)s): it is not released. Reject it.",
                product=self.product_id.display_name,
                picking=picking.name,
            ),
            facts={"verdict": "out"},
        )

    def _med_transport_gap(self, picking, gaps):
        return self._gate_finding(
            "cold_chain_record",
            line=self,
            subject=self.product_id,
            message=self.env._(
                "%(product)s is cold-chain goods; %(picking)s still lacks: %(facts)s. See Transport.",
                product=self.product_id.display_name,
                picking=picking.name,
                facts=", ".join(gaps),
            ),
            facts={"missing": len(gaps)},
        )
