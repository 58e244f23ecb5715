"""Time limits, escalation and figures: who had how long, and who was late."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon

MONDAY = datetime(2026, 3, 2, 1, 0)  # 09:00 in China, a working day


@tagged("post_install", "-at_install")
class TestApprovalTimes(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("med_base.ir_cron_approval_escalate").method_direct_trigger()

    def test_q19_due_date_counts_working_hours_of_the_calendar(self):
        with freeze_time(MONDAY):
            request = self._request(self._submitted())
        self.assertGreater(request.deadline_at, MONDAY + timedelta(hours=8))
        self.assertLessEqual(request.deadline_at, MONDAY + timedelta(hours=26))

    def test_q19_each_decision_keeps_person_times_and_lateness(self):
        with freeze_time(MONDAY):
            paper = self._submitted()
        with freeze_time(MONDAY + timedelta(hours=2)):
            paper.with_user(self.officer).action_approve()
        with freeze_time(MONDAY + timedelta(days=9)):
            paper.with_user(self.head).action_approve()
        early, late = self._request(paper).decision_ids[1:]
        self.assertEqual((early.user_id, early.is_late), (self.officer, False))
        self.assertAlmostEqual(early.duration_hours, 2.0, places=1)
        self.assertEqual((late.user_id, late.is_late), (self.head, True))
        self.assertEqual(late.started_at, early.decided_at)
        self.assertGreater(late.duration_hours, 40)

    def test_q19_figures_by_step_and_person(self):
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        rows = (
            self.env["med.approval.decision"]
            .with_user(self.head)
            ._read_group(
                [("res_model", "=", paper._name), ("kind", "=", "approved")],
                ["step_name", "user_id"],
                ["__count", "duration_hours:avg"],
            )
        )
        self.assertEqual([(r[0], r[1], r[2]) for r in rows], [("First Review", self.officer, 1)])

    def test_late_request_is_escalated_once_and_the_named_job_may_decide(self):
        with freeze_time(MONDAY):
            paper = self._submitted()
            paper.with_user(self.officer).action_approve()
        request = self._request(paper)
        with self.assertRaises(UserError):
            paper.with_user(self.owner).action_approve()
        self.assertTrue(request.is_overdue)
        self._run_cron()
        self._run_cron()
        request.invalidate_recordset()
        self.assertEqual(self._kinds(paper).count("escalated"), 1)
        self.assertEqual(request.activity_ids.user_id, self.owner)
        paper.with_user(self.owner).action_approve()
        self.assertEqual(paper.approval_state, "approved")
        event = self.env["med.ledger.entry"].search([("event", "=", "approval.escalated")])
        self.assertIn(paper.id, event.mapped("res_id"))

    def test_request_in_time_is_left_alone_by_the_cron(self):
        request = self._request(self._submitted())
        self._run_cron()
        self.assertFalse(request.escalated_at)

    def test_overdue_filter_finds_the_late_ones_only(self):
        with freeze_time(MONDAY):
            late = self._request(self._submitted())
        now = self._request(self._submitted())
        found = self.env["med.approval.request"].search(
            [("is_overdue", "=", True), ("id", "in", (late | now).ids)]
        )
        self.assertEqual(found, late)
        rest = self.env["med.approval.request"].search(
            [("is_overdue", "=", False), ("id", "in", (late | now).ids)]
        )
        self.assertEqual(rest, now)

    def test_timeline_tells_what_was_done_is_waited_for_and_comes(self):
        paper = self._submitted()
        kinds = [entry["kind"] for entry in paper.approval_timeline]
        self.assertEqual(kinds, ["submitted", "waiting", "ahead"])
        waiting = paper.approval_timeline[1]
        self.assertEqual(waiting["step"], "First Review")
        self.assertTrue(waiting["due"])
        self.assertEqual(fields.Datetime.to_datetime(waiting["since"]).date(), fields.Date.today())
