"""Random histories of orders, deliveries, invoices, payments and refunds in two currencies.

``History.expected`` adds up what the customer owes from the documents, in Python and document by
document, without the columns that the suite's statement reads (residuals, delivered and invoiced
quantities kept on order lines).
"""

import random
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError


class History:
    """What happens to one customer; ``seed`` decides all of it."""

    def __init__(self, env, company, seed):
        self.env = env
        self.company = company
        self.random = random.Random(seed)
        self.journal = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        self.euro = self._euro()
        self.taxes = self._taxes()
        self.products = env["product.product"].create(
            [
                {"name": f"Item {policy}", "type": "consu", "invoice_policy": policy}
                for policy in ("order", "delivery")
            ]
        )
        self.partner = env["res.partner"].create({"name": f"Customer {seed}", "is_company": True})
        self.contact = env["res.partner"].create({"name": "Buyer", "parent_id": self.partner.id})
        self.orders = env["sale.order"]

    def _euro(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        today = self.env.company._med_today()
        for days, rate in ((400, 0.12), (20, 0.125)):
            self.env["res.currency.rate"].create(
                {"currency_id": euro.id, "rate": rate, "name": today - timedelta(days=days)}
            )
        return euro

    def _taxes(self):
        vals = {"amount": 13.0, "type_tax_use": "sale", "company_id": self.company.id}
        return self.env["account.tax"].create(
            [
                {**vals, "name": f"Random {kind} {self.random.random()}", "price_include_override": kind}
                for kind in ("tax_excluded", "tax_included")
            ]
        )

    # ------------------------------------------------------------------ what may happen
    def play(self, steps):
        """Do so many things; what Odoo itself refuses is left out."""
        actions = (
            [self.order] * 3
            + [self.deliver] * 4
            + [self.invoice] * 4
            + [self.pay] * 2
            + [self.refund, self.give_back, self.cancel, self.advance, self.close_short, self.pay_in_advance]
        )
        self.order()
        for _step in range(steps):
            action = self.random.choice(actions)
            try:
                with self.env.cr.savepoint():
                    action()
            except UserError:
                self.env.invalidate_all()

    def order(self):
        """A confirmed order of one to three lines."""
        lines = [
            Command.create(
                {
                    "product_id": self.random.choice(self.products).id,
                    "product_uom_qty": self.random.randint(1, 12),
                    "product_uom_id": self.env.ref(
                        self.random.choice(("uom.product_uom_unit", "uom.product_uom_dozen"))
                    ).id,
                    "price_unit": self.random.randint(1, 90),
                    "discount": self.random.choice((0.0, 0.0, 10.0)),
                    "tax_ids": [Command.set(self.random.choice((self.taxes[0], self.taxes[1])).ids)],
                }
            )
            for _line in range(self.random.randint(1, 3))
        ]
        order = self.env["sale.order"].create(
            {"partner_id": self.random.choice((self.partner, self.contact)).id, "order_line": lines}
        )
        if self.random.random() < 0.4:
            prices = {line: line.price_unit for line in order.order_line}
            order.currency_id = self.euro
            for line, price in prices.items():
                line.price_unit = price
        order.action_confirm()
        self.orders += order

    def _any(self, records):
        return self.random.choice(records) if records else records

    def deliver(self):
        """Ship a part or all of an order."""
        self._ship(self.random.choice((0.25, 0.5, 1.0)))

    def close_short(self):
        """Ship a part, and cancel what is left."""
        order = self._ship(0.5)
        order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")).action_cancel()

    def _ship(self, share):
        pickings = self.orders.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel") and p.picking_type_code == "outgoing"
        )
        picking = self._any(pickings)
        for move in picking.move_ids:
            move.quantity = round(move.product_uom_qty * share)
            move.picked = True
        if picking and sum(picking.move_ids.mapped("quantity")):
            picking._action_done()
        return picking.sale_id

    def give_back(self):
        """Goods come back, to be refunded or to be replaced."""
        done = self.orders.picking_ids.filtered(
            lambda p: p.state == "done" and p.picking_type_code == "outgoing"
        )
        if picking := self._any(done):
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            line = self._any(wizard.product_return_moves)
            line.write({"quantity": 1.0, "to_refund": self.random.random() < 0.7})
            returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
            returned.move_ids.picked = True
            returned._action_done()

    def cancel(self):
        """Cancel an order; half of the time it is confirmed again."""
        if order := self._any(self.orders.filtered(lambda o: o.state == "sale")):
            order._action_cancel()
            if self.random.random() < 0.5:
                order.action_draft()
                order.action_confirm()

    def invoice(self):
        """Invoice what is to be invoiced, less down payments; one in five stays a draft."""
        orders = self.orders.filtered(lambda o: o.invoice_status == "to invoice" and o.state == "sale")
        if order := self._any(orders):
            move = order._create_invoices(final=True)
            if self.random.random() < 0.2:
                return
            self._post(move)

    def advance(self):
        """A down payment of a third or of all."""
        if order := self._any(self.orders.filtered(lambda o: o.state == "sale")):
            before = order.invoice_ids
            wizard = self.env["sale.advance.payment.inv"].with_context(
                active_ids=order.ids, active_model="sale.order"
            )
            percent = self.random.choice((33.0, 100.0))
            wizard.create({"advance_payment_method": "percentage", "amount": percent}).create_invoices()
            self._post(order.invoice_ids - before)

    def _post(self, move):
        move.invoice_date = self.env.company._med_today() - timedelta(days=self.random.randint(0, 60))
        move.action_post()

    def refund(self):
        """A credit note of an invoice, in full or in part, now and then above it."""
        moves = self.orders.invoice_ids.filtered(
            lambda m: m.state == "posted" and m.move_type == "out_invoice"
        )
        if move := self._any(moves):
            credit = move._reverse_moves([{"invoice_date": self.env.company._med_today()}])
            factor = self.random.choice((0.5, 1.0, 1.0, 1.5))
            for line in credit.invoice_line_ids.filtered(lambda line: line.product_id):
                line.quantity *= factor
            credit.action_post()

    def pay(self):
        """Pay an invoice, half or all of it, in its currency."""
        moves = self.orders.invoice_ids.filtered(
            lambda m: m.state == "posted" and m.move_type == "out_invoice" and m.amount_residual
        )
        if move := self._any(moves):
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            )
            share = self.random.choice((0.5, 1.0))
            wizard.create({"amount": round(move.amount_residual * share, 2)})._create_payments()

    def pay_in_advance(self):
        """Money without a document."""
        payment = self.env["account.payment"].create(
            {
                "amount": float(self.random.randint(1, 500)),
                "partner_id": self.partner.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal.id,
            }
        )
        payment.action_post()

    # ------------------------------------------------------------------ what is owed
    def expected(self):
        """Exposure, from the documents."""
        ledger = sum(self._open_amount(item) for item in self._items())
        return ledger + sum(self._order_value(order) for order in self.orders)

    def _items(self):
        return self.env["account.move.line"].search(
            [
                ("partner_id", "in", (self.partner + self.contact).ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("move_id.state", "=", "posted"),
            ]
        )

    def _open_amount(self, item):
        """What the matchings leave of an item, in the currency of the company."""
        settled = sum(item.matched_credit_ids.mapped("amount")) - sum(item.matched_debit_ids.mapped("amount"))
        return item.balance - settled

    def _order_value(self, order):
        lines = order.order_line.filtered(lambda line: not line.display_type)
        goods = lines.filtered(lambda line: not line.is_downpayment)
        worth = sum(self._open_quantity(line) * self._price(line) for line in goods)
        if not any(self._open_quantity(line) for line in goods):
            return 0.0
        advance = sum(
            item.price_total * -item.move_id.direction_sign
            for item in (lines - goods).invoice_lines
            if item.move_id.state == "posted"
        )
        left = max(worth - max(advance, 0.0), 0.0)
        return order.currency_id._convert(
            left, self.company.currency_id, self.company, self.company._med_today(), round=False
        )

    def _price(self, line):
        reduced = line.price_unit * (1.0 - line.discount / 100.0)
        if line.tax_ids.price_include_override == "tax_included":
            return reduced
        return reduced * (1.0 + sum(line.tax_ids.mapped("amount")) / 100.0)

    def _open_quantity(self, line):
        """What is shipped and not invoiced, and what is still to come."""
        shipped = max(self._shipped(line), 0.0)
        signed = [
            (item.product_uom_id._compute_quantity(item.quantity, line.product_uom_id, round=False), item)
            for item in line.invoice_lines
            if item.move_id.state == "posted"
        ]
        refunded = sum(qty for qty, item in signed if item.move_id.move_type == "out_refund")
        billed = sum(qty for qty, item in signed if item.move_id.move_type == "out_invoice") - refunded
        owed = max(shipped - max(billed, 0.0), 0.0)
        if line.order_id.state != "sale":
            return owed
        promised = line.product_uom_qty
        if line.move_ids and not line.move_ids.filtered(lambda m: m.state not in ("done", "cancel")):
            promised = promised - refunded if line.product_id.invoice_policy == "order" else 0.0
        return owed + max(promised - max(shipped, billed, 0.0), 0.0)

    def _shipped(self, line):
        total = 0.0
        for move in line.move_ids.filtered(lambda m: m.state == "done"):
            # Odoo keeps what was shipped to the precision of the unit: 5 pieces are 0.42 dozen
            quantity = move.product_uom._compute_quantity(
                move.quantity, line.product_uom_id, rounding_method="HALF-UP"
            )
            if move.location_dest_id.usage == "customer":
                total += quantity
            elif move.location_id.usage == "customer" and move.to_refund:
                total -= quantity
        return total
