from odoo import models

PRICED = {"discount", "tax_ids", "product_uom_id"}


class SaleOrderLine(models.Model):
    """A discount taken back or a larger unit promises more credit, as a higher price does."""

    _inherit = "sale.order.line"

    def _gate_snapshot(self):
        # EXTENDS med_base
        snapshot = super()._gate_snapshot()
        for line in self:
            order, product, price, quantity = snapshot[line.id]
            snapshot[line.id] = (order, product, (price, line.discount, line.tax_ids.ids), quantity)
        return snapshot

    def write(self, vals):
        # EXTENDS med_base
        orders = self.order_id
        if not PRICED & set(vals) or not any(order._gate_is_confirmed() for order in orders):
            return super().write(vals)
        with orders._gate_undone_when_refused():
            before = self._gate_snapshot()
            result = super().write(vals)
            self._gate_judge_changed(before)
        return result
