"""Retention and version policy of every kind of record on one page."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestRetentionPolicy(MedBaseCommon):
    def _page(self, job="auditor"):
        policies = self.env["med.retention.policy"].with_user(self.users[job])
        action = policies.action_open()
        self.assertEqual(action["res_model"], "med.retention.policy")
        return policies.search([])

    def test_x6_every_kind_of_record_under_retention_has_its_row(self):
        kept = {model._name for model in self.env["med.retention.mixin"]._retention_models()}
        rows = self._page()
        self.assertEqual(set(rows.mapped("res_model")), kept)
        self.assertEqual(len(self._page()), len(rows), "opened twice it has no row twice")
        for row in rows:
            self.assertTrue(row.record_name, row.res_model)
            self.assertTrue(row.rule_ids, row.res_model)
            self.assertTrue(row.law, row.res_model)
            self.assertTrue(row.period, row.res_model)
            self.assertTrue(row.version_policy, row.res_model)

    def test_x6_figures_are_those_of_the_records(self):
        rows = self._page()
        for row in rows:
            model = self.env[row.res_model].with_context(active_test=False)
            domain = row._domain()
            self.assertEqual(row.record_count, model.search_count(domain), row.res_model)
            holds = model.search_count([*domain, ("legal_hold", "=", True)])
            self.assertEqual(row.hold_count, holds, row.res_model)
            action = row.action_open_records()
            self.assertEqual((action["res_model"], action["domain"]), (row.res_model, domain))

    def test_x6_quality_head_and_consultant_edit_and_the_ledger_knows(self):
        row = self._page()[0]
        for job in ("auditor", "sales", "quality_officer"):
            with self.assertRaises(AccessError):
                row.with_user(self.users[job]).write({"note": "x"})
        row.with_user(self.users["consultant"]).write({"note": "Paper copies in room 2"})
        entry = self.env["med.ledger.entry"].search([("event", "=", "retention.policy_changed")], limit=1)
        self.assertEqual(entry.res_id, row.id)

    def test_x6_page_prints(self):
        rows = self._page()
        report = self.env["ir.actions.report"].with_user(self.users["auditor"])
        html = report._render_qweb_html("med_base.report_retention_policy", rows.ids)[0].decode()
        for row in rows:
            self.assertIn(row.record_name, html)
