"""The figures on the account: in lists, in other currencies, for many customers at once."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .test_exposure import ExposureCommon


@tagged("post_install", "-at_install")
class TestExposureAccount(ExposureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.euro.rate_ids.unlink()

    def _partners(self, count):
        return self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(count)]
        )

    def test_c1_the_account_shows_what_is_left_of_the_limit(self):
        self._confirmed(4000.0)
        account = self.account.with_user(self.finance)
        account.invalidate_recordset()
        self.assertEqual((account.exposure, account.available, account.usage), (4000.0, 6000.0, 40.0))
        self.assertFalse(account.is_over_limit)

    def test_c6_accounts_over_their_limit_are_found_sorted_and_summed(self):
        other, third = self._partners(2)
        small = self._account(other, limit=100.0)
        self._account(third)
        self._old_invoice(300.0, partner=other)
        self._old_invoice(10000.0)
        accounts = self.env["med.credit.account"].with_user(self.finance)
        mine = [("partner_id", "in", (self.customer + other + third).ids)]
        self.assertEqual(accounts.search([*mine, ("is_over_limit", "=", True)]), small)
        self.assertEqual(
            accounts.search([*mine, ("is_over_limit", "=", False)]).partner_id, self.customer + third
        )
        self.assertEqual(
            accounts.search(mine, order="exposure desc").partner_id.ids, (self.customer + other + third).ids
        )
        self.assertEqual(accounts.search([*mine, ("overdue_days", ">", 29), ("exposure", "<", 500)]), small)
        self.assertEqual(accounts.search([*mine, ("usage", ">=", 100)]).partner_id, self.customer + other)
        self.assertEqual(accounts._read_group(mine, [], ["exposure:sum"])[0][0], 10300.0)

    def test_c6_without_limit_whoever_owes_is_over(self):
        account = self._account(self._partners(1))
        self.assertFalse(account.is_over_limit)
        self._old_invoice(0.01, partner=account.partner_id)
        account.invalidate_recordset()
        self.assertTrue(account.is_over_limit)
        self.assertIn(account, account.search([("is_over_limit", "=", True)]))
        self.assertEqual(account.usage, 100.0)

    def test_c15_peer_07_an_invoice_in_euro_is_not_converted_twice(self):
        self._rate(2.0)
        invoice = self._old_invoice(500.0)
        invoice.button_draft()
        invoice.write({"currency_id": self.euro.id, "invoice_currency_rate": 2.0})
        invoice.invoice_line_ids.price_unit = 1000.0
        invoice.action_post()
        self._assert_row(receivable=500.0, exposure=500.0)
        self.assertEqual(self.customer.credit, 500.0)

    def test_c15_an_order_in_euro_counts_at_the_rate_of_the_day(self):
        self._rate(2.0)
        order = self._euro_order(1000.0)
        order.action_confirm()
        self._assert_row(ordered=500.0, exposure=500.0)
        self.euro.rate_ids.rate = 4.0
        self._assert_row(ordered=250.0, exposure=250.0)
        self.assertEqual(self.service._order_amount(order), {order: 250.0})

    def test_c15_an_order_without_exchange_rate_is_named(self):
        order, plain = self._euro_order(1000.0), self._order()
        self.assertEqual(self.service._missing_rates(order + plain), order)
        self._rate(2.0)
        self.assertFalse(self.service._missing_rates(order + plain))

    def test_c15_the_company_is_that_of_the_account(self):
        other = self.env["res.company"].create({"name": "Sister", "currency_id": self.euro.id})
        self.env.user.company_ids += other
        self._old_invoice(300.0)
        theirs = self.env["med.credit.account"]._account_for(self.customer, other)[self.customer]
        self.account.invalidate_recordset()
        account = self.account.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertEqual((account.exposure, theirs.exposure), (300.0, 0.0))
        self.assertEqual(theirs.currency_id, self.euro)

    def test_c6_lists_use_the_limit_of_today(self):
        day = self.company._med_today()
        other = self._account(self._partners(1), limit=100.0)
        self._old_invoice(150.0, partner=other.partner_id)
        over = [("is_over_limit", "=", True), ("id", "=", other.id)]
        for vals, is_over in (
            ({}, True),
            ({"temporary_limit": 60.0, "temporary_until": day}, False),
            ({"temporary_limit": 60.0, "temporary_until": day - timedelta(days=1)}, True),
            ({"limit_amount": 200.0, "limit_until": day}, False),
            ({"limit_amount": 200.0, "limit_until": day - timedelta(days=1)}, True),
        ):
            other._guarded_write(vals)
            other.invalidate_recordset()
            with self.subTest(vals):
                self.assertEqual(bool(other.search(over)), is_over)
                self.assertEqual(other.is_over_limit, is_over)

    def test_c15_members_of_a_group_owe_together(self):
        group = self.env["med.credit.group"].create({"name": "Holding"})
        part = self.env["med.credit.group"].create({"name": "Branch", "parent_id": group.id})
        one, two = (self._account(partner) for partner in self._partners(2))
        one._guarded_write({"group_id": group.id})
        two._guarded_write({"group_id": part.id})
        self._old_invoice(150.0, partner=one.partner_id)
        self._old_invoice(50.0, partner=two.partner_id)
        accounts = (one + two).with_user(self.users["sales"])
        accounts.invalidate_recordset()
        self.assertEqual(accounts.mapped("group_exposure"), [200.0, 50.0])

    def test_c6_a_guarantee_we_gave_uses_up_the_limit(self):
        security = self.env["med.credit.security"].create(
            {"account_id": self.account.id, "direction": "given", "amount": 700.0, "kind": "bank_guarantee"}
        )
        self.assertEqual(self._row()["guaranteed"], 0.0)
        security._guarded_write({"state": "done"})
        row = self._row()
        self.assertEqual((row["guaranteed"], row["exposure"]), (700.0, 700.0))

    def test_c6_many_customers_cost_as_many_queries_as_few(self):
        partners = self._partners(24)
        for partner in partners:
            self._old_invoice(100.0, partner=partner)
        self.service._figures(partners, self.company)
        counts = []
        for group in (partners[:12], partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self.service._figures(group, self.company)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual({row["exposure"] for row in rows.values()}, {100.0})
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 8)

    def test_c6_joins_left_out_for_what_is_not_in_use_change_no_figure(self):
        self._confirmed(700.0)
        self._old_invoice(300.0)
        lean, service = self._row(), type(self.service)
        every = dict.fromkeys(self.service._in_use(), "SELECT")
        with patch.object(service, "_in_use", lambda service: every):
            self.assertEqual(self.service._scope(self.company).in_use, frozenset(every))
            self.assertEqual(self._row(), lean)

    def test_c6_another_cursor_sees_what_is_committed_and_keeps_the_policy(self):
        self._confirmed()
        with self.env.registry.cursor() as cr:
            row = self.service._figures(self.customer, self.company, cr=cr)[self.customer.id]
        self.assertEqual(set(row), set(self._row()))

    def _rate(self, rate):
        day = self.env.company._med_today().replace(day=1, month=1)
        self.env["res.currency.rate"].create({"currency_id": self.euro.id, "rate": rate, "name": day})

    def _euro_order(self, amount):
        order = self._order(amount)
        order.currency_id = self.euro
        order.order_line.write({"price_unit": amount / 10.0, "tax_ids": [(5,)]})
        return order
