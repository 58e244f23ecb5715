from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedCreditCommon


class ScoreCommon(MedCreditCommon):
    """Helpers: what the latest score says of one factor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._med_today()
        cls.card = cls.env.ref("med_credit.scorecard_dealer")

    def _facts(self, account=None, day=None):
        account = account or self.account
        return self.env["med.credit.facts"]._collect(account, day)[account.id]

    def _points(self, run, code):
        return run.line_ids.filtered(lambda line: line.factor_id.code == code).points


@tagged("post_install", "-at_install")
class TestScore(ScoreCommon):
    def test_c4_every_segment_has_a_card_of_a_hundred_points(self):
        cards = self.env["med.credit.scorecard"].search([("state", "=", "active")])
        self.assertEqual({card.points for card in cards}, {100.0})
        segments = self.env["med.credit.segment"].search([])
        self.assertFalse(segments - cards.segment_ids)

    def test_c3_finance_presses_one_button_and_sees_grade_limit_and_why(self):
        self._old_invoice(5000.0, days_late=23)
        account = self.account.with_user(self.finance)
        account.action_score()
        run = account.run_id
        self.assertEqual(account.scored_on, self.today)
        self.assertEqual(account.score, sum(run.line_ids.mapped("points")))
        self.assertEqual((account.scored_grade, account.confidence), (run.grade, run.confidence))
        self.assertEqual(self._points(run, "A3"), 4.0)
        self.assertIn("23", run.line_ids.filtered(lambda line: line.factor_id.code == "A3").value_text)
        self.assertIn(run.grade, account.score_reason)
        terms = [row["term"] for row in account.limit_formula]
        self.assertEqual(terms[0], "sales")
        self.assertEqual(terms[-1], "result")
        self.assertEqual(account.limit_formula[-1]["amount"], account.proposed_limit)

    def test_c4_a_score_is_told_in_the_readers_language(self):
        self._old_invoice(5000.0, days_late=23)
        run = self.account._score()
        words = {lang: run.with_context(lang=lang).reason for lang in ("en_US", "zh_CN")}
        self.assertIn("points", words["en_US"])
        self.assertIn(run.grade, words["zh_CN"])

    def test_c4_a_score_keeps_what_it_rests_on(self):
        self._old_invoice(5000.0, days_late=23)
        run = self.account._score()
        self.assertEqual(run.inputs["oldest_overdue"], 23)
        self.assertEqual(run.card_id, self.card)
        self.assertEqual(len(run.line_ids), len(self.card.factor_ids))
        with self.assertRaises(UserError):
            run.write({"grade": "AAA"})
        with self.assertRaises(UserError):
            run.line_ids[0].write({"points": 14.0})
        with self.assertRaises(UserError):
            run.unlink()
        with self.assertRaises(UserError):
            self.env["med.credit.run"].create(
                {
                    "account_id": self.account.id,
                    "company_id": self.company.id,
                    "card_id": self.card.id,
                    "day": self.today,
                    "grade": "AAA",
                }
            )

    def test_c4_a_score_is_not_typed_in(self):
        for name, value in (("score", 100.0), ("proposed_limit", 1e9), ("scored_on", self.today)):
            with self.subTest(name), self.assertRaises(UserError):
                self.account.with_user(self.finance).write({name: value})

    def test_c5_only_finance_and_the_owner_score(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.users["sales"]).action_score()
        self.account.with_user(self.owner).action_score()
        self.assertTrue(self.account.run_id)

    def test_c4_what_did_not_change_makes_no_new_row_but_is_checked(self):
        first = self.account._score(self.today - timedelta(days=2))
        self.assertEqual(len(first), 1)
        self.assertFalse(self.account._score(self.today - timedelta(days=1)))
        self.assertEqual(first.checked_on, self.today - timedelta(days=1))
        self._old_invoice(5000.0, days_late=23)
        second = self.account._score(self.today)
        self.assertEqual(second.previous_id, first)
        self.assertEqual(self.account.run_id, second)
        self.assertFalse(self.account._score(self.today))
        self.assertEqual(self.account.scored_on, self.today)

    def test_c4_scoring_a_past_day_leaves_the_latest_score(self):
        latest = self.account._score(self.today)
        past = self.account._score(self.today - relativedelta(months=3))
        self.assertTrue(past)
        self.assertEqual(self.account.run_id, latest)
        self.assertEqual(self.account.scored_on, self.today)

    def test_c5_knock_out_of_an_invoice_ninety_days_late(self):
        self._old_invoice(5000.0, days_late=98)
        run = self.account._score()
        self.assertEqual(run.knockout_id.grade, "C")
        self.assertIn(run.grade, ("C", "D"))
        self.assertIn(run.knockout_id.name, run.reason)

    def test_c3_too_little_known_holds_grade_and_limit_down(self):
        buyer = self._create_partner("hospital", name="New Hospital")
        account = self._account(buyer)
        run = account._score()
        self.assertTrue(run.is_unsure)
        self.assertNotIn(run.grade, ("AAA", "AA", "A"))
        self.assertLessEqual(run.proposed_limit, account.segment_id.starter_limit)

    def test_c4_the_hospital_card_asks_for_the_level(self):
        account = self._account(self._create_partner("hospital", name="Level Three"))
        account.with_user(self.finance).institution_level = "tertiary"
        self.assertEqual(self._points(account._score(), "B1"), 12.0)
        self.assertEqual(self._points(account.run_id, "E1"), 4.0)

    def test_c4_one_can_see_what_would_raise_the_score(self):
        self._old_invoice(5000.0, days_late=23)
        line = self.account._score().line_ids.filtered(lambda row: row.factor_id.code == "A3")
        self.assertIn("+4", line.advice)
        full = self.account.run_id.line_ids.filtered(lambda row: row.points == row.max_points)
        self.assertFalse(any(full.mapped("advice")))


@tagged("post_install", "-at_install")
class TestScoreNight(ScoreCommon):
    def test_c5_the_night_scores_everybody_once(self):
        accounts = self.account | self._account(self._create_partner("distributor", name="Another"))
        left = accounts._domain_unscored(self.company, self.today)
        accounts.search(left)._score_night(self.today)
        self.assertFalse(accounts.search(left))
        before = accounts.run_ids
        self.assertTrue(before)
        with self.enter_registry_test_mode():
            self.env.ref("med_credit.ir_cron_credit_score").method_direct_trigger()
        self.assertEqual(accounts.run_ids, before)

    def test_c5_a_night_that_was_cut_off_goes_on_where_it_stopped(self):
        other = self._account(self._create_partner("distributor", name="Another"))
        self.account._score_night(self.today)
        left = self.env["med.credit.account"].search(self.account._domain_unscored(self.company, self.today))
        self.assertNotIn(self.account, left)
        self.assertIn(other, left)

    def test_c5_scoring_twice_as_many_customers_takes_no_more_queries(self):
        partners = self.env["res.partner"].union(
            *(self._admit_dealer(f"Dealer {number}") for number in range(6))
        )
        accounts = self.env["med.credit.account"].union(*(self._account(p) for p in partners))
        for partner in partners:
            self._old_invoice(1000.0, days_late=23, partner=partner)
        cards = self.env["med.credit.scorecard"]._cards_for(accounts, self.today)
        accounts._score_results(accounts, self.today, cards)
        counts = []
        for some in (accounts[:2], accounts[2:6]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards = self.env["med.credit.scorecard"]._cards_for(some, self.today)
            some._score_results(some, self.today, cards)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_c5_one_customer_that_cannot_be_scored_does_not_hold_up_the_rest(self):
        other = self._account(self._create_partner("distributor", name="Another"))
        broken, score_night = other.id, type(other)._score_night

        def _fail(accounts, day):
            if broken in accounts.ids:
                raise ValueError("broken")
            return score_night(accounts, day)

        logger = "odoo.addons.med_credit.models.med_credit_account_score_cron"
        with patch.object(type(other), "_score_night", _fail), self.assertLogs(logger, "ERROR") as logs:
            (self.account | other)._score_safely(self.today)
        self.assertEqual(len(logs.output), 1)
        self.assertTrue(self.account.run_id)
        self.assertFalse(other.run_id)
