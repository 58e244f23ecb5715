from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _gate_findings(self, stage):
        # EXTENDS med_base: who gets it when it leaves, who supplied it when it came
        findings = super()._gate_findings(stage)
        direction = "supplier" if stage == "release" else "customer"
        return findings + self.env["med.gate.qualification"]._findings(self, stage, direction)

    def _gate_decision_days(self, stage, today):
        # EXTENDS: goods are released if the supplier was valid when they were bought
        days = super()._gate_decision_days(stage, today)
        if stage == "release":
            for move in self:
                order = move.purchase_line_id.order_id
                bought = order.date_approve or order.date_order
                if bought:
                    days[move] = fields.Datetime.context_timestamp(self, bought).date()
        return days
