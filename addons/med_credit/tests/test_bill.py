"""Acceptances, batch payments with deductions, goods placed, and the documents behind figures."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_exposure import ExposureCommon


@tagged("post_install", "-at_install")
class TestBill(ExposureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.segment = cls.account.segment_id
        cls.segment.write({"bank_bill_share": 20.0, "trade_bill_share": 100.0})
        cls.bills = cls.env["med.credit.bill"].with_user(cls.finance)

    def _bill(self, amount=1000.0, days=90, **vals):
        return self.bills.create(
            {
                "name": f"5 {amount} {days}",
                "partner_id": self.customer.id,
                "amount": amount,
                "maturity_on": self.env.company._med_today() + timedelta(days=days),
                "journal_id": self.journal.id,
                **vals,
            }
        )

    def _figures_of(self, *names):
        row = self._row()
        return tuple(row[name] for name in names)

    def test_c6_a_bank_acceptance_settles_the_invoice_and_counts_a_fifth(self):
        invoice = self._old_invoice(1000.0)
        bill = self._bill()
        self.assertEqual(self._figures_of("receivable", "bills", "exposure"), (1000.0, 0.0, 1000.0))
        bill.action_book()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(self._figures_of("receivable", "bills", "exposure"), (0.0, 200.0, 200.0))
        self.assertEqual(bill.counted_amount, 200.0)
        bill.action_paid()
        self.assertEqual(self._figures_of("bills", "exposure"), (0.0, 0.0))

    def test_c6_a_commercial_acceptance_counts_in_full_until_it_matures(self):
        self._old_invoice(1000.0)
        bill = self._bill(kind="trade")
        bill.action_book()
        bill.action_discount()
        self.assertEqual(self._figures_of("bills", "exposure"), (1000.0, 1000.0))
        later = self.env.company._med_today() + timedelta(days=91)
        row = self.service._figures(self.customer, self.company, day=later)[self.customer.id]
        self.assertEqual(row["bills"], 0.0)

    def test_c6_a_dishonoured_bill_opens_its_invoices_again(self):
        self._old_invoice(1000.0, days_late=30)
        bill = self._bill()
        bill.action_book()
        bill.action_dishonour()
        self.assertEqual(bill.state, "dishonoured")
        self.assertEqual(bill.dishonoured_on, self.env.company._med_today())
        figures = self._figures_of("receivable", "unapplied", "bills", "exposure", "overdue_days")
        self.assertEqual(figures, (1000.0, 0.0, 0.0, 1000.0, 30))
        self.assertTrue(bill.activity_ids)
        entry = self.env["med.ledger.entry"].search([("event", "=", "credit.bill_dishonoured")], limit=1)
        self.assertEqual(entry.res_id, bill.id)

    def test_c6_a_bill_taken_over_counts_without_payment(self):
        bill = self._bill(is_opening=True, kind="trade")
        self.assertEqual(self._figures_of("bills", "exposure"), (1000.0, 1000.0))
        bill.action_dishonour()
        self.assertEqual(self._figures_of("bills"), (1000.0,))
        bill.action_recovered()
        self.assertEqual(self._figures_of("bills"), (0.0,))

    def test_c6_bills_are_entered_once_and_change_by_buttons_only(self):
        bill = self._bill()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as twice, self.env.cr.savepoint():
            self._bill()
        self.assertIn("number_uniq", str(twice.exception))
        with self.assertRaises(UserError):
            bill.state = "paid"
        with self.assertRaises(UserError):
            bill.action_endorse()
        with self.assertRaises(ValidationError):
            self._bill(amount=-5.0)
        bill.action_book()
        with self.assertRaises(UserError):
            bill.unlink()
        with self.assertRaises(AccessError):
            bill.with_user(self.users["sales"]).action_paid()

    def test_c6_a_hospital_pays_many_invoices_less_deductions_on_one_screen(self):
        old, middle, young = (self._old_invoice(1000.0, days_late=late) for late in (60, 30, 5))
        batch = self._batch(1700.0, {"shortage": 200.0, "bank": 50.0})
        batch.action_fill()
        self.assertEqual(batch.line_ids.move_id, old + middle + young)
        self.assertEqual(batch.line_ids.mapped("applied"), [1000.0, 950.0, 0.0])
        batch.action_post()
        self.assertEqual([m.amount_residual for m in old + middle + young], [0.0, 50.0, 1000.0])
        self._assert_row(receivable=1050.0, exposure=1050.0)
        self.assertEqual(batch.payment_id.amount, 1700.0)
        booked = batch.payment_id.move_id.line_ids.filtered(lambda line: line.account_id == self.expense)
        self.assertEqual(sorted(booked.mapped("debit")), [50.0, 200.0])
        with self.assertRaises(UserError):
            batch.action_post()
        with self.assertRaises(UserError):
            batch.unlink()

    def test_c6_an_invoice_not_paid_is_unpicked_and_the_rest_stays_with_the_customer(self):
        disputed, young = self._old_invoice(1000.0, days_late=60), self._old_invoice(500.0, days_late=5)
        batch = self._batch(800.0)
        batch.action_fill()
        batch.line_ids.filtered(lambda line: line.move_id == disputed).is_picked = False
        self.assertEqual(batch.rest, 300.0)
        batch.action_post()
        self.assertEqual((disputed.amount_residual, young.amount_residual), (1000.0, 0.0))
        self._assert_row(receivable=1000.0, unapplied=300.0, exposure=700.0)

    def test_c6_a_batch_without_account_for_a_deduction_changes_nothing(self):
        invoice = self._old_invoice(1000.0)
        batch = self._batch(900.0, {"price": 100.0})
        batch.deduction_ids.account_id = False
        batch.action_fill()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            batch.action_post()
        batch.invalidate_recordset()
        self.assertEqual((batch.state, invoice.amount_residual), ("draft", 1000.0))

    def test_c21_goods_placed_are_a_figure_of_their_own(self):
        place = self._place()
        self.assertEqual(self._figures_of("placed", "exposure"), (3390.0, 0.0))
        self.segment.counts_placed_goods = True
        self.assertEqual(self._figures_of("placed", "exposure"), (3390.0, 3390.0))
        action = self.account.action_open_placed()
        quants = self.env["stock.quant"].search(action["domain"])
        self.assertEqual((quants.location_id, sum(quants.mapped("quantity"))), (place, 30.0))

    def test_c21_a_place_is_our_own_and_named_once(self):
        place = self._place()
        with self.assertRaises(ValidationError):
            self.env["stock.location"].create(
                {"name": "Shelf", "location_id": place.id, "med_placed_partner_id": self.customer.id}
            )
        with self.assertRaises(ValidationError):
            self.env.ref("stock.stock_location_customers").med_placed_partner_id = self.customer

    def test_c1_each_figure_opens_exactly_its_documents(self):
        first, second = self._confirmed(), self._confirmed(2000.0)
        self._deliver(second)
        due, late = self._old_invoice(300.0, days_late=0), self._old_invoice(500.0, days_late=40)
        self._old_invoice(70.0, partner=self.env["res.partner"].create({"name": "Somebody else"}))
        account = self.account.with_user(self.finance)
        account.invalidate_recordset()
        self.assertEqual(self._opened(account.action_open_receivables()).move_id, due + late)
        self.assertEqual(self._opened(account.action_open_overdue()).move_id, late)
        self.assertEqual(self._opened(account.action_open_bucket("to_60")).move_id, late)
        self.assertEqual(self._opened(account.action_open_bucket("current")).move_id, due)
        self.assertEqual(self._opened(account.action_open_orders()), first)
        self.assertEqual(self._opened(account.action_open_deliveries()), second)
        bill = self._bill(is_opening=True)
        self.assertEqual(self._opened(account.action_open_bills()), bill)

    def test_c1_the_bars_of_the_ageing_add_up_to_the_receivable(self):
        for late, amount in ((0, 10.0), (1, 20.0), (30, 30.0), (31, 40.0), (200, 50.0)):
            self._old_invoice(amount, days_late=late)
        self.account.invalidate_recordset()
        amounts = [row["amount"] for row in self.account.ageing]
        self.assertEqual(amounts, [10.0, 50.0, 40.0, 0.0, 0.0, 50.0])
        self.assertEqual(sum(amounts), self.account.receivable)
        for row in self.account.ageing:
            items = self._opened(self.account.action_open_bucket(row["key"]))
            self.assertEqual(sum(items.mapped("amount_residual")), row["amount"])

    def _opened(self, action):
        records = self.env[action["res_model"]].search(action["domain"])
        return records.sorted("id")

    def _batch(self, amount, deductions=None):
        self.expense = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", self.company.ids)], limit=1
        )
        reasons = self.env["med.credit.deduction.reason"].search([])
        lines = [
            Command.create(
                {
                    "reason_id": reasons.filtered(lambda reason, c=code: reason.code == c).id,
                    "amount": value,
                    "account_id": self.expense.id,
                }
            )
            for code, value in (deductions or {}).items()
        ]
        return (
            self.env["med.credit.batch"]
            .with_user(self.finance)
            .create({"partner_id": self.customer.id, "amount": amount, "deduction_ids": lines})
        )

    def _place(self):
        """30 pieces at a list price of 100 and 13 % in the customer's cupboard."""
        place = self.env["stock.location"].create(
            {
                "name": "Cupboard",
                "location_id": self.env["stock.warehouse"].search([], limit=1).view_location_id.id,
                "usage": "internal",
                "med_placed_partner_id": self.customer.id,
            }
        )
        self.device.write({"list_price": 100.0, "taxes_id": [Command.set(self.tax.ids)]})
        lot = self.env["stock.lot"].search([("product_id", "=", self.device.id)], limit=1)
        self.env["stock.quant"]._update_available_quantity(self.device, place, 30.0, lot_id=lot)
        return place
