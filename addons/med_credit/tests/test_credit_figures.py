from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestCreditFigures(ScoreCommon):
    def _figures(self, user=None, **vals):
        board = self.env["med.credit.figures"].with_user(user or self.finance)
        board = board.create({"company_id": self.company.id, **vals})
        return {figure.code: figure for figure in board.figure_ids}

    def test_c17_every_figure_has_a_definition_two_sides_and_a_value(self):
        for code, figure in self._figures().items():
            with self.subTest(code):
                self.assertTrue(figure.definition)
                self.assertNotEqual(figure.name, code)
                self.assertTrue(figure.value)
                self.assertTrue(figure.numerator_text)

    def test_c17_each_side_opens_exactly_its_records(self):
        self._old_invoice(1000.0, days_late=400)
        self._old_invoice(3000.0, days_late=10)
        for code, figure in self._figures().items():
            for action, amount in (
                (figure.action_open_numerator(), figure.numerator),
                (figure.action_open_denominator(), figure.denominator),
            ):
                records = self.env[action["res_model"]].search(action["domain"])
                with self.subTest(code, model=action["res_model"]):
                    if code in ("anomaly_rate", "release_rate"):
                        self.assertEqual(len(records), amount)
                    elif action["res_model"] == "account.move":
                        self.assertAlmostEqual(abs(sum(records.mapped("amount_total_signed"))), abs(amount))
                    elif code != "collected":
                        self.assertAlmostEqual(abs(sum(records.mapped("amount_residual"))), abs(amount))
                    else:
                        self.assertTrue(records)

    def test_c17_bad_debts_are_more_than_a_year_late(self):
        before = self._figures()["bad_debt"]
        above, below = before.numerator, before.denominator
        self._old_invoice(1000.0, days_late=366)
        self._old_invoice(3000.0, days_late=365)
        after = self._figures()["bad_debt"]
        self.assertAlmostEqual(after.numerator - above, 1000.0)
        self.assertAlmostEqual(after.denominator - below, 4000.0)

    def test_c17_collected_of_what_fell_due_with_the_change(self):
        other = self.env["res.company"].create({"name": "Fresh", "country_id": self.env.ref("base.cn").id})
        empty = self._figures(user=self._reader(other), company_id=other.id)["collected"]
        self.assertEqual(empty.value, "–")
        paid = self._old_invoice(1000.0, days_late=20)
        self._pay(paid, amount=400.0, day=self.today)
        vals = {"period": "custom", "since": self.today - timedelta(days=20), "until": self.today}
        figure = self._figures(**vals)["collected"]
        self.assertGreaterEqual(figure.denominator, 1000.0)
        self.assertGreaterEqual(figure.numerator, 400.0)

    def _reader(self, company):
        return new_test_user(
            self.env,
            login="med_figures_reader",
            groups="med_base.group_finance",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_c17_days_of_receivables_by_the_sales_of_the_period(self):
        self._old_invoice(5000.0, days_late=5)
        figure = self._figures()["receivable_days"]
        days = figure.numerator / figure.denominator * figure.board_id._days()
        self.assertIn(f"{round(days, 1):g}", figure.value)

    def test_c17_figures_of_another_company_are_not_told(self):
        other = self.env["res.company"].create({"name": "Fresh"})
        figures = self._figures(company_id=other.id)
        with self.assertRaises(AccessError):
            figures["bad_debt"].read(["value"])

    def test_c17_sales_do_not_see_the_figures(self):
        with self.assertRaises(AccessError):
            self._figures(user=self.users["sales"])
