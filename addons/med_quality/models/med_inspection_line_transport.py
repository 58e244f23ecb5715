from odoo import models


class MedInspectionLine(models.Model):
    """Cold goods are accepted with proof of their temperature on the way only."""

    _inherit = "med.inspection.line"

    def _sign_problems(self):
        # EXTENDS the inspection: GSP art. 63 for receipts, art. 67 for what comes back
        problems = super()._sign_problems()
        verdict = self.inspection_id.picking_id.med_transit_verdict
        if not self.product_id.med_is_cold_chain or not self.inspection_id.picking_id:
            return problems
        if verdict == "out" and self.accepted_quantity:
            problems.append(self.env._("it was out of its limits on the way: reject it (GSP art. 63)."))
        elif self.kind == "return" and verdict != "ok" and self.accepted_quantity:
            problems.append(
                self.env._("cold goods come back with proof of temperature, or are rejected (GSP art. 67).")
            )
        return problems
