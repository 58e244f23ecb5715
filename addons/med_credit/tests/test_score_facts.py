from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .test_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestPaymentFacts(ScoreCommon):
    def _promise(self):
        """A release granted 20 days ago on the promise to pay by five days ago."""
        order = self._order()
        vals = {"res_model": order._name, "res_id": order.id, "check_code": "credit_overdue"}
        self.env["med.gate.waiver"].create(vals)._guarded_write(
            {
                "partner_id": self.customer.id,
                "promised_on": self.today - timedelta(days=5),
                "requested_at": self.today - timedelta(days=20),
                "state": "granted",
            }
        )

    def test_c2_nothing_sold_is_unknown_not_good(self):
        facts = self._facts()
        names = ("days_beyond_terms", "overdue_share", "oldest_overdue", "broken_promises", "sales_growth")
        self.assertEqual({facts[name] for name in (*names, "months_trading")}, {None})
        self.assertEqual(facts["invoice_count"], 0)

    def test_c2_days_beyond_terms_are_weighted_by_amount(self):
        early = self._old_invoice(3000.0, days_late=40)
        self._pay(early, day=self.today - timedelta(days=40))
        late = self._old_invoice(1000.0, days_late=40)
        self._pay(late, day=self.today)
        facts = self._facts()
        self.assertAlmostEqual(facts["days_beyond_terms"], 1000.0 * 40 / 4000.0)
        self.assertEqual((facts["overdue_share"], facts["oldest_overdue"]), (0.0, 0))
        self.assertEqual(facts["broken_promises"], 0)

    def test_c2_open_items_count_with_their_days_and_half_payments_by_halves(self):
        half = self._old_invoice(2000.0, days_late=20)
        self._pay(half, amount=1000.0, day=self.today - timedelta(days=10))
        facts = self._facts()
        self.assertAlmostEqual(facts["days_beyond_terms"], (1000.0 * 10 + 1000.0 * 20) / 2000.0)
        self.assertEqual(facts["overdue_share"], 100.0)
        self.assertEqual(facts["oldest_overdue"], 20)
        self.assertEqual(facts["overdue_beyond_grace"], 20 - self.account.segment_id.overdue_days)

    def test_c2_what_is_not_due_yet_is_no_delay(self):
        self._old_invoice(1000.0, days_late=0)
        facts = self._facts()
        self.assertEqual((facts["unpaid"], facts["overdue_share"]), (1000.0, 0.0))
        self.assertIsNone(facts["days_beyond_terms"])

    def test_c2_a_credit_note_is_no_payment(self):
        invoice = self._old_invoice(1000.0, days_late=40)
        invoice._reverse_moves([{"invoice_date": self.today, "date": self.today}], cancel=True)
        facts = self._facts()
        self.assertIsNone(facts["days_beyond_terms"])
        self.assertEqual((facts["unpaid"], facts["returns_share"]), (0.0, 100.0))

    def test_c13_a_past_day_is_seen_as_it_was(self):
        invoice = self._old_invoice(1000.0, days_late=40)
        self._pay(invoice, day=self.today - timedelta(days=10))
        then, now = self._facts(day=self.today - timedelta(days=15)), self._facts()
        self.assertEqual((then["oldest_overdue"], then["overdue_share"]), (25, 100.0))
        self.assertEqual((now["oldest_overdue"], now["overdue_share"]), (0, 0.0))
        before = self._facts(day=self.today - timedelta(days=60))
        self.assertEqual(before["invoice_count"], 0)

    def test_c2_contacts_and_their_company_are_one_customer(self):
        contact = self._create_partner(name="Buyer", parent_id=self.customer.id, is_company=False)
        self._old_invoice(1000.0, days_late=12, partner=contact)
        self.assertEqual(self._facts()["oldest_overdue"], 12)

    def test_c2_another_companys_invoices_do_not_count(self):
        other = self.env["res.company"].create({"name": "Second company"})
        self._old_invoice(1000.0, days_late=12)
        there = self.env["med.credit.account"]._account_for(self.customer, other)[self.customer]
        self.assertEqual(self._facts(there)["invoice_count"], 0)

    def test_c4_a_promise_that_passed_unpaid_is_broken(self):
        self._old_invoice(1000.0, days_late=60)
        self._promise()
        self.assertEqual(self._facts()["broken_promises"], 1)
        self.assertEqual(self._facts(day=self.today - timedelta(days=6))["broken_promises"], 0)

    def test_c4_a_promise_that_was_kept_is_not(self):
        invoice = self._old_invoice(1000.0, days_late=60)
        self._pay(invoice, day=self.today - timedelta(days=6))
        self._promise()
        self.assertEqual(self._facts()["broken_promises"], 0)


