from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestScorecard(ScoreCommon):
    def _draft(self, **vals):
        draft = self.env["med.credit.scorecard"].browse(
            self.card.with_user(self.users["consultant"]).action_new_version()["res_id"]
        )
        draft.write(vals)
        return draft

    def _weigh(self, draft, **points):
        for code, most in points.items():
            factor = draft.factor_ids.filtered(lambda f, c=code: f.code == c)
            factor.write({"max_points": most, "neutral_points": min(factor.neutral_points, most)})
            for row in factor.bin_ids:
                row.points = min(row.points, most)

    def test_c5_a_card_in_force_is_never_changed(self):
        consultant = self.card.with_user(self.users["consultant"])
        factor = consultant.factor_ids[0]
        for record, vals in (
            (consultant, {"least_confidence": 10.0}),
            (consultant, {"factor_ids": [Command.delete(factor.id)]}),
            (factor, {"max_points": 20.0}),
            (factor.bin_ids[0], {"points": 1.0}),
            (consultant.knockout_ids[0], {"grade": "AAA"}),
        ):
            with self.subTest(record._name), self.assertRaises(UserError) as caught:
                record.write(vals)
            self.assertIn("new version", str(caught.exception))
        with self.assertRaises(UserError):
            consultant.unlink()

    def test_c5_a_new_version_is_a_draft_copy_with_all_rows(self):
        draft = self._draft(note="More weight on payments")
        self.assertEqual((draft.state, draft.version, draft.origin_id), ("draft", 2, self.card))
        self.assertEqual(draft.points, 100.0)
        self.assertEqual(
            draft.factor_ids.bin_ids.mapped("points"), self.card.factor_ids.bin_ids.mapped("points")
        )
        self.assertEqual(draft.knockout_ids.mapped("name"), self.card.knockout_ids.mapped("name"))
        self.assertFalse(draft.factor_ids & self.card.factor_ids)

    def test_c5_a_version_put_in_force_ends_the_one_before_and_keeps_history(self):
        run = self.account._score(self.today - timedelta(days=40))
        draft = self._draft()
        draft.with_user(self.finance).action_put_in_force()
        self.assertEqual((draft.state, draft.date_from), ("active", self.today))
        self.assertEqual((self.card.state, self.card.date_to), ("retired", self.today - timedelta(days=1)))
        self.assertEqual(run.card_id, self.card)
        self.assertEqual(self.account._score(self.today).card_id, draft)
        self.assertEqual(self.account._score(self.today - timedelta(days=5)).card_id, self.card)
        entries = self.env["med.ledger.entry"].search([("event", "=", "credit.card_in_force")])
        self.assertIn(draft.id, entries.mapped("res_id"))

    def test_c5_the_adviser_prepares_and_does_not_decide(self):
        draft = self._draft()
        with self.assertRaises(AccessError) as caught:
            draft.with_user(self.users["consultant"]).action_put_in_force()
        self.assertIn("finance", str(caught.exception))
        self.assertEqual(draft.state, "draft")

    def test_c5_points_must_add_up_and_segments_have_one_card(self):
        draft = self._draft()
        self._weigh(draft, A1=10.0)
        with self.assertRaises(UserError) as caught:
            draft.with_user(self.finance).action_put_in_force()
        self.assertIn("96", str(caught.exception))
        other = self.card.copy({"code": "second"})
        self.assertEqual(other.version, 1)
        with self.assertRaises(UserError) as caught:
            other.with_user(self.finance).action_put_in_force()
        self.assertIn(self.card.name, str(caught.exception))

    def test_c5_a_card_in_the_shadow_scores_without_effect(self):
        draft = self._draft()
        self._weigh(draft, A1=10.0, E3=3.0)
        draft.factor_ids.filtered(lambda f: f.code == "E1").max_points = 8.0
        draft.with_user(self.finance).action_shadow()
        self.account._score_night(self.today)
        runs = self.account.run_ids
        self.assertEqual(runs.filtered("is_shadow").card_id, draft)
        self.assertEqual(self.account.run_id.card_id, self.card)
        self.assertFalse(self.account.run_id.is_shadow)

    def test_c5_a_state_is_not_typed_in(self):
        draft = self._draft()
        with self.assertRaises(UserError) as caught:
            draft.with_user(self.finance).write({"state": "active"})
        self.assertIn("buttons", str(caught.exception))
