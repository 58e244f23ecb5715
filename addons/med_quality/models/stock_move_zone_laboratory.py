from odoo import models


class StockMove(models.Model):
    """A lot that waits for a laboratory's report does not leave."""

    _inherit = "stock.move"

    def _gate_lot_findings(self):
        # EXTENDS
        findings = super()._gate_lot_findings()
        moves = self.filtered(lambda move: move.product_id.is_medical_device and move._gate_is_shipment())
        lots = moves.move_line_ids.lot_id
        if not lots:
            return findings
        requests = self.env["med.lab.request"]
        waiting = requests._open_for_lots(lots, self.env.company)
        for line in moves.move_line_ids if waiting else ():
            request = waiting.get(line.lot_id)
            if request:
                findings.append(
                    line.move_id._gate_finding(
                        "lab_report_open",
                        line=line.move_id,
                        subject=line.lot_id,
                        message=requests._waiting_text(request),
                        facts={"request": request.name},
                    )
                )
        return findings