@tagged("post_install", "-at_install")
class TestTradingFacts(ScoreCommon):
    def _sell(self, months_ago, amount):
        days = (self.today - (self.today - relativedelta(months=months_ago))).days
        return self._old_invoice(amount, days_late=days)

    def test_c2_sales_by_rolling_months(self):
        for month in range(12):
            self._sell(month, 1000.0 if month < 6 else 500.0)
        facts = self._facts()
        self.assertAlmostEqual(facts["mean_12"], 750.0)
        self.assertAlmostEqual(facts["mean_3"], 1000.0)
        self.assertAlmostEqual(facts["sales_growth"], 100.0)
        self.assertAlmostEqual(facts["sales_variation"], 250.0 / 750.0)
        self.assertEqual(facts["returns_share"], 0.0)

    def test_c2_the_relation_begins_with_the_first_paid_invoice(self):
        self._sell(30, 1000.0)
        self.assertIsNone(self._facts()["months_trading"])
        self._pay(self._sell(14, 1000.0))
        self.assertEqual(self._facts()["months_trading"], 14)
        self.account.with_user(self.finance).customer_since = self.today - relativedelta(years=4)
        self.assertEqual(self._facts()["months_trading"], 48)


@tagged("post_install", "-at_install")
class TestStandingFacts(ScoreCommon):
    def test_c4_required_papers_of_an_admitted_customer_hold(self):
        facts = self._facts()
        self.assertEqual((facts["papers_share"], facts["papers_expired"]), (100.0, 0))

    def test_c4_an_expired_licence_is_seen_on_its_day(self):
        licence = self.env["med.credential"].search(
            [("partner_id", "=", self.customer.id), ("type_id.code", "=", "operating_licence")]
        )
        after = licence.date_valid_to + timedelta(days=1)
        facts = self._facts(day=after)
        self.assertGreaterEqual(facts["papers_expired"], 1)
        self.assertLess(facts["papers_share"], 100.0)
        self.assertEqual(self._facts(day=licence.date_valid_to)["papers_end_in"], 0)

    def test_c4_a_customer_without_a_file_has_no_papers_to_show(self):
        account = self._account(self._create_partner("distributor", name="No file"))
        self.assertIsNone(self._facts(account)["papers_share"])

    def test_c4_registers_that_were_never_read_say_nothing(self):
        self.env["med.register.call"].search([])
        self.assertIsNone(self._facts(day=self.today - relativedelta(years=20))["regulator_record"])

    def test_c4_statements_and_opinions_of_the_day(self):
        figures = {"working_capital": 400, "retained_earnings": 300, "ebit": 200, "equity": 600}
        old = {"account_id": self.account.id, "date": self.today - relativedelta(years=3)}
        now = {"account_id": self.account.id, "date": self.today - relativedelta(months=3)}
        papers = self.env["med.credit.financial"]
        papers.create({**old, **figures, "total_assets": 1000, "total_liabilities": 400, "equity": 5})
        self.assertIsNone(self._facts()["net_worth"])
        papers.create({**now, **figures, "total_assets": 1000, "total_liabilities": 400})
        papers.create({**now, "kind": "rating", "band": "3"})
        papers.create({**now, "kind": "bank", "band": "1"})
        facts = self._facts()
        self.assertEqual((facts["net_worth"], facts["external_rating"]), (600.0, 1))
        self.assertGreater(facts["zscore"], 2.6)

    def test_c4_securities_count_against_what_is_owed(self):
        self._old_invoice(1000.0, days_late=1)
        security = self.env["med.credit.security"].create(
            {"account_id": self.account.id, "kind": "deposit", "amount": 400.0}
        )
        self.assertEqual(self._facts()["secured_amount"], 0.0)
        security._guarded_write({"state": "done"})
        facts = self._facts()
        self.assertEqual(facts["secured_amount"], security.secured_amount)
        self.assertAlmostEqual(facts["secured_share"], 100.0 * security.secured_amount / 1000.0)

    def test_c4_a_group_over_its_limit_and_a_bad_relative(self):
        relative = self._account(self._create_partner("distributor", name="Sister"), grade="C")
        self._old_invoice(900.0, days_late=1, partner=relative.partner_id)
        group = self.env["med.credit.group"].create({"name": "Family"})
        group._guarded_write({"has_limit": True, "approved_limit": 1000.0, "state": "done"})
        self.assertEqual((self._facts()["group_usage"], self._facts()["related_bad"]), (0.0, 0))
        (self.account | relative)._guarded_write({"group_id": group.id})
        facts = self._facts()
        self.assertAlmostEqual(facts["group_usage"], 90.0)
        self.assertEqual(facts["related_bad"], 1)
        self.assertEqual(self._facts(relative)["related_bad"], 0)


