"""Ways around the limit that were tried over the API."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditAttacks(MedCreditCommon):
    def test_k02_what_an_order_is_worth_is_not_typed_in(self):
        order = self._order(1e6, user=self.users["sales"]).with_user(self.users["sales"])
        for name in ("price_total", "price_subtotal", "qty_invoiced", "untaxed_amount_invoiced"):
            with self.subTest(name), self.assertRaises(UserError):
                order.order_line.write({name: 0.0})
        for name in ("amount_total", "amount_untaxed", "currency_rate"):
            with self.subTest(name), self.assertRaises(UserError):
                order.write({name: 0.01})
        with self.assertRaises(UserError):
            order.write({"order_line": [Command.update(order.order_line.id, {"price_total": 0.0})]})
        with self.assertRaises(UserError):
            order.create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": self.device.id, "price_total": 0.0})],
                }
            )

    def test_k02_a_device_is_no_down_payment(self):
        order = self._order(1e6, user=self.users["sales"]).with_user(self.users["sales"])
        with self.assertRaises(ValidationError):
            order.order_line.write({"is_downpayment": True})

    def test_k02_invoices_of_others_are_not_linked_to_an_order(self):
        paid = self._old_invoice(1e6)
        order = self._order(1e6, user=self.users["sales"]).with_user(self.users["sales"])
        with self.assertRaises(UserError):
            order.order_line.write({"invoice_lines": [Command.set(paid.invoice_line_ids.ids)]})

    def test_k02_another_currency_of_a_confirmed_order_is_judged(self):
        weak = self.env["res.currency"].create({"name": "ZZW", "symbol": "w"})
        self.env["res.currency.rate"].create({"currency_id": weak.id, "rate": 1000.0, "name": "2020-01-01"})
        order = self._order(100000.0, user=self.users["sales"])
        order.currency_id = weak
        order.with_user(self.users["sales"]).action_confirm()
        with self.assertRaises(UserError):
            order.with_user(self.users["sales"]).write({"currency_id": self.company.currency_id.id})

    def test_k02_a_larger_unit_of_a_confirmed_order_is_judged(self):
        self.device.list_price = 900.0
        order = self._order(9000.0, user=self.users["sales"])
        order.with_user(self.users["sales"]).action_confirm()
        dozen = self.env.ref("uom.product_uom_dozen")
        self.device.uom_ids |= dozen
        with self.assertRaises(UserError):
            order.order_line.with_user(self.users["sales"]).write(
                {"product_uom_id": dozen.id, "price_unit": 10800.0}
            )

    def test_k09_a_laxer_policy_of_a_customer_is_given_by_the_owner(self):
        segments = self.env["med.credit.segment"]
        dealer, hospital = (segments.search([("code", "=", code)]) for code in ("dealer", "hospital"))
        self.assertEqual(self.account.segment_id, dealer)
        with self.assertRaises(AccessError):
            self.account.with_user(self.finance).segment_id = hospital
        fresh = self.env["res.partner"].create({"name": "Fresh", "is_company": True})
        with self.assertRaises(AccessError):
            self.env["med.credit.account"].with_user(self.finance).create(
                {"partner_id": fresh.id, "segment_id": hospital.id}
            )
        self.account.with_user(self.owner).segment_id = hospital
        self.account.with_user(self.finance).segment_id = dealer
        self.assertEqual(len(self._ledger("credit.segment_changed", self.account)), 2)

    def test_k09_another_country_or_type_does_not_loosen_the_policy(self):
        dealer = self.account.segment_id
        abroad = self.env["med.credit.segment"].search([("code", "=", "abroad")])
        hospital = self.env["med.credit.segment"].search([("code", "=", "hospital")])
        abroad.overdue_days = 90
        self.company.country_id = self.env.ref("base.cn")
        self.customer.with_user(self.users["sales"]).country_id = self.env.ref("base.us")
        self.assertEqual(self.account.segment_id, dealer)
        self.customer.country_id = self.env.ref("base.cn")
        officer = self.users["quality_officer"]
        self.customer.with_user(officer).med_party_type_id = hospital.party_type_ids[0]
        self.assertEqual(self.account.segment_id, dealer)
        self.assertIn("laxer", self.account.message_ids[0].body)

    def test_k09_each_change_of_policy_is_on_record(self):
        consultant = self.users["consultant"]
        segment = self.account.segment_id
        before = self._ledger("credit.policy_changed", segment)
        segment.with_user(consultant).write({"on_over_limit": "off", "starter_limit": 1e9})
        entry = self._ledger("credit.policy_changed", segment) - before
        self.assertIn("on_over_limit", str(entry.facts))
        grade = self.env["med.credit.grade"].with_user(consultant)
        grade = grade.create({"code": "D", "company_id": self.company.id, "order_check": "auto"})
        self.assertTrue(self._ledger("credit.grade_changed", grade))
        rule = self.env["med.credit.rule"].search([], limit=1)
        rule.with_user(consultant).active = False
        self.assertTrue(self._ledger("credit.rule_changed", rule))

    def test_k09_an_account_stays_with_its_customer(self):
        fresh = self.env["res.partner"].create({"name": "Fresh", "is_company": True})
        with self.assertRaises(AccessError):
            self.account.with_user(self.finance).partner_id = fresh

    def test_k09_a_limit_that_ends_is_not_prolonged_by_lowering_it(self):
        until = self.company._med_today() + timedelta(days=10)
        self.account._guarded_write({"limit_until": until})
        change = self._at_once({"kind": "limit", "amount": 9000.0})
        self.assertEqual((change.state, self.account.limit_amount), ("done", 9000.0))
        self.assertEqual(self.account.limit_until, until)

    def test_k09_todays_grade_is_not_held_by_hand_at_once(self):
        self.account._guarded_write({"grade": "AAA"})
        until = self.company._med_today() + timedelta(days=300)
        change = self._at_once({"kind": "grade", "grade": "AAA", "valid_until": until})
        self.assertEqual((change.state, self.account.override_grade), ("pending", False))

    def test_k09_the_usual_term_is_no_shorter_one(self):
        self.account._guarded_write({"term_days": 7})
        change = self._at_once({"kind": "terms", "term_days": 0})
        self.assertEqual((change.state, self.account.term_days), ("pending", 7))

    def test_k09_a_group_keeps_its_limit(self):
        groups = self.env["med.credit.group"]
        above = groups.create({"name": "Above"})
        group = groups.create({"name": "Below", "parent_id": above.id})
        (above | group)._guarded_write({"has_limit": True, "approved_limit": 1000.0})
        mine = group.with_user(self.finance)
        for vals in ({"active": False}, {"parent_id": False}, {"parent_path": f"{group.id}/"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                mine.write(vals)
        group.with_user(self.owner).parent_id = False
        self.assertTrue(self._ledger("credit.group_moved", group))

    def test_k09_a_booked_bill_stays_as_it_was_taken(self):
        bill = self.env["med.credit.bill"].create(
            {
                "name": "B-1",
                "partner_id": self.customer.id,
                "amount": 1000.0,
                "maturity_on": self.company._med_today() + timedelta(days=90),
                "endorsed_to_id": self.company.partner_id.id,
            }
        )
        bill.with_user(self.finance).action_endorse()
        for vals in ({"amount": 1.0}, {"kind": "trade"}, {"partner_id": self.company.partner_id.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                bill.with_user(self.finance).write(vals)

    # helpers ---------------------------------------------------------------

    def _at_once(self, vals):
        """A change that finance makes and submits."""
        self.company.med_approval_size = "standard"
        changes = self.env["med.credit.change"].with_user(self.finance)
        change = changes.create({"account_id": self.account.id, "reason": "Why not", **vals})
        change.action_submit()
        return change

    def _ledger(self, event, record):
        return self.env["med.ledger.entry"].search(
            [("event", "=", event), ("res_model", "=", record._name), ("res_id", "=", record.id)]
        )
