from odoo import models


class StockMove(models.Model):
    """From the supplier or from nowhere to the customer: only by a released record of direct delivery."""

    _inherit = "stock.move"

    def _med_is_direct(self):
        """Whether the goods go to a customer without touching a place of ours."""
        self.ensure_one()
        places = self.location_id | self.move_line_ids.location_id
        outside = {"supplier", "inventory", "production"} & set(places.mapped("usage"))
        return bool(outside) and self._gate_is_shipment()

    def _gate_lot_findings(self):
        # EXTENDS: expiry and blocks count there too, though no place of ours is left
        direct = self.filtered(lambda move: move.product_id.is_medical_device and move._med_is_direct())
        findings = super()._gate_lot_findings()
        return findings + direct._med_direct_findings() if direct else findings

    def _med_direct_findings(self):
        reasons = self.move_line_ids._med_block_reasons(self.env.company)
        findings = [
            line.move_id._gate_finding(
                code, line=line.move_id, subject=line.lot_id or line.product_id, message=text, facts=facts
            )
            for line, (code, text, facts) in reasons.items()
        ]
        if not self.env.company._med_quality_is_on():
            return findings
        return findings + [move._med_direct_finding() for move in self if not move._med_is_recorded()]

    def _med_is_recorded(self):
        """Whether the record of the transfer released every lot of this movement."""
        if (self.location_id | self.move_line_ids.location_id).filtered(lambda p: p.usage != "supplier"):
            return False
        # sudo: whoever ships need not read the record to be judged by it
        record = self.picking_id.sudo().med_direct_ids.filtered(lambda direct: direct.state == "released")
        amounts = {}
        for line in self.picking_id.move_line_ids.filtered(lambda row: row.product_id == self.product_id):
            amounts[line.lot_id] = amounts.get(line.lot_id, 0.0) + line.quantity_product_uom
        return bool(record) and all(
            record[:1]._is_of_lot(lot.sudo(), amount, self.product_id) for lot, amount in amounts.items()
        )

    def _med_direct_finding(self):
        return self._gate_finding(
            "direct_without_record", line=self, subject=self.product_id, message=self._med_direct_text()
        )

    def _med_direct_text(self):
        outside = (self.location_id | self.move_line_ids.location_id).filtered(
            lambda place: place.usage in ("inventory", "production")
        )
        if outside:
            return self.env._(
                "%(product)s would go from %(place)s to the customer: what was used, scrapped or lost comes "
                "back through the yellow zone and its inspection.",
                product=self.product_id.display_name,
                place=outside[0].display_name,
            )
        return self.env._(
            "%(product)s would go from the supplier straight to the customer: that needs a record of "
            "direct delivery with its legal reason, inspected at the place.",
            product=self.product_id.display_name,
        )