@tagged("post_install", "-at_install")
class TestLimitProposal(ScoreCommon):
    def test_c3_the_formula_on_real_sales(self):
        for month in range(12):
            days = (self.today - (self.today - relativedelta(months=month))).days
            self._pay(self._old_invoice(12000.0, days_late=days), day=self.today - timedelta(days=days))
        run = self.account._score()
        terms = run.limit_terms
        grade = self.env["med.credit.grade"]._for_company(self.company)[run.grade]
        days = min(self.account.term_days or self.account.segment_id.term_days, grade.term_days)
        expected = grade.months * 12000.0 * min(max((days + 15) / 45.0, 0.5), 3.0)
        self.assertAlmostEqual(terms["month"], 12000.0)
        self.assertAlmostEqual(terms["terms"]["sales"], expected)
        self.assertEqual(run.proposed_limit % run.card_id.limit_step, 0.0)
        detail = run.formula[0]["detail"]
        self.assertIn(f"{grade.months:g}", detail)

    def test_c3_a_new_customer_gets_no_more_than_the_starter_limit(self):
        self.account.segment_id.write({"new_customer": "starter", "starter_limit": 20000.0})
        self.account.with_user(self.finance).requested_month = 500000.0
        run = self.account._score()
        self.assertLessEqual(run.limit_terms["month"], 20000.0)
        self.assertLessEqual(run.proposed_limit, 20000.0)

    def test_c15_hospitals_may_have_longer_terms(self):
        account = self._account(self._create_partner("hospital", name="Hospital"))
        grades = self.env["med.credit.grade"]._for_company(self.company)
        self.assertEqual(grades["AAA"]._longest_term(True), 180)
        run = account._score()
        self.assertEqual(run.term_days, grades[run.grade].institution_term_days)
        self.assertTrue(run.card_id.is_institution)

    def test_c3_the_table_has_every_grade_once_and_falls(self):
        grades = self.env["med.credit.grade"]._for_company(self.company)
        rows = [grades[code] for code in ("AAA", "AA", "A", "BBB", "BB", "B", "C", "D")]
        for better, worse in zip(rows, rows[1:], strict=False):
            self.assertGreater(better.score_from, worse.score_from)
            self.assertGreaterEqual(better.months, worse.months)
            self.assertGreaterEqual(better.worth_share, worse.worth_share)
        self.assertEqual([row.order_check for row in rows[4:]], ["over", "each", "prepay", "frozen"])

    def test_c3_a_company_may_have_its_own_row_of_the_table(self):
        own = (
            self.env["med.credit.grade"]
            .with_user(self.finance)
            .create({"code": "AAA", "company_id": self.company.id, "score_from": 95.0, "order_check": "auto"})
        )
        self.assertEqual(self.env["med.credit.grade"]._for_company(self.company)["AAA"], own)
