from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        return findings + self.env["med.gate.qualification"]._findings(self, stage, "customer")

    def _gate_ship_to(self, stage):
        # EXTENDS med_qualification
        return {
            order: (order.partner_id.commercial_partner_id, order.partner_shipping_id)
            for order in self
        }

    def _gate_warehouses(self, stage):
        # EXTENDS med_qualification
        return {order: order.warehouse_id for order in self}
