from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestBacktest(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        consultant = cls.users["consultant"]
        cls.draft = cls.env["med.credit.scorecard"].browse(
            cls.card.with_user(consultant).action_new_version()["res_id"]
        )

    def _only(self, code):
        """Make the draft look at one factor alone."""
        for factor in self.draft.factor_ids:
            if factor.code != code:
                factor.unlink()
        self.draft.knockout_ids.unlink()

    def _trial(self, **vals):
        trial = self.env["med.credit.backtest"].with_user(self.users["consultant"])
        trial = trial.create({"card_id": self.draft.id, **vals})
        trial.action_run()
        return trial

    def test_c13_changed_weights_show_whose_grade_moves(self):
        self._old_invoice(5000.0, days_late=200)
        self._only("A3")
        trial = self._trial()
        self.assertEqual(trial.base_card_id, self.card)
        line = trial.line_ids.filtered(lambda row: row.account_id == self.account)
        self.assertEqual((line.score, line.grade), (0.0, "D"))
        self.assertNotEqual(line.base_score, line.score)
        self.assertEqual(line.direction == "same", line.base_grade == line.grade)
        self.assertEqual(trial.moved_count, len(trial.line_ids.filtered(lambda row: row.direction != "same")))
        moved = self.env["med.credit.backtest.line"].search(trial.action_open_moved()["domain"])
        self.assertEqual(len(moved), trial.moved_count)

    def test_c13_late_payers_are_counted_by_the_grade_they_had(self):
        days = (self.today - (self.today - relativedelta(months=10))).days
        self._old_invoice(5000.0, days_late=days)
        trial = self._trial()
        rows = trial.grade_ids
        self.assertEqual(rows.mapped("grade"), ["AAA", "AA", "A", "BBB", "BB", "B", "C", "D"])
        self.assertEqual(sum(rows.mapped("base_seen")), sum(rows.mapped("seen")))
        self.assertGreater(sum(rows.mapped("bad")), 0)
        late = rows.filtered("bad")
        self.assertTrue(all(0 < row.rate <= 100 for row in late))

    def test_c13_who_pays_within_thirty_days_is_not_bad(self):
        paid = self._old_invoice(5000.0, days_late=250)
        self._pay(paid, day=self.today - timedelta(days=225))
        self.assertEqual(sum(self._trial().grade_ids.mapped("bad")), 0)

    def test_c13_statistics_name_the_cases_they_would_need(self):
        text = self._trial().statistics_text
        self.assertIn("30", text)
        self.assertIn("too few", text)

    def test_c13_a_trial_changes_nothing(self):
        self._old_invoice(5000.0, days_late=200)
        before = self.account.read(["grade", "score", "run_id", "limit"])
        runs = self.env["med.credit.run"].search_count([])
        self._trial()
        self.assertEqual(self.account.read(["grade", "score", "run_id", "limit"]), before)
        self.assertEqual(self.env["med.credit.run"].search_count([]), runs)

    def test_c13_ten_customers_are_enough_for_a_first_look(self):
        for number in range(11):
            self._account(self._create_partner("distributor", name=f"Dealer {number}"))
        action = self.draft.with_user(self.finance).action_try()
        trial = self.env["med.credit.backtest"].browse(action["res_id"])
        self.assertEqual((trial.account_count, trial.state), (10, "done"))

    def test_c13_results_are_not_typed_in_and_sales_do_not_try(self):
        trial = self._trial()
        with self.assertRaises(UserError):
            trial.write({"statistics": {}})
        with self.assertRaises(AccessError):
            trial.with_user(self.users["sales"]).action_run()

    def test_c13_two_years_of_months_show_how_grades_migrate(self):
        month = self.today.replace(day=1)
        self.account._score(month - relativedelta(months=3))
        self._old_invoice(5000.0, days_late=(self.today - (month - relativedelta(months=2))).days + 61)
        self.account._score(month - relativedelta(months=1, days=1))
        self.env.flush_all()
        rows = self.env["med.credit.migration"].with_user(self.finance)
        rows = rows.search([("account_id", "=", self.account.id)], order="month")
        self.assertTrue(rows)
        first, second = self.account.run_ids.sorted("day")
        changed = rows.filtered(lambda row: row.run_id == second)[:1]
        self.assertEqual((changed.grade_before, changed.grade), (first.grade, second.grade))
        self.assertEqual(changed.direction == "same", first.grade == second.grade)
        self.assertEqual(len(set(rows.mapped("month"))), len(rows))
