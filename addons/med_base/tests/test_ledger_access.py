from unittest.mock import patch

from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import JOBS
from .ledger_common import LedgerCommon

READERS = {"auditor", "quality_head", "consultant"}


@tagged("post_install", "-at_install")
class TestLedgerAccess(LedgerCommon):
    def find(self, event, **facts):
        entries = self.ledger.search([("event", "=", event)], order="id desc", limit=5)
        return entries.filtered(
            lambda entry: all(f'"{k}":"{v}"' in entry.facts for k, v in facts.items())
        )

    # ---- who may read ----
    def test_ledger_is_read_by_auditor_head_and_consultant_only(self):
        entry = self.append()
        self.seal()
        for job in JOBS:
            user = self.users[job]
            for model in ("med.ledger.entry", "med.ledger.seal", "med.ledger.seal.line"):
                records = self.env[model].with_user(user)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(records.has_access(operation), (job, model))
                self.assertEqual(records.has_access("read"), job in READERS, (job, model))
            if job not in READERS:
                with self.assertRaises(AccessError):
                    self.ledger.with_user(user).browse(entry.id).read(["event"])
                with self.assertRaises(AccessError):
                    self.ledger.with_user(user).verify()

    def test_personal_payloads_are_for_the_auditor(self):
        for job in JOBS:
            records = self.env["med.ledger.payload"].with_user(self.users[job])
            self.assertEqual(records.has_access("read"), job == "auditor", job)

    def test_reader_sees_own_companies_only(self):
        other = self.env["res.company"].create({"name": "Ledger Other Company"})
        entry = self.append(company=other)
        seal = self.seal(other)
        auditor = self.users["auditor"]
        self.assertFalse(self.ledger.with_user(auditor).search([("id", "=", entry.id)]))
        self.assertFalse(self.seals.with_user(auditor).search([("id", "=", seal.id)]))

    def test_every_job_may_cause_entries(self):
        for job in JOBS:
            entry = self.ledger.with_user(self.users[job])._append("test.happened")
            self.assertEqual(entry.sudo().user_id, self.users[job].id)

    # ---- logins ----
    def _login(self, login, password):
        credential = {"type": "password", "login": login, "password": password}
        return self.env["res.users"]._login(credential, {"interactive": True})

    def test_x4_login_is_ledgered(self):
        user = self.users["sales"]
        with self._hooks_at_hand():
            self._login(user.login, user.login)
        entry = self.find("login.succeeded")[:1]
        self.assertEqual((entry.user_id, entry.res_id), (user.id, user.id))

    def test_x4_failed_login_of_a_user_is_ledgered_and_counted(self):
        user = self.users["sales"]
        for _ in range(4):
            self._fail(user.login)
        entries = self.ledger.search(
            [("event", "=", "login.failed"), ("res_id", "=", user.id)]
        )
        self.assertEqual(len(entries), 1)
        self.assertEqual((entries.res_name, entries.user_id), (user.name, 0))
        counter = self.env["med.ledger.login"].search([("user_number", "=", user.id)])
        self.assertEqual(counter.count, 4)

    def test_many_unknown_logins_share_one_entry_without_plain_text(self):
        before = self.ledger.search_count([("event", "=", "login.failed")])
        for index in range(30):
            self._fail(f"my-secret-{index}")
        entries = self.ledger.search([("event", "=", "login.failed")])
        self.assertEqual(len(entries) - before, 1)
        self.assertNotIn("secret", entries[0].facts)
        self.assertRegex(entries[0].facts, '"login_digest":"[0-9a-f]{16}"')

    def test_total_of_an_hour_follows(self):
        user = self.users["sales"]
        for _ in range(3):
            self._fail(user.login)
        self.env.cr.execute(
            SQL("UPDATE med_ledger_login SET hour = hour - interval '2 hours'")
        )
        counters = self.env["med.ledger.login"]
        counters._cron_note_totals()
        counters._cron_note_totals()
        entries = self.ledger.search(
            [("event", "=", "login.failed_total"), ("res_id", "=", user.id)]
        )
        self.assertEqual(len(entries), 1)
        self.assertIn('"count":3', entries.facts)

    def test_call_by_api_key_is_ledgered_once_an_hour(self):
        user = self.users["sales"]
        counters = self.env["med.ledger.login"]
        with self.enter_registry_test_mode():
            for _ in range(3):
                counters._keep_api_call(user.id, "api key")
        entries = self.ledger.search(
            [("event", "=", "login.api"), ("user_id", "=", user.id)]
        )
        self.assertEqual(len(entries), 1)

    def _fail(self, login):
        with self._hooks_at_hand():
            with self.assertRaises(AccessDenied):
                self._login(login, "wrong")
            self._run_hook()

    def _hooks_at_hand(self):
        """Catch what would run after the end of the transaction."""
        self.hooks = []
        return patch.object(
            type(self.env.cr.postrollback), "add", lambda _self, hook: self.hooks.append(hook)
        )

    def _run_hook(self):
        # both are registered, exactly one fires
        self.assertEqual(len(self.hooks), 2)
        with self.enter_registry_test_mode():
            self.hooks[0]()

    # ---- exports ----
    def test_export_of_personal_data_is_ledgered(self):
        user = self._create_job_user("sales", login="med_test_exporter")
        user.sudo().group_ids += self.env.ref("base.group_allow_export")
        self.partner.with_user(user).export_data(["name", "email"])
        entry = self.find("export.data")[:1]
        self.assertEqual(entry.user_id, user.id)
        self.assertEqual(entry.res_model, "res.partner")
        self.assertIn('"personal":true', entry.facts)
        self.assertIn('"count":1', entry.facts)

    def test_export_through_a_relation_is_personal_too(self):
        order = self._create_sale_order(self.partner, self._create_goods())
        order.sudo().export_data(["name", "partner_id/phone"])
        self.assertIn('"personal":true', self.find("export.data")[:1].facts)
        order.sudo().export_data(["name", "amount_total"])
        self.assertIn('"personal":false', self.find("export.data")[:1].facts)

    # ---- automations ----
    def _action(self, model="sale.order", code="pass", **vals):
        values = {
            "name": "Test automation",
            "model_id": self.env["ir.model"]._get_id(model),
            "state": "code",
            "code": code,
        }
        return self.env["ir.actions.server"].with_user(self.admin_user).create(values | vals)

    def _events_of(self, action):
        return self.ledger.search(
            [("res_model", "=", "ir.actions.server"), ("res_id", "=", action.id)],
            order="id",
        ).mapped("event")

    def test_server_action_on_gated_documents_is_ledgered(self):
        order = self._create_sale_order(self.partner, self._create_goods())
        self.admin_user.group_ids += self.env.ref("sales_team.group_sale_manager")
        action = self._action()
        action.code = "answer = len(records)"
        action.name = "Renamed"
        action.with_context(
            active_model="sale.order", active_ids=order.ids, active_id=order.id
        ).run()
        action_id = action.browse(action.id)
        action.unlink()
        self.assertEqual(
            self._events_of(action_id),
            [
                "automation.created",
                "automation.changed",
                "automation.run",
                "automation.removed",
            ],
        )
        entry = self.find("automation.run")[:1]
        self.assertEqual(entry.user_id, self.admin_user.id)
        self.assertIn(str(order.ids[0]), entry.facts)

    def test_action_that_is_moved_to_our_models_is_ledgered(self):
        action = self._action("res.country")
        self.assertEqual(self._events_of(action), [])
        action.model_id = self.env["ir.model"]._get_id("med.gate.check")
        self.assertEqual(self._events_of(action), ["automation.changed"])

    def test_code_elsewhere_that_names_our_models_is_ledgered(self):
        action = self._action("res.country", "# env['med.gate.check']\nanswer = 1")
        action.run()
        self.assertEqual(
            self._events_of(action), ["automation.created", "automation.run"]
        )

    def test_runs_of_own_crons_are_not_ledgered(self):
        action = self.env.ref("med_base.ir_cron_ledger_login").ir_actions_server_id
        action.run()
        self.assertNotIn("automation.run", self._events_of(action))
