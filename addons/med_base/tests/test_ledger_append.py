import json
import pathlib
import re
import tempfile
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, config, mute_logger
from odoo.tools.safe_eval import safe_eval

from .ledger_common import TABLES, LedgerCommon

# literal codes: _append("a.b", …), "event": "a.b", _append_automation("a.b")
EVENT_CODE = re.compile(r'(?:_append\w*\(\s*|"event": )"([a-z_]+\.[a-z_]+)"')


@tagged("post_install", "-at_install")
class TestLedgerAppend(LedgerCommon):
    def test_entry_says_who_when_what_on_which_record(self):
        user = self.users["sales"]
        order = self._create_sale_order(self.partner, self._create_goods(), user=user)
        entry = self.ledger.with_user(user)._append(
            "gate.refused", order, {"reason": "过期", "count": 2}
        )
        entry = entry.sudo()
        self.assertRecordValues(
            entry,
            [
                {
                    "event": "gate.refused",
                    "user_id": user.id,
                    "user_login": user.login,
                    "user_name": user.name,
                    "company_id": self.company.id,
                    "company_name": self.company.name,
                    "res_model": "sale.order",
                    "res_id": order.id,
                    "res_name": order.name,
                    "facts": '{"count":2,"reason":"过期"}',
                }
            ],
        )
        self.assertRegex(entry.hash, "^[0-9a-f]{64}$")

    def test_time_is_the_clock_of_the_database(self):
        before = self._clock()
        entry = self.append()
        self.assertTrue(before <= entry.logged_at <= self._clock())

    def _clock(self):
        return self.env.execute_query(
            SQL("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        )[0][0]

    def test_company_comes_from_the_record_not_from_the_switcher(self):
        other = self.env["res.company"].create({"name": "Ledger Other Company"})
        order = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "company_id": other.id}
        )
        self.assertEqual(self.append(record=order).company_id, other.id)
        self.assertEqual(self.append(record=other).company_id, other.id)
        self.assertEqual(self.append(company=other).company_id, other.id)

    def test_missing_record_still_gives_an_entry(self):
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        gone = order.browse(order.id)
        order.unlink()
        entry = self.append(record=gone)
        self.assertEqual((entry.res_id, entry.res_name), (gone.id, False))
        self.assertFalse(self.append(record=None).res_model)
        self.assertEqual(self.append(record=self.env["sale.order"]).res_id, 0)

    def test_name_of_a_person_is_not_kept(self):
        person = self.env["res.partner"].create({"name": "张三"})
        employee = self.env["res.partner"].create(
            {"name": "李四", "parent_id": self.partner.id}
        )
        self.assertEqual(self.append(record=person).res_name, f"res.partner#{person.id}")
        self.assertEqual(self.append(record=employee).res_name, self.partner.name)

    def test_batch_costs_the_same_queries_for_one_and_for_many(self):
        self.append(3)
        with self.assertQueryCount(1):
            self.append(1)
        with self.assertQueryCount(1):
            self.append(500)

    def test_order_of_a_batch_is_the_order_of_its_numbers(self):
        entries = self.append(2500)
        self.assertEqual(entries.ids, sorted(entries.ids))
        indices = [json.loads(entry.facts)["index"] for entry in entries]
        self.assertEqual(indices, list(range(2500)))

    def test_any_text_is_hashed_by_the_database_as_by_python(self):
        texts = ['quote " and \\ backslash', "new\nline", "emoji 🩺", "tab\t", "%s %(x)s {0}", "\x00"]
        entries = self.ledger._append_batch(
            [{"event": "test.happened", "facts": {"text": text}} for text in texts]
        )
        partner = self._create_partner(name='名 "x" \\ %s 🩺')
        entries |= self.append(record=partner)
        for entry, text in zip(entries, texts, strict=False):
            self.assertEqual(json.loads(entry.facts)["text"], text)
        result = self.ledger.verify()
        self.assertTrue(result["ok"], result["problems"])

    def test_personal_payload_is_hashed_and_kept_apart(self):
        payload = {"address": "203.0.113.7"}
        entry = self.append(payload=payload)
        self.assertNotIn("203.0.113.7", entry.facts)
        row = self.env["med.ledger.payload"].search([("entry_id", "=", entry.id)])
        self.assertEqual(json.loads(row.payload), payload)
        self.assertEqual(entry.payload_state, "kept")

    def test_nobody_creates_writes_or_deletes_not_even_superuser(self):
        entry = self.append()
        for model in ("entry", "seal", "seal.line", "payload"):
            record = self.env[f"med.ledger.{model}"]
            with self.assertRaises(UserError):
                record.create({})
            with self.assertRaises(UserError):
                record.write({"id": 1})
            with self.assertRaises(UserError):
                record.unlink()
        with self.assertRaises(UserError):
            entry.copy()
        with self.assertRaises(UserError):
            entry.with_context(_force_unlink=True, med_ticket=True).unlink()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_update_delete_and_truncate(self):
        self.append()
        self.seal()
        for table in TABLES:
            name = SQL.identifier(table)
            for query in (
                SQL("UPDATE %s SET id = id", name),
                SQL("DELETE FROM %s", name),
                SQL("TRUNCATE %s", name),
            ):
                with self.assertRaises(psycopg2.errors.RestrictViolation):
                    with self.env.cr.savepoint():
                        self.env.cr.execute(query)

    def test_entries_have_no_foreign_keys(self):
        for table in TABLES:
            keys = self.env.execute_query(
                SQL(
                    "SELECT conname FROM pg_constraint"
                    " WHERE conrelid = %s::regclass AND contype = 'f'",
                    table,
                )
            )
            self.assertEqual(keys, [], table)

    def test_words_for_the_reader(self):
        entry = self.append(event="login.failed", facts={"count": 3, "empty": ""})
        self.assertEqual(entry.event_label, "Login failed")
        self.assertEqual(entry.facts_text, "Count: 3")
        facts = {"digest": "ab12", "stage": "confirm", "checks": ["unknown_code"]}
        entry = self.append(event="gate.passed", facts=facts)
        words = "Checks: unknown_code\nStage: Order confirmation\nDigest: ab12"
        self.assertEqual(entry.facts_text, words)
        self.assertEqual(entry.seal_number, 0)
        action = entry.action_open_record()
        self.assertEqual(action["res_id"], self.partner.id)
        same = self.ledger.search(entry.action_open_record_ledger()["domain"])
        self.assertEqual(same.mapped("res_id"), [self.partner.id] * len(same))

    def test_every_event_in_the_source_has_words(self):
        words = self.env["med.ledger.words"]._events()
        addons = pathlib.Path(__file__).resolve().parents[2]
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        codes = set()
        for name in installed.mapped("name"):
            for path in (addons / name).glob("models/*.py") if name.startswith("med_") else ():
                codes |= set(EVENT_CODE.findall(path.read_text(encoding="utf-8")))
        self.assertGreater(len(codes), 20)
        self.assertEqual(sorted(codes - set(words)), [])

    def test_opening_a_record_that_is_gone_says_so(self):
        entry = self.append(record=self.partner.browse(2**30))
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            entry.action_open_record()

    def test_k14_administrator_deletes_a_user_who_stands_in_the_ledger(self):
        user = self._create_job_user("sales", login="med_test_leaver")
        entry = self.ledger.with_user(user)._append("test.happened", user)
        self.seal_all()
        user_id = user.id
        user.with_user(self.admin_user).unlink()
        self.env.invalidate_all()
        entry = self.ledger.browse(entry.id)
        self.assertEqual(
            (entry.user_id, entry.user_login, entry.res_id),
            (user_id, "med_test_leaver", user_id),
        )
        result = self.ledger.verify()
        self.assertTrue(result["ok"], result["problems"])

    def test_x4_ledger_of_a_record_is_in_its_action_menu(self):
        entries = self.append(3)
        actions = self.env["ir.actions.actions"]
        own = self.env.ref("med_base.med_ledger_record_action")
        for model in ("res.partner", "sale.order", "stock.picking", "med.retention.rule"):
            for job, offered in (("auditor", True), ("quality_head", True), ("sales", False)):
                bindings = actions.with_user(self.users[job]).get_bindings(model)
                found = [
                    action
                    for action in bindings.get("action", ())
                    if action["id"] == own.id
                ]
                self.assertEqual(bool(found), offered, (model, job))
        context = {"active_model": "res.partner", "active_ids": self.partner.ids}
        domain = safe_eval(own.domain, context)
        found = self.ledger.with_user(self.users["auditor"]).search(domain)
        self.assertEqual(found.filtered(lambda e: e in entries), entries.sorted("id desc"))

    def test_uninstalling_leaves_the_whole_ledger_as_a_file(self):
        self.append(2)
        with tempfile.TemporaryDirectory() as directory:
            with patch.dict(config.options, {"data_dir": directory}):
                path = self.env["med.ledger.exporter"]._export_for_uninstall()
            with open(path, encoding="utf-8") as stream:
                documents = [json.loads(line) for line in stream]
        self.assertEqual(documents[-1]["type"], "end")
        self.assertEqual(documents[-1]["entries"], self.ledger.search_count([]))
        self.assertIn("ledger.uninstalled", [d.get("event") for d in documents])
        self.assertFalse(self.seals._pending_companies())

    def test_extract_prints_every_entry_with_its_hash(self):
        entries = self.append(2, event="login.failed")
        report = self.env["ir.actions.report"].with_user(self.users["auditor"])
        content, kind = report._render_qweb_html("med_base.report_med_ledger", entries.ids)
        self.assertEqual(kind, "html")
        text = content.decode()
        for entry in entries:
            self.assertIn(entry.hash, text)
        self.assertIn("Login failed", text)
        self.assertIn(self.partner.name, text)

    def test_x4_facts_are_read_in_words_with_names_and_labels(self):
        route = self.env["med.approval.route"].search([], limit=1)
        facts = {
            "request": 10,
            "route": route.id,
            "kind": "approved",
            "partner": self.partner.id,
            "user": 2**30,
            "signed": True,
            "document": ["sale.order", 3, "S00003"],
            "digest": "ab12",
        }
        entry = self.append(event="approval.decided", facts=facts)
        text = entry.facts_text
        self.assertIn(f"Route: {route.name}", text)
        self.assertIn("Kind: Approved", text)
        self.assertIn(f"Partner: {self.partner._ledger_name()}", text)
        self.assertIn(f"User: #{2**30}", text)
        self.assertIn("Signed: yes", text)
        self.assertIn("Document: S00003", text)
        self.assertIn("Digest: ab12", text)
        self.assertNotIn("ab12", entry.facts_line)
        self.assertNotIn("Request", entry.facts_line)
        check = self.env["med.gate.check"].search([], limit=1)
        facts = {"fields": ["law"], "values": {"severity_ship": "block", "next_action": "split"}}
        entry = self.append(event="gate.check_changed", record=check, facts=facts)
        words = "Values: Next Action: Move stopped lines out, Severity Ship: Stop"
        self.assertEqual(entry.facts_text, f"Fields: Law\n{words}")

    def test_facts_of_many_entries_are_read_in_few_queries(self):
        products = self.env["product.product"].create([{"name": f"P{n}"} for n in range(20)])
        entries = self.ledger.browse()
        for product in products:
            entries += self.append(event="lot.released", record=product, facts={"product": product.id})
        self.env.flush_all()
        few, many = (self._reading_queries(entries[:n]) for n in (2, 20))
        self.assertEqual(few, many)

    def _reading_queries(self, entries):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        entries.mapped("facts_line")
        return self.env.cr.sql_log_count - before
