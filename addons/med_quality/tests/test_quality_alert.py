from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .nc_common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestQualityAlert(NonconformityCommon):
    """Cases that pile up are noticed, and somebody has to say why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["med.quality.alert.rule"].search([]).active = False
        cls.lot = cls._stock(quantity=100.0, zone="rejected")
        cls.rule = cls.env["med.quality.alert.rule"].create(
            {"name": "Three of a supplier", "dimension": "partner_id", "cases": 3, "days": 90}
        )

    def _open_cases(self, count, days_ago=0, **vals):
        with freeze_time(fields.Datetime.now() - timedelta(days=days_ago)):
            cases = [self._case(self.lot, 1.0, **vals) for _number in range(count)]
        return self.cases.union(*cases)

    def _alerts(self, rule=None):
        return self.env["med.quality.alert"].search([("rule_id", "=", (rule or self.rule).id)])

    def test_qm3_the_third_case_of_a_supplier_raises_one_alert_to_one_person(self):
        self._open_cases(2)
        self.assertFalse(self._alerts())
        self._open_cases(2)
        alert = self._alerts()
        self.assertEqual((len(alert), alert.partner_id, alert.count), (1, self.supplier, 4))
        self.assertEqual(alert.activity_ids.user_id, self.company.med_quality_head_id)

    def test_qm3_cases_outside_the_days_do_not_count(self):
        self._open_cases(2, days_ago=120)
        self._open_cases(2)
        self.assertFalse(self._alerts())

    def test_qm3_each_number_opens_exactly_its_cases(self):
        cases = self._open_cases(3)
        alert = self._alerts().with_user(self.officer)
        self.assertEqual(self.cases.search(alert.action_open_cases()["domain"]), cases.sorted("id", True))

    def test_qm3_an_alert_is_answered_by_quality_with_words_or_a_capa(self):
        self._open_cases(3)
        alert = self._alerts()
        with self.assertRaises(AccessError):
            alert.with_user(self.keeper).action_close()
        mine = alert.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "answer"):
            mine.action_close()
        with self.assertRaises(UserError):
            mine.write({"state": "closed"})
        mine.action_open_capa()
        mine.action_close()
        self.assertEqual((alert.state, alert.capa_id.scope), ("closed", "supplier"))
        self.assertEqual(len(alert.capa_id.nonconformity_ids), 3)

    def test_qm3_what_was_answered_is_not_asked_again_at_once(self):
        self._open_cases(3)
        alert = self._alerts().with_user(self.officer)
        alert.answer = "One transport, three pallets"
        alert.action_close()
        self._open_cases(1)
        self.assertEqual(len(self._alerts()), 1)

    def test_qm3_a_rising_trend_is_measured_against_the_time_before(self):
        steady = self.env.ref("med_quality.nc_cause_work_record")
        for days in (35, 65, 95, 125):
            self._open_cases(2, days_ago=days, cause_id=steady.id)
        vals = {"name": "Doubled", "dimension": "cause_id", "method": "rise"}
        rule = self.rule.create({**vals, "cases": 2, "days": 30, "factor": 2.0})
        self._open_cases(2, cause_id=steady.id)
        self._open_cases(2, cause_id=self.cause.id)
        self.assertEqual(self._alerts(rule).cause_id, self.cause)

    def test_qm3_a_cause_found_later_counts_then(self):
        rule = self.rule.create({"name": "Two of a cause", "dimension": "cause_id", "cases": 2, "days": 30})
        cases = self._open_cases(2)
        self.assertFalse(self._alerts(rule))
        cases.with_user(self.officer).write({"cause_id": self.cause.id})
        self.assertEqual(self._alerts(rule).cause_id, self.cause)

    def test_qm3_pareto_ranks_with_cumulated_share_and_opens_its_cases(self):
        top = self.env.ref("med_quality.nc_cause_transport")
        self._open_cases(4, cause_id=self.cause.id)
        self._open_cases(1, cause_id=self.env.ref("med_quality.nc_cause_transport_temperature").id)
        board = self.env["med.nc.pareto"].with_user(self.officer).create({})
        first, second = board.line_ids
        self.assertEqual((first.cases, first.share, first.abc), (4, 80.0, "a"))
        self.assertEqual((second.cumulated, second.abc), (100.0, "b"))
        self.assertEqual(self.cases.search_count(first.action_open()["domain"]), 4)
        board.dimension = "top_cause"
        self.assertEqual((board.line_ids.name, board.line_ids.cases), (top.display_name, 5))
        self.assertEqual(self.cases.search_count(board.line_ids.action_open()["domain"]), 5)

    def test_qm3_judging_alerts_costs_the_same_for_many_cases(self):
        counts = []
        for number in (4, 8):
            cases = self._open_cases(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["med.quality.alert.rule"]._evaluate(self.company, cases)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
