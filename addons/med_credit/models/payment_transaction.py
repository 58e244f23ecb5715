from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        # EXTENDS sale: money that came in is booked, whatever stops its order
        confirmed = self.env["sale.order"]
        for transaction in self:
            single = super(PaymentTransaction, transaction)._check_amount_and_confirm_order
            confirmed |= transaction._med_confirm_paid(single)
        return confirmed

    def _med_confirm_paid(self, confirm):
        """The orders that ``confirm`` has confirmed; none where the gate stopped it."""
        done = []
        orders = self.sale_order_ids
        orders._med_confirm_or_hold(lambda: done.append(confirm()), self.env._("paid"))
        return done[0] if done else self.env["sale.order"]
