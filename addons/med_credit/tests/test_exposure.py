"""Exposure: what a customer owes and will owe, through order, delivery, invoice and payment."""

from odoo import Command
from odoo.tests import tagged

from .common import MedCreditCommon


class ExposureCommon(MedCreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["med.credit.exposure"]
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "VAT 13",
                "amount": 13.0,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )

    def _row(self, partner=None):
        partner = partner or self.customer
        return self.service._figures(partner, self.company)[partner.commercial_partner_id.id]

    def _assert_row(self, partner=None, **expected):
        row = self._row(partner)
        kinds = ("receivable", "unapplied", "delivered", "ordered", "exposure")
        self.assertEqual({k: row[k] for k in kinds}, {k: expected.get(k, 0.0) for k in kinds})

    def _order(self, amount=1000.0, **vals):
        """The order as the office sees it, who also writes invoices."""
        return super()._order(amount, **vals).with_env(self.env)

    def _confirmed(self, amount=1000.0, tax=False, **vals):
        order = self._order(amount, **vals)
        order.order_line.tax_ids = self.tax if tax else False
        order.action_confirm()
        return order


@tagged("post_install", "-at_install")
class TestExposure(ExposureCommon):
    def test_c6_an_order_is_counted_once_on_its_way_to_the_payment(self):
        self.device.invoice_policy = "delivery"
        order = self._order(1000.0)
        order.order_line.tax_ids = self.tax
        self._assert_row()
        order.action_confirm()
        self._assert_row(ordered=1130.0, exposure=1130.0)
        self._deliver(order, share=0.4)
        self._assert_row(ordered=678.0, delivered=452.0, exposure=1130.0)
        invoice = self._invoice(order)
        self._assert_row(ordered=678.0, receivable=452.0, exposure=1130.0)
        self._pay(invoice, amount=152.0)
        self._assert_row(ordered=678.0, receivable=300.0, exposure=978.0)
        self._pay(invoice)
        self._deliver(order)
        self._assert_row(delivered=678.0, exposure=678.0)

    def test_c6_a_draft_invoice_moves_nothing(self):
        order = self._confirmed()
        self._deliver(order)
        invoice = order._create_invoices()
        self._assert_row(delivered=1000.0, exposure=1000.0)
        invoice.invoice_date = self.env.company._med_today()
        invoice.action_post()
        self._assert_row(receivable=1000.0, exposure=1000.0)

    def test_c6_an_order_paid_in_advance_counts_zero(self):
        order = self._confirmed(tax=True)
        advance = self._advance(order, 100.0)
        self._assert_row(receivable=1130.0, exposure=1130.0)
        self._pay(advance)
        self._assert_row()
        self._deliver(order)
        self._assert_row()
        self._final_invoice(order)
        self._assert_row()

    def test_c6_a_part_paid_in_advance_is_deducted_once(self):
        order = self._confirmed(tax=True)
        self._pay(self._advance(order, 30.0))
        self._assert_row(ordered=791.0, exposure=791.0)
        self._deliver(order, share=0.5)
        self._assert_row(ordered=565.0, delivered=226.0, exposure=791.0)
        self._deliver(order)
        invoice = self._final_invoice(order)
        self._assert_row(receivable=791.0, exposure=791.0)
        self._pay(invoice)
        self._assert_row()

    def test_c6_a_payment_without_invoice_pays_the_order(self):
        self._confirmed()
        self._unmatched_payment(1000.0)
        self._assert_row(ordered=1000.0, unapplied=1000.0)

    def test_c6_a_credit_note_above_the_invoice_is_credit_and_not_a_new_order(self):
        order = self._confirmed()
        self._deliver(order)
        invoice = self._invoice(order)
        refund = invoice._reverse_moves([{"invoice_date": self.env.company._med_today()}])
        refund.invoice_line_ids.quantity = 12.0
        refund.action_post()
        # Odoo takes ten of the twelve as not invoiced any more: shipped, to be billed again
        self._assert_row(unapplied=200.0, delivered=1000.0, exposure=800.0)

    def test_c6_cancelled_and_confirmed_again_counts_once(self):
        order = self._confirmed()
        order._action_cancel()
        self._assert_row()
        order.action_draft()
        order.action_confirm()
        self._assert_row(ordered=1000.0, exposure=1000.0)

    def test_c6_shipped_goods_of_a_cancelled_order_stay_owed(self):
        order = self._confirmed()
        self._deliver(order, share=0.3)
        order._action_cancel()
        self._assert_row(delivered=300.0, exposure=300.0)

    def test_c6_a_delivery_closed_short_expects_nothing_more(self):
        self.device.invoice_policy = "delivery"
        order = self._confirmed()
        self._deliver(order, share=0.3)
        order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")).action_cancel()
        self._assert_row(delivered=300.0, exposure=300.0)

    def test_c6_lines_in_other_units_are_compared_in_their_own(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order(1200.0)
        order.order_line.write({"product_uom_id": dozen.id, "product_uom_qty": 1.0, "price_unit": 1200.0})
        order.order_line.tax_ids = False
        order.action_confirm()
        self._deliver(order, share=0.5)
        self._assert_row(ordered=600.0, delivered=600.0, exposure=1200.0)
        invoice = order._create_invoices()
        unit = self.env.ref("uom.product_uom_unit")
        invoice.invoice_line_ids.write({"product_uom_id": unit.id, "quantity": 6.0, "price_unit": 100.0})
        invoice.invoice_date = self.env.company._med_today()
        invoice.action_post()
        self._assert_row(receivable=600.0, ordered=600.0, exposure=1200.0)

    def test_c6_tax_within_the_price_is_not_added_again(self):
        self.tax.price_include_override = "tax_included"
        self._confirmed(1130.0, tax=True)
        self._assert_row(ordered=1130.0, exposure=1130.0)

    def test_c6_goods_shipped_without_being_ordered_count_with_tax(self):
        order = self._confirmed(tax=True)
        order.order_line.write({"product_uom_qty": 0.0, "qty_delivered_method": "manual"})
        order.order_line.qty_delivered = 2.0
        self._assert_row(delivered=226.0, exposure=226.0)

    def test_c6_a_negative_order_frees_nothing_for_others(self):
        self._confirmed(1000.0)
        order = self._order(5000.0)
        order.order_line.write({"price_unit": -500.0, "tax_ids": [Command.clear()]})
        order.action_confirm()
        self._assert_row(ordered=1000.0, exposure=1000.0)

    def test_c6_long_orders_count_by_what_is_due_within_the_horizon(self):
        self.account.segment_id.horizon_days = 60
        order = self._order(1000.0)
        order.order_line.tax_ids = False
        later = order.order_line.copy({"order_id": order.id, "customer_lead": 200.0, "product_uom_qty": 90.0})
        later.tax_ids = False
        order.action_confirm()
        self._assert_row(ordered=1000.0, exposure=1000.0)
        self.assertEqual(self.service._order_amount(order, whole=True)[order], 10000.0)
        self.assertEqual(self.service._order_amount(order)[order], 1000.0)

    def test_c6_overdue_counts_days_of_the_oldest_and_its_share(self):
        self._old_invoice(300.0, days_late=23)
        self._old_invoice(500.0, days_late=5)
        self._old_invoice(1200.0, days_late=0)
        row = self._row()
        late = (row["overdue_amount"], row["overdue_days"], row["overdue_share"])
        self.assertEqual(late, (800.0, 23, 40.0))

    def test_c6_contacts_and_their_company_owe_together(self):
        contact = self.env["res.partner"].create({"name": "Ward 3", "parent_id": self.customer.id})
        order = self._order(1000.0, partner=contact)
        order.order_line.tax_ids = False
        order.action_confirm()
        self._old_invoice(300.0, partner=contact)
        self._assert_row(contact, receivable=300.0, ordered=1000.0, exposure=1300.0)
        self.customer.active = False
        self._assert_row(receivable=300.0, ordered=1000.0, exposure=1300.0)

    def test_c6_merged_customers_owe_what_both_owed(self):
        other = self.env["res.partner"].create({"name": "Entered twice", "is_company": True})
        self._old_invoice(300.0)
        self._old_invoice(200.0, partner=other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | other).ids, self.customer)
        self._assert_row(receivable=500.0, exposure=500.0)

    def test_c6_without_orders_leaves_out_just_these(self):
        first, second = self._confirmed(), self._confirmed(500.0)
        rows = self.service._figures(self.customer, self.company, without_orders=first)
        self.assertEqual(rows[self.customer.id]["exposure"], 500.0)
        self.assertEqual(self.service._order_amount(first + second), {first: 1000.0, second: 500.0})

    def _advance(self, order, percent):
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        wizard.create({"advance_payment_method": "percentage", "amount": percent}).create_invoices()
        invoice = order.invoice_ids.filtered(lambda move: move.state == "draft")
        invoice.invoice_date = self.env.company._med_today()
        invoice.action_post()
        return invoice

    def _final_invoice(self, order):
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = self.env.company._med_today()
        invoice.action_post()
        return invoice

    def _unmatched_payment(self, amount):
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        payment = self.env["account.payment"].create(
            {
                "amount": amount,
                "partner_id": self.customer.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": journal.id,
            }
        )
        payment.action_post()
        return payment
