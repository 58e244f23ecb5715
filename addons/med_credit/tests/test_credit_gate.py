from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditGate(MedCreditCommon):
    """Orders and deliveries as plain people make them."""

    def _codes(self, document, stage=None):
        findings = document.action_gate_check(stage)
        return {
            f["check"] for f in findings if f["check"].startswith("credit_") and document._gate_is_stop(f)
        }

    def _confirm(self, order):
        order.with_user(self.users["sales"]).action_confirm()
        self.assertEqual(set(order.mapped("state")), {"sale"})

    def _allow_free_goods(self):
        """The house rule on free goods is another one."""
        self.env["med.gate.check"].search([("code", "=", "free_goods")]).severity_confirm = "off"

    def _stopped(self, order, text):
        with self.assertRaises(UserError) as refusal:
            order.with_user(order.user_id).action_confirm()
        self.assertIn(text, str(refusal.exception))
        self.assertEqual(order.state, "draft")

    def test_c8_an_order_within_the_limit_is_confirmed(self):
        order = self._order(10000.0)
        self.assertFalse(self._codes(order))
        self._confirm(order)

    def test_c8_an_order_above_the_limit_is_stopped_with_the_amounts(self):
        self._confirm(self._order(9000.0))
        order = self._order(1000.5)
        self.assertEqual(self._codes(order), {"credit_over_limit"})
        self._stopped(order, "10,000.50")

    def test_c8_two_orders_confirmed_together_count_together(self):
        orders = self._order(6000.0) | self._order(6000.0)
        for order in orders:
            self.assertFalse(self._codes(order))
        with self.assertRaises(UserError):
            orders.with_user(self.users["sales"]).action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_c8_overdue_beyond_the_grace_stops_a_dealer(self):
        self._old_invoice(500.0, days_late=7)
        order = self._order(100.0)
        self.assertNotIn("credit_overdue", self._codes(order))
        self._old_invoice(500.0, days_late=23)
        self.assertEqual(self._codes(order), {"credit_overdue", "credit_overdue_share"})
        self._stopped(order, "23 days late")

    def test_c8_a_public_hospital_is_only_reminded_of_what_is_late(self):
        hospital = self._create_partner("hospital", name="Test Hospital")
        self._account(hospital, limit=10000.0)
        self._old_invoice(500.0, days_late=200, partner=hospital)
        order = self._order(100.0, partner=hospital)
        found = {f["check"]: f["severity"] for f in order.action_gate_check()}
        self.assertEqual(found.get("credit_overdue"), "warn")
        self.assertFalse(self._codes(order))

    def test_c8_a_frozen_account_stops_with_its_reason(self):
        self.account._guarded_write({"state": "frozen", "state_reason": "Dishonoured bill"})
        order = self._order(100.0)
        self._stopped(order, "Dishonoured bill")

    def test_c8_without_limit_the_order_is_paid_in_advance(self):
        self.account._guarded_write({"limit_amount": 0.0})
        order = self._order(800.0)
        self.assertEqual(self._codes(order), {"credit_prepayment"})
        self._stopped(order, "800.00")

    def test_c8_a_customer_without_account_is_judged_by_the_policy_for_new_ones(self):
        fresh = self._admit_dealer(name="New dealer", med_uscc=False)
        order = self._order(100.0, partner=fresh)
        self.assertEqual(self._codes(order), {"credit_prepayment"})

    def test_c15_the_common_limit_of_a_group_counts_what_all_members_owe(self):
        sister = self._admit_dealer(name="Sister", med_uscc=False)
        above = self.env["med.credit.group"].create({"name": "Holding"})
        below = self.env["med.credit.group"].create({"name": "North", "parent_id": above.id})
        above._guarded_write({"has_limit": True, "approved_limit": 12000.0})
        self.account._guarded_write({"group_id": above.id})
        self._account(sister, limit=50000.0, group_id=below.id)
        self._confirm(self._order(8000.0, partner=sister))
        order = self._order(5000.0)
        self.assertEqual(self._codes(order), {"credit_group_limit"})
        self._stopped(order, "13,000.00")
        self._confirm(self._order(4000.0))

    # never stopped -----------------------------------------------------------

    def test_c14_an_order_paid_in_advance_is_never_stopped(self):
        self._old_invoice(9000.0, days_late=100)
        self.account._guarded_write({"state": "frozen", "state_reason": "Late"})
        order = self._order(500.0)
        self.assertIn("credit_frozen", self._codes(order))
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": 500.0,
                "journal_id": self.env["account.journal"].search([("type", "=", "bank")], limit=1).id,
            }
        )
        payment.action_post()
        self._book(payment)
        self.assertFalse(self._codes(order))
        self._confirm(order)
        self._deliver(order)

    def _book(self, payment):
        """The money on the books, whatever accounts the journal has."""
        if payment.move_id:
            return
        receivable = self.customer.property_account_receivable_id
        bank = payment.journal_id.default_account_id
        move = self.env["account.move"].create(
            {
                "journal_id": payment.journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": self.customer.id,
                            "credit": payment.amount,
                        }
                    ),
                    Command.create({"account_id": bank.id, "debit": payment.amount}),
                ],
            }
        )
        move.action_post()

    def test_c8_replacements_and_samples_without_price_are_never_stopped(self):
        self._allow_free_goods()
        self.account._guarded_write({"state": "frozen", "state_reason": "Late"})
        order = self._order(0.0)
        self.assertFalse(self._codes(order))
        self._confirm(order)
        self._deliver(order)
        free = self._order(100.0)
        free.order_line.discount = 100.0
        self._confirm(free)

    def test_c8_goods_shipped_without_an_order_are_not_stopped_by_credit(self):
        self.account._guarded_write({"state": "frozen", "state_reason": "Late"})
        picking = self._create_picking(self.customer, self.device)
        picking.action_confirm()
        self.assertFalse(self._codes(picking))

    def test_c8_what_was_shipped_is_invoiced_though_over_the_limit(self):
        order = self._order(9000.0)
        self._confirm(order)
        self._deliver(order)
        self.account._guarded_write({"limit_amount": 100.0, "state": "frozen", "state_reason": "Late"})
        invoice = self._invoice(order)
        self.assertEqual(invoice.state, "posted")

    # changes after confirmation -----------------------------------------------

    def test_k02_a_confirmed_order_is_judged_when_it_grows(self):
        order = self._order(6000.0)
        self._confirm(order)
        line = order.order_line.with_user(order.user_id)
        with self.assertRaises(UserError):
            line.product_uom_qty = 20.0
        with self.assertRaises(UserError):
            order.with_user(order.user_id).write(
                {
                    "order_line": [
                        Command.create(
                            {"product_id": self.device.id, "product_uom_qty": 50, "price_unit": 100.0}
                        )
                    ]
                }
            )
        line.product_uom_qty = 16.0
        self.assertEqual(order.amount_total, 9600.0)

    def test_k02_a_discount_taken_back_is_judged(self):
        self._allow_free_goods()
        order = self._order(20000.0)
        order.order_line.discount = 100.0
        self._confirm(order)
        line = order.order_line.with_user(order.user_id)
        with self.assertRaises(UserError):
            line.discount = 0.0
        with self.assertRaises(UserError):
            order.with_user(order.user_id).write({"order_line": [Command.update(line.id, {"discount": 0.0})]})
        line.discount = 60.0

    def test_k02_an_order_may_shrink_whatever_the_standing(self):
        order = self._order(6000.0)
        self._confirm(order)
        self.account._guarded_write({"state": "frozen", "state_reason": "Late"})
        order.order_line.with_user(order.user_id).price_unit = 500.0
        self.assertEqual(order.amount_total, 5000.0)

    def test_c8_cancelled_and_confirmed_again_it_is_judged_again(self):
        order = self._order(6000.0)
        self._confirm(order)
        order._action_cancel()
        order.action_draft()
        self._confirm(self._order(6000.0))
        self._stopped(order, "12,000.00")

    def test_k09_what_passed_cannot_be_typed_in(self):
        order = self._order(6000.0)
        with self.assertRaises(UserError):
            order.with_user(order.user_id).write({"credit_passed_amount": 1e9})
        with self.assertRaises(UserError):
            order.copy({"credit_passed_on": self.env.company._med_today()})

    def test_c15_other_addresses_of_the_customer_use_the_same_limit(self):
        site = self._create_partner(False, name="Site", parent_id=self.customer.id, is_company=False)
        self._confirm(self._order(9000.0))
        order = self._order(5000.0)
        order.partner_invoice_id = site
        self.assertIn("credit_over_limit", self._codes(order))

    def test_c8_before_credit_is_switched_on_nobody_is_stopped(self):
        self.account._guarded_write({"limit_amount": 0.0})
        self.company.med_credit_since = False
        order = self._order(5000.0)
        self.assertFalse(self._codes(order))
        self._confirm(order)
        self.company.med_credit_since = self.env.company._med_today() + timedelta(days=1)
        self._confirm(self._order(5000.0))

    def test_x26_orders_from_before_the_first_day_are_delivered(self):
        self.company.med_credit_since = False
        order = self._order(50000.0)
        self._confirm(order)
        order.date_order = fields.Datetime.now() - timedelta(days=3)
        self.company.med_credit_since = self.env.company._med_today() - timedelta(days=1)
        self.assertFalse(self._codes(order.picking_ids))
        self._deliver(order)

    # delivery ------------------------------------------------------------------

    def test_c19_what_fitted_is_delivered_though_others_were_released_since(self):
        order = self._order(9000.0)
        self._confirm(order)
        self._old_invoice(5000.0, days_late=0)
        self.assertFalse(self._codes(order.picking_ids))
        self._deliver(order)

    def test_c19_delivery_asks_again_when_the_limit_was_lowered_or_the_account_frozen(self):
        order = self._order(9000.0)
        self._confirm(order)
        self.account._guarded_write({"limit_amount": 5000.0})
        self.assertEqual(self._codes(order.picking_ids), {"credit_over_limit"})
        self.account._guarded_write({"limit_amount": 20000.0, "state": "frozen", "state_reason": "Late"})
        self.assertEqual(self._codes(order.picking_ids), {"credit_frozen"})
        with self.assertRaises(UserError):
            self._deliver(order)

    def test_c8_several_orders_in_one_transfer_are_each_judged(self):
        first, second = self._order(2000.0), self._order(3000.0)
        self._confirm(first | second)
        self.account._guarded_write({"limit_amount": 1000.0})
        moves = (first | second).picking_ids.move_ids
        findings = [f for f in moves._gate_evaluate("ship") if f["check"] == "credit_over_limit"]
        self.assertEqual(len(findings), 2)

    # cost ------------------------------------------------------------------------

    def _queries(self, orders):
        """Statements for judging these orders with an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders._gate_evaluate("confirm")
        return self.env.cr.sql_log_count - before

    def test_c8_judging_takes_the_same_number_of_queries_for_many_orders(self):
        customers = self.customer
        for number in range(5):
            customers |= self._admit_dealer(name=f"Dealer {number}", med_uscc=False)
        few = self.env["sale.order"].union(*(self._order(100.0, partner=c) for c in customers[:3]))
        many = few.union(*(self._order(100.0, partner=c) for c in customers))
        self._queries(many)
        self.assertLessEqual(self._queries(many), self._queries(few) + 2)

    def test_c8_judging_takes_the_same_number_of_queries_for_many_lines(self):
        def order_of(lines):
            return self._create_sale_order(self.customer, [(self.device, 1.0)] * lines)

        few, many = order_of(5), order_of(10)
        self._queries(few)
        self.assertLessEqual(self._queries(many), self._queries(few) + 1)
