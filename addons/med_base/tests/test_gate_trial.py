from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.med_base.tests.gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateTrial(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.head = cls.users["quality_head"]
        cls.company.sudo()._guarded_write({"med_mode": "trial", "med_cutover_date": False})
        cls.check = cls.env.ref("med_base.gate_check_device_class_missing")
        cls.today = cls.company._med_today()
        cls.hits = cls.env["med.gate.trial.hit"]

    def _as_head(self):
        return self.company.with_user(self.head)

    def _hits_of(self, document):
        return self.hits.search([("res_model", "=", document._name), ("res_id", "=", document.id)])

    def test_x25_trial_mode_lets_go_and_records_what_it_would_have_stopped(self):
        order = self._create_sale_order(self.partner, self.good | self.stopped)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        hit = self._hits_of(order)
        self.assertEqual(hit.product_id, self.stopped)
        self.assertEqual(hit.partner_id, self.partner)
        self.assertEqual(hit.check_code, "device_class_missing")
        self.assertEqual(hit.user_id, self.users["sales"])
        self.assertEqual(hit.day, self.today)

    def test_x25_live_mode_stops(self):
        self._as_head().action_med_go_live()
        order = self._create_sale_order(self.partner, self.stopped)
        with self.assertRaises(UserError):
            order.action_confirm()
        self.assertFalse(self._hits_of(order))

    def test_x25_unreleased_goods_stop_in_trial_mode_too(self):
        always_on = self.env["med.gate.check"].search([("is_always_on", "=", True)])
        self.assertIn("lot_not_released", always_on.mapped("code"))
        for check in always_on:
            self.assertFalse(check._is_trial(self.company))

    def test_x25_check_has_its_own_date_after_the_company_is_live(self):
        self._as_head().action_med_go_live()
        self.assertFalse(self.check._is_trial(self.company))
        self.check.with_user(self.head).cutover_date = self.today + timedelta(days=30)
        self.assertTrue(self.check._is_trial(self.company))
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.assertFalse(self.check._is_trial(self.company))

    def test_x25_planned_date_counts_when_it_comes(self):
        day = self.today + timedelta(days=10)
        self._as_head().action_med_set_cutover(day)
        self.assertTrue(self.check._is_trial(self.company))
        with freeze_time(fields.Datetime.now() + timedelta(days=11)):
            self.assertFalse(self.check._is_trial(self.company))
            self.company._cron_med_gate_mode()
        self.assertEqual(self.company.med_mode, "live")
        self.assertEqual(self.company.med_cutover_date, day)

    def test_x25_going_back_is_one_click_and_a_ledger_entry(self):
        self._as_head().action_med_go_live()
        self._as_head().action_med_go_trial()
        self.assertFalse(self.company._med_is_live())
        self.assertFalse(self.company.med_cutover_date)
        entries = self.env["med.ledger.entry"].search(
            [("event", "in", ("gate.mode_live", "gate.mode_trial"))], limit=2
        )
        self.assertEqual(entries.mapped("event"), ["gate.mode_trial", "gate.mode_live"])
        self.assertEqual(set(entries.mapped("user_id")), {self.head.id})

    def test_x25_one_row_a_day_for_each_line_and_check(self):
        order = self._create_sale_order(self.partner, self.stopped)
        findings = order.action_gate_check()
        self.hits._record(order, "confirm", findings)
        self.hits._record(order, "confirm", findings + findings)
        self.assertEqual(len(self._hits_of(order)), 1)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.hits._record(order, "confirm", findings)
        self.assertEqual(len(self._hits_of(order)), 2)

    def test_x25_share_that_would_pass_today(self):
        stopped = self._create_sale_order(self.partner, self.stopped)
        stopped.action_confirm()
        good = self._create_sale_order(self.partner, self.good)
        evaluations = self.env["med.gate.evaluation"]
        evaluations.with_user(self.users["quality_officer"]).action_evaluate()
        rows = evaluations.search([("res_model", "=", "sale.order"), ("res_id", "in", (stopped | good).ids)])
        by_order = {row.res_id: row for row in rows}
        self.assertEqual(by_order[stopped.id].stopped_check_ids, self.check)
        self.assertFalse(by_order[good.id].is_stopped)
        total = self.check.trial_document_count
        self.assertEqual(self.check.trial_pass_share, self.check.trial_pass_count / total)
        self._assert_clickable(self.check.action_open_trial_documents(), total)
        self._assert_clickable(self.check.action_open_trial_passing(), self.check.trial_pass_count)
        self._assert_clickable(
            self.check.action_open_trial_stopped(),
            total - self.check.trial_pass_count,
        )

    def test_x25_share_is_judged_when_the_screen_is_opened_first(self):
        order = self._create_sale_order(self.partner, self.stopped)
        evaluations = self.env["med.gate.evaluation"]
        evaluations.search([("company_id", "=", self.company.id)]).unlink()
        auditor = evaluations.with_user(self.users["auditor"]).with_company(self.company)
        action = auditor.action_open_share()
        self.assertEqual(action["res_model"], "med.gate.check")
        row = evaluations.search([("res_model", "=", "sale.order"), ("res_id", "=", order.id)])
        self.assertTrue(row.is_stopped)
        judged_at = row.evaluated_at
        auditor.action_open_share()
        self.assertEqual(row.exists().evaluated_at, judged_at)

    def test_x25_share_says_why_there_are_no_figures(self):
        evaluations = self.env["med.gate.evaluation"]
        other = self.env["res.company"].create({"name": "Empty House"})
        auditor = self.users["auditor"]
        auditor.company_ids += other
        opened = evaluations.with_user(auditor).with_company(other).action_open_share()
        self.assertEqual(opened["tag"], "display_notification")
        self.assertIn("No order", opened["params"]["message"])
        self.assertEqual(opened["params"]["next"]["res_model"], "med.gate.check")
        self._create_sale_order(self.partner, self.stopped)
        evaluations.search([("company_id", "=", self.company.id)]).unlink()
        with patch("odoo.addons.med_base.models.med_gate_evaluation.FIRST_RUN", 0):
            opened = evaluations.with_user(auditor).with_company(self.company).action_open_share()
        self.assertIn("tonight", opened["params"]["message"])
        self.assertFalse(evaluations.search_count([("company_id", "=", self.company.id)]))

    def _assert_clickable(self, action, count):
        found = self.env[action["res_model"]].search_count(action["domain"])
        self.assertEqual(found, count)

    def test_x25_settled_reason_is_marked_and_comes_back(self):
        order = self._create_sale_order(self.partner, self.stopped)
        order.action_confirm()
        hit = self._hits_of(order)
        evaluations = self.env["med.gate.evaluation"]
        self.stopped.with_user(self.users["quality_officer"]).med_device_class = "2"
        evaluations._evaluate_company(self.company)
        self.assertTrue(hit.is_settled)

    def test_x25_evaluation_is_for_quality_and_consultant(self):
        evaluations = self.env["med.gate.evaluation"]
        with self.assertRaisesRegex(UserError, "quality department"):
            evaluations.with_user(self.users["sales"]).action_evaluate()

    def test_x25_evaluating_twice_leaves_one_row_a_document(self):
        order = self._create_sale_order(self.partner, self.good)
        evaluations = self.env["med.gate.evaluation"]
        evaluations._evaluate_company(self.company)
        evaluations._evaluate_company(self.company)
        domain = [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        self.assertEqual(evaluations.search_count(domain), 1)

    def test_x25_nightly_job_evaluates(self):
        order = self._create_sale_order(self.partner, self.good)
        with self.enter_registry_test_mode():
            self.env.ref("med_base.ir_cron_gate_evaluate").method_direct_trigger()
        domain = [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        self.assertEqual(self.env["med.gate.evaluation"].search_count(domain), 1)

    def test_only_the_quality_head_switches_the_mode(self):
        for job in ("sales", "quality_officer", "consultant", "owner", "auditor"):
            company = self.company.with_user(self.users[job])
            with self.subTest(job=job):
                for call in (
                    company.action_med_go_live,
                    company.action_med_go_trial,
                    company.action_med_open_cutover,
                ):
                    with self.assertRaisesRegex(UserError, "quality head"):
                        call()
        with self.assertRaises(UserError):
            self.company.with_user(self.admin_user).action_med_go_live()

    def test_quality_head_of_another_company_does_not_switch(self):
        other = self.env["res.company"].create({"name": "Other trading company"})
        with self.assertRaisesRegex(UserError, "quality head"):
            other.with_user(self.head).action_med_go_live()

    def test_mode_is_never_written_directly(self):
        for user in (self.admin_user, self.head, self.env.ref("base.user_root")):
            for vals in ({"med_mode": "live"}, {"med_cutover_date": "2020-01-01"}):
                with self.assertRaises(UserError):
                    self.company.with_user(user).write(vals)
        self.assertEqual(self.company.med_mode, "trial")

    def test_new_company_starts_in_trial_mode_without_a_date(self):
        companies = self.env["res.company"].with_context(default_med_mode="live")
        company = companies.create({"name": "New trading company"})
        self.assertEqual(company.med_mode, "trial")
        self.assertFalse(company.med_cutover_date)

    def test_quality_is_asked_even_if_nobody_was_named(self):
        company = self.company.with_user(self.users["sales"])
        self.company.med_quality_contact_id = False
        self.assertTrue(company.med_quality_head_id.has_group("med_base.group_quality_head"))
        self.company.med_quality_head_id = self.users["quality_officer"]
        self.assertEqual(company.med_quality_head_id, self.users["quality_officer"])

    def test_date_in_the_past_is_refused(self):
        with self.assertRaisesRegex(UserError, "not in the future"):
            self._as_head().action_med_set_cutover(self.today)

    def test_date_is_set_in_a_dialog(self):
        action = self._as_head().action_med_open_cutover()
        wizard = Form(
            self.env["med.gate.cutover.wizard"].with_user(self.head).with_context(**action["context"])
        )
        wizard.date = self.today + timedelta(days=14)
        wizard.save().action_set()
        self.assertEqual(self.company.med_cutover_date, self.today + timedelta(days=14))

    def test_live_company_is_not_given_a_later_date(self):
        self._as_head().action_med_go_live()
        with self.assertRaisesRegex(UserError, "live already"):
            self._as_head().action_med_set_cutover(self.today + timedelta(days=5))

    def test_consultant_edits_severity_but_not_the_cutover_date(self):
        check = self.check.with_user(self.users["consultant"])
        check.severity_quote = "off"
        with self.assertRaisesRegex(UserError, "quality head"):
            check.cutover_date = self.today + timedelta(days=400)
        with self.assertRaisesRegex(UserError, "quality head"):
            check.create({"code": "mine", "name": "Mine", "cutover_date": "2999-01-01"})

    def test_today_is_the_day_of_the_company_not_of_the_caller(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-01 17:00:00"):
            company = self.company.with_context(tz="America/New_York")
            self.assertEqual(company._med_today(), fields.Date.to_date("2026-03-02"))

    def test_dashboard_figures_open_what_they_count(self):
        order = self._create_sale_order(self.partner, self.stopped)
        order.action_confirm()
        self.env["med.gate.evaluation"]._evaluate_company(self.company)
        company = self._as_head()
        self.assertTrue(company.med_can_switch_mode)
        for count, action in (
            (company.med_gate_hit_count, company.action_med_open_trial_hits()),
            (company.med_gate_refusal_count, company.action_med_open_refusals()),
            (company.med_gate_waiver_count, company.action_med_open_waivers()),
            (company.med_gate_judged_count, company.action_med_open_passing()),
        ):
            self._assert_clickable(action, count)
        self.assertGreaterEqual(company.med_gate_hit_count, 1)

    def test_dashboard_of_a_user_without_job_shows_nothing(self):
        user = new_test_user(self.env, login="med_test_nobody", groups="base.group_user")
        company = self.company.with_user(user)
        self.assertEqual(company.med_gate_hit_count, 0)
        self.assertFalse(company.med_can_switch_mode)
