from datetime import timedelta

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

    def _credit_is_priced(self):
        """Whether something is owed for it: by its own price, or by that of lines without devices."""
        if not self or self.price_total > 0:
            return bool(self)
        priced = self.order_id.order_line.filtered(lambda line: line.price_total > 0)
        return bool(priced) and not any(priced.product_id.mapped("is_medical_device"))

    def _credit_is_due(self, horizon):
        """Whether it counts today: due within so many days, 0 for all; as in the figures."""
        order = self.order_id
        due = order.commitment_date or order.date_order + timedelta(days=self.customer_lead)
        last = order.company_id._med_today() + timedelta(days=horizon)
        return not horizon or due.date() <= last

    def _gate_changed_since(self, before):
        # EXTENDS med_base: less of a rebate is more of a promise
        changed = super()._gate_changed_since(before)
        rebates = self.filtered(lambda line: line.price_unit < 0 and line.id in before)
        return changed | rebates.filtered(lambda line: line._gate_quantity() != before[line.id][3])

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
