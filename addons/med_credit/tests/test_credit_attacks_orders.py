"""Ways around the limit by what an order says of itself."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MedCreditCommon

TOO_MUCH = "too much"


@tagged("post_install", "-at_install")
class TestCreditAttacksOrders(MedCreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.users["sales"]
        cls.passed = {
            "credit_passed_amount": 1e12,
            "credit_passed_limit": 0.0,
            "credit_passed_on": cls.env.company._med_today(),
            "credit_passed_partner_id": cls.customer.id,
        }

    def _mine(self, amount=9000.0, **vals):
        return self._order(amount, user=self.sales, **vals).with_user(self.sales)

    def _confirmed(self, amount=9000.0, **vals):
        order = self._mine(amount, **vals)
        order.action_confirm()
        return order

    def _by_lines(self, *lines):
        """A quotation of (product, quantity, price) each."""
        commands = [
            Command.create({"product_id": p.id, "product_uom_qty": qty, "price_unit": price})
            for p, qty, price in lines
        ]
        orders = self.env["sale.order"].with_user(self.sales)
        return orders.create({"partner_id": self.customer.id, "order_line": commands})

    def _refused(self, order, text=TOO_MUCH):
        with self._refuses(text):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def _exposure(self, account=None):
        account = account or self.account
        account.invalidate_recordset()
        return account.exposure

    # what the gate noted ---------------------------------------------------

    def test_k11_defaults_of_the_context_say_nothing_of_what_passed(self):
        defaults = {f"default_{name}": value for name, value in self.passed.items()}
        orders = self.env["sale.order"].with_user(self.sales).with_context(**defaults)
        line = Command.create({"product_id": self.device.id, "product_uom_qty": 10, "price_unit": 1e5})
        order = orders.create({"partner_id": self.customer.id, "order_line": [line]})
        self.assertFalse(order.credit_passed_on)
        self._refused(order)

    def test_k11_defaults_of_the_users_own_say_nothing_of_what_passed(self):
        defaults = self.env["ir.default"].with_user(self.sales)
        for name, value in self.passed.items():
            defaults.set("sale.order", name, str(value) if name.endswith("_on") else value, user_id=True)
        self._refused(self._mine(1e6))

    def test_k11_defaults_of_the_context_give_no_figures(self):
        lines = self.env["sale.order.line"].with_user(self.sales)
        order = self._mine()
        line = lines.with_context(
            default_price_total=0.0, default_qty_invoiced=99.0, default_state="cancel"
        ).create({"order_id": order.id, "product_id": self.device.id, "price_unit": 1e6})
        self.assertEqual((line.price_total, line.qty_invoiced, line.state), (1e6, 0.0, "draft"))
        self._refused(order)

    def test_k18_an_import_types_in_nothing_that_passed(self):
        names = ["partner_id/.id", "credit_passed_amount", "credit_passed_on"]
        rows = [[str(self.customer.id), "1000000", str(self.env.company._med_today())]]
        self.assertFalse(self.env["sale.order"].with_user(self.sales).load(names, rows)["ids"])

    def test_k18_a_copy_of_a_confirmed_order_is_judged_on_its_own(self):
        copy = self._confirmed().copy()
        self.assertFalse(copy.credit_passed_on)
        self._refused(copy)

    def test_k09_an_old_date_does_not_make_an_order_old(self):
        order = self._confirmed()
        order.date_order = fields.Datetime.now() - timedelta(days=500)
        self.account._guarded_write({"limit_amount": 100.0})
        with self._refuses(TOO_MUCH):
            self._deliver(order.sudo(False).with_user(self.env.user))

    # where the price stands --------------------------------------------------

    def test_k02_the_price_of_a_free_device_on_another_line_is_judged(self):
        work = self._create_goods(name="Service", type="service", is_storable=False)
        self._refused(self._by_lines((self.device, 1, 0.0), (work, 1, 1e6)))

    def test_k02_less_of_a_rebate_on_a_confirmed_order_is_judged(self):
        rebate = self._create_goods(name="Rebate", type="service", is_storable=False)
        order = self._by_lines((self.device, 10, 1e5), (rebate, 1, -999000.0))
        order.action_confirm()
        line = order.order_line.filtered(lambda line: line.price_unit < 0)
        with self._refuses(TOO_MUCH):
            line.write({"product_uom_qty": 0.0})

    def test_k02_a_price_of_zero_raised_after_confirmation_is_judged(self):
        self.env.company.flush_recordset()
        self.env["med.gate.check"].search([("code", "=", "free_goods")]).active = False
        order = self._confirmed(0.0)
        with self._refuses(TOO_MUCH):
            order.order_line.price_unit = 1e5

    def test_k02_orders_split_into_small_ones_use_one_limit(self):
        self._confirmed(4000.0)
        self._confirmed(4000.0)
        self._refused(self._mine(4000.0))

    # what is counted -----------------------------------------------------------

    def test_k02_the_state_of_a_line_is_not_typed_in(self):
        order = self._confirmed()
        with self.assertRaises(UserError):
            order.order_line.state = "draft"
        self.assertEqual(self._exposure(), 9000.0)

    def test_k02_what_was_delivered_is_not_typed_in(self):
        order = self._confirmed()
        self._deliver(order.sudo())
        for vals in ({"qty_delivered": 0.0}, {"qty_delivered_method": "manual"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                order.order_line.write(vals)
        self.assertEqual(self._exposure(), 9000.0)

    def test_k09_shipped_goods_are_owed_though_their_order_is_a_quotation_again(self):
        order = self._confirmed()
        self._deliver(order.sudo())
        order.state = "draft"
        self.assertEqual(self._exposure(), 9000.0)
        self._refused(self._mine(5000.0))
        order.action_confirm()
        self.assertEqual(self._exposure(), 9000.0)

    def test_k09_a_cancelled_order_is_judged_again_with_what_was_used_meanwhile(self):
        order = self._confirmed()
        order.action_cancel()
        order.action_draft()
        self._confirmed(5000.0)
        self._refused(order)

    def test_k09_what_is_due_later_is_asked_when_it_is_shipped_early(self):
        self.account.segment_id.horizon_days = 30
        later = fields.Datetime.now() + timedelta(days=300)
        order = self._confirmed(1e6, commitment_date=later)
        self.assertEqual(order.sudo().credit_passed_amount, 0.0)
        with self._refuses(TOO_MUCH):
            self._deliver(order.sudo())

    def test_k09_what_fits_may_be_shipped_early(self):
        self.account.segment_id.horizon_days = 30
        later = fields.Datetime.now() + timedelta(days=300)
        order = self._confirmed(20000.0, commitment_date=later)
        self._deliver(order.sudo(), share=0.4)
        self.assertEqual(self._exposure(), 8000.0)

    # who pays ------------------------------------------------------------------

    def test_k09_another_payer_does_not_clear_a_frozen_or_late_buyer(self):
        payer = self._admit_dealer(name="Rich dealer")
        self._account(payer, limit=1e9)
        order = self._mine(partner_invoice_id=payer.id)
        self.account._guarded_write({"state": "frozen", "state_reason": "Lawsuit"})
        self._refused(order, "Lawsuit")
        self.account._guarded_write({"state": "normal", "state_reason": False})
        self._old_invoice(500.0, days_late=100)
        self._refused(order, "100 days")

    def test_k02_another_payer_after_confirmation_is_judged_by_his_own_limit(self):
        poor = self._admit_dealer(name="Poor dealer")
        self._account(poor, limit=100.0)
        order = self._confirmed()
        for name in ("partner_invoice_id", "partner_id"):
            with self.subTest(name), self._refuses(TOO_MUCH):
                order[name] = poor

    def test_k09_one_payment_is_not_counted_for_two_orders(self):
        first, second = self._confirmed(4000.0), self._confirmed(1000.0)
        invoice = (first | second).sudo()._create_invoices()
        invoice.action_post()
        self.assertEqual(len(invoice), 1)
        self._pay(invoice, 2000.0)
        self.assertEqual((first._credit_paid(), second._credit_paid()), (1600.0, 400.0))
