from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _gate_findings(self, stage):
        # EXTENDS med_base: who gets it when it leaves, who supplied it when it came
        findings = super()._gate_findings(stage)
        direction = "supplier" if stage == "release" else "customer"
        return findings + self.env["med.gate.qualification"]._findings(self, stage, direction)

    def _gate_ship_to(self, stage):
        # EXTENDS med_qualification: the buyer of the order, the address of the transfer
        if stage != "ship":
            return {}
        targets = {}
        for move in self:
            order = move._gate_order()
            address = move.picking_id.partner_id or move.partner_id or order.partner_shipping_id
            buyer = order.partner_id or address
            targets[move] = (buyer.commercial_partner_id, address)
        return targets

    def _gate_warehouses(self, stage):
        # EXTENDS med_qualification
        if stage != "ship":
            return {}
        return {move: move.location_id.warehouse_id for move in self}

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
