from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_change import MedChangeCommon


class ScoredCommon(MedChangeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_scores_since = False
        cls.account._guarded_write({"grade": "A"})
        cls.card = cls.env["med.credit.scorecard"].search([("state", "=", "active")], limit=1)

    @classmethod
    def _run(cls, grade, limit, user=None, account=None, day=None, secured=0.0):
        """A score of the account as the system keeps it, with its effects."""
        account = account or cls.account
        runs = cls.env["med.credit.run"].with_user(user or cls.env.ref("base.user_root")).sudo()
        run = runs._with_ticket("create").create(
            {
                "account_id": account.id,
                "company_id": account.company_id.id,
                "card_id": cls.card.id,
                "day": day or cls.today,
                "total": 50.0,
                "confidence": 90.0,
                "banded_grade": grade,
                "grade": grade,
                "previous_grade": account.grade,
                "proposed_limit": limit,
                "limit_terms": {
                    "terms": {},
                    "secured": secured,
                    "month": 1.0,
                    "months": 1.0,
                    "share": 1.0,
                    "term_factor": 1.0,
                    "step": 1.0,
                },
                "user_id": runs.env.uid,
            }
        )
        run = run._without_ticket()
        account = account.sudo().with_user(runs.env.uid).sudo()
        account._score_take(run, account, run.day, False)
        return run


@tagged("post_install", "-at_install")
class TestScored(ScoredCommon):
    def test_c9_a_worse_grade_opens_a_review_that_others_decide(self):
        self._run("B", 10000.0)
        self.assertEqual((self.account.grade, self.account.state), ("B", "review"))
        change = self.account.change_ids
        self.assertEqual((change.kind, change.state, change.is_automatic), ("review", "pending", True))
        change.with_user(self.finance).action_approve()
        self.assertEqual(self.account.state, "review")
        change.with_user(self.owner).action_approve()
        self.assertEqual((self.account.state, self.account.limit), ("normal", 10000.0))

    def test_c9_a_review_that_is_rejected_freezes(self):
        self._run("B", 10000.0)
        change = self.account.change_ids
        change.with_user(self.finance).action_reject("No statement for two years")
        self.assertEqual(self.account.state, "frozen")
        self.assertEqual(self.account.state_reason, "No statement for two years")

    def test_c9_open_orders_are_judged_again_and_their_owner_told(self):
        self.company.med_credit_since = self.today
        order = self._order(1000.0)
        order.action_confirm()
        self._run("C", 0.0)
        held = self.env["med.gate.refusal"].search([("state", "=", "open")]).mapped("res_name")
        self.assertLessEqual(set(order.picking_ids.mapped("name")), set(held))
        told = self.customer.activity_ids.filtered(lambda a: a.user_id == order.user_id)
        self.assertEqual(len(told), 1)
        self.assertIn("Grade fell", str(told.note))

    def test_c9_a_second_fall_replaces_the_review_that_waits(self):
        self._run("BBB", 10000.0)
        self._run("B", 10000.0)
        reviews = self.account.change_ids.filtered(lambda c: c.kind == "review")
        self.assertEqual(sorted(reviews.mapped("state")), ["pending", "undone"])
        self.assertEqual(reviews.filtered(lambda c: c.state == "pending").grade, "B")

    def test_c3_a_lower_limit_takes_effect_at_once_and_says_why(self):
        self._run("A", 6000.0)
        self.assertEqual((self.account.limit, self.account.state), (6000.0, "normal"))
        change = self.account.change_ids
        self.assertTrue(change.is_automatic)
        self.assertEqual((change.kind, change.state, change.old_amount), ("limit", "done", 10000.0))

    def test_c3_a_higher_limit_is_a_proposal_never_a_silent_change(self):
        self._run("AA", 30000.0, user=self.finance)
        self.assertEqual((self.account.grade, self.account.limit), ("AA", 10000.0))
        change = self.account.change_ids
        self.assertEqual((change.kind, change.state, change.amount), ("limit", "pending", 30000.0))
        change.with_user(self.finance).action_approve()
        self.assertEqual(self.account.limit, 30000.0)

    def test_c3_the_night_proposes_more_only_where_it_gets_tight(self):
        self._run("AA", 30000.0)
        self.assertFalse(self.account.change_ids)
        self._old_invoice(9000.0, days_late=-10)
        self.account.invalidate_recordset()
        self._run("AA", 30000.0)
        self.assertEqual(self.account.change_ids.state, "pending")

    def test_c3_a_refused_proposal_rests(self):
        self._run("AA", 30000.0, user=self.finance)
        self.account.change_ids.with_user(self.finance).action_reject("Not this year")
        self._run("AA", 31000.0, user=self.finance)
        self.assertEqual(self.account.change_ids.mapped("state"), ["rejected"])
        self._run("AA", 60000.0, user=self.finance)
        self.assertIn("pending", self.account.change_ids.mapped("state"))

    def test_c3_securities_are_not_counted_twice(self):
        self._run("A", 15000.0, secured=5000.0)
        self.assertFalse(self.account.change_ids)
        self.assertEqual(self.account.limit, 10000.0)

    def test_c9_grade_d_freezes_dealers_and_never_a_hospital(self):
        self._run("D", 0.0)
        self.assertEqual(self.account.state, "frozen")
        hospital = self._account(self._create_partner("hospital", name="Hospital"), limit=90000.0, grade="A")
        self._run("D", 0.0, account=hospital)
        self.assertEqual(hospital.state, "review")

    def test_c6_a_grade_by_hand_holds_against_the_score_until_its_day(self):
        self._decided(by=[self.finance, self.owner], kind="grade", grade="AA", valid_until=self._day(20))
        self._run("BBB", 10000.0)
        self.assertEqual((self.account.grade, self.account._grade_today()), ("AA", "AA"))
        with freeze_time(fields.Datetime.now() + timedelta(days=21)):
            self.account.invalidate_recordset()
            self.assertEqual(self.account._grade_today(), "BBB")
            for account, act in self.env["med.credit.account"]._step_overrides():
                act(account)
            self.assertEqual((self.account.grade, self.account.override_grade), ("BBB", False))

    def test_x26_scores_run_in_the_shadow_until_their_day(self):
        self.company.med_scores_since = self._day(30)
        self._run("D", 0.0)
        self.assertEqual((self.account.grade, self.account.limit), ("A", 10000.0))
        self.assertEqual((self.account.state, self.account.run_id.grade), ("normal", "D"))
        self.assertFalse(self.account.change_ids)

    def test_c6_the_dialog_starts_with_the_formulas_proposal(self):
        self.company.med_scores_since = self._day(30)
        self._run("AA", 30000.0)
        action = self.account.with_user(self.sales).action_request_limit()
        self.assertEqual(action["context"]["default_amount"], 30000.0)

    def test_c5_a_system_without_deciders_leaves_a_draft(self):
        (self.finance | self.owner).active = False
        others = self.env.ref("med_base.group_finance").all_user_ids
        others |= self.env.ref("med_base.group_owner").all_user_ids
        others.active = False
        self._run("B", 10000.0)
        change = self.account.change_ids
        self.assertEqual((change.kind, change.state), ("review", "draft"))
        self.assertEqual(self.account.state, "review")


@tagged("post_install", "-at_install")
class TestEnds(ScoredCommon):
    def test_c6_what_ends_soon_is_told_once_to_who_asked(self):
        self._decided(kind="temporary", amount=3000.0, valid_until=self._day(10))
        for _night in range(2):
            for account, act in self.env["med.credit.account"]._step_ends():
                act(account)
        activities = self.account.activity_ids.filtered(lambda a: a.user_id == self.sales)
        self.assertEqual(len(activities), 1)

    def test_c6_the_night_freezes_who_is_overdue_for_too_long(self):
        self.company.med_credit_since = self.today
        days = self.account.segment_id.freeze_days
        self._old_invoice(500.0, days_late=days + 5)
        for account, act in self.env["med.credit.account"]._step_overdue():
            act(account)
        self.assertEqual(self.account.state, "frozen")

    def test_k14_an_empty_account_gives_way_when_customers_are_merged(self):
        twin = self._create_partner(name="Twin")
        empty = self._account(twin)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge_credit_accounts(twin, self.customer)
        self.assertFalse(empty.exists())
        self.assertTrue(self.account.exists())

    def test_k14_two_accounts_with_a_history_are_not_merged(self):
        twin = self._create_partner(name="Twin")
        other = self._account(twin, limit=500.0)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        before = self.account.limit
        for source, target in ((twin, self.customer), (self.customer, twin)):
            with self.subTest(into=target.name), self.assertRaisesRegex(UserError, "one credit group"):
                wizard._merge_credit_accounts(source, target)
            with self.subTest(into=target.name), self.assertRaises(UserError):
                wizard._merge((source | target).ids, target)
        self.assertEqual((self.account.limit, other.limit), (before, 500.0))

    def test_k14_an_account_with_a_history_is_not_merged_into_an_empty_one(self):
        twin = self._create_partner(name="Twin")
        self._account(twin)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaisesRegex(UserError, f"into {self.customer.name}"):
            wizard._merge_credit_accounts(self.customer, twin)
        # the other way round it goes
        wizard._merge_credit_accounts(twin, self.customer)
        self.assertEqual(twin, twin.exists())
