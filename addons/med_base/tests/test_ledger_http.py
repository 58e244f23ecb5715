import json
import pathlib
import subprocess
import sys
import tempfile

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from .ledger_common import LedgerCommon

MODELS = ("med.ledger.entry", "med.ledger.seal", "med.ledger.seal.line", "med.ledger.payload")
EXPORT = "/med_base/ledger/export"


@tagged("post_install", "-at_install")
class TestLedgerHttp(LedgerCommon, HttpCase):
    def _key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate("rpc", "test", None)

    def call(self, key, model, method, **values):
        return self.url_open(
            f"/json/2/{model}/{method}",
            json=values or {"context": {}},
            headers={"Authorization": f"bearer {key}"},
        )

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_no_remote_call_writes_the_ledger_not_even_as_administrator(self):
        entry = self.append()
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("med_base.group_quality_head")
        before = self.ledger.search_count([])
        for user in (admin, self.users["auditor"], self.users["sales"]):
            key = self._key(user)
            for model in MODELS:
                for method, values in (
                    ("create", {"vals_list": [{"event": "forged.entry"}]}),
                    ("write", {"ids": [entry.id], "vals": {"event": "forged.entry"}}),
                    ("unlink", {"ids": [entry.id]}),
                    ("copy", {"ids": [entry.id]}),
                ):
                    values["context"] = {"med_ticket": True, "_force_unlink": True}
                    answer = self.call(key, model, method, **values)
                    self.assertIn(answer.status_code, (403, 404, 422), (model, method))
            for method in ("_append", "_append_batch", "_seal", "_verify"):
                answer = self.call(key, "med.ledger.entry", method, event="forged.entry")
                self.assertIn(answer.status_code, (403, 404), method)
        self.assertFalse(self.ledger.search([("event", "=", "forged.entry")]))
        # only the calls themselves were noted
        fresh = self.ledger.search([], order="id desc", limit=10)
        added = fresh[: self.ledger.search_count([]) - before]
        self.assertEqual(set(added.mapped("event")) - {"login.api"}, set())

    def test_verify_answers_over_json2(self):
        self.append()
        self.seal_all()
        answer = self.call(
            self._key(self.users["auditor"]), "med.ledger.entry", "verify"
        )
        self.assertEqual(answer.status_code, 200)
        result = answer.json()
        self.assertTrue(result["ok"])
        self.assertIsNone(result["first_broken"])
        self.assertEqual(result["entries"], self.ledger.search_count([]))

    @mute_logger("odoo.http")
    def test_wrong_api_key_is_refused(self):
        answer = self.call("0" * 40, "med.ledger.entry", "verify")
        self.assertEqual(answer.status_code, 401)

    # ---- export and the stand-alone verifier ----
    def export(self, job="auditor", query=""):
        user = self.users[job]
        self.authenticate(user.login, user.login)
        return self.url_open(EXPORT + query)

    def run_verifier(self, content, *options):
        """Run scripts/verify_ledger.py as anybody would: without Odoo."""
        root = pathlib.Path(__file__).resolve().parents[3]
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as stream:
            stream.write(content)
            stream.flush()
            return subprocess.run(
                [
                    sys.executable,
                    "-I",
                    str(root / "scripts" / "verify_ledger.py"),
                    stream.name,
                    *options,
                ],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )

    def test_export_is_verified_without_odoo(self):
        self.append(3, payload={"address": "203.0.113.7"})
        self.seal_all()
        self.append(2)
        answer = self.export()
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertNotIn(b"203.0.113.7", answer.content)
        done = self.run_verifier(answer.content, "--json")
        result = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue(result["ok"])
        self.assertGreaterEqual(result["unsealed"], 2)
        note = self.ledger.search([("event", "=", "ledger.exported")], limit=1)
        self.assertEqual(note.user_id, self.users["auditor"].id)
        self.assertEqual(json.loads(note.facts)["entries"], result["entries"])

    def _exported(self):
        self.append(5)
        self.seal_all()
        self.append(3)
        self.seal_all()
        return self.export().content.splitlines(keepends=True)

    def test_every_change_of_an_export_is_found(self):
        lines = self._exported()
        entries = [i for i, line in enumerate(lines) if b'"type": "entry"' in line]
        seals = [i for i, line in enumerate(lines) if b'"type": "seal"' in line]
        changed = list(lines)
        changed[entries[-1]] = changed[entries[-1]].replace(b'"event": "', b'"event": "x')
        variants = {
            "changed entry": changed,
            "missing entry": lines[: entries[-2]] + lines[entries[-2] + 1 :],
            "missing seal": lines[: seals[-2]] + lines[seals[-2] + 1 :],
            "missing end": lines[:-1],
            "swapped": [*lines[: entries[-2]], lines[entries[-1]], lines[entries[-2]], lines[-1]],
        }
        for name, variant in variants.items():
            done = self.run_verifier(b"".join(variant))
            self.assertEqual(done.returncode, 1, (name, done.stdout, done.stderr))
            self.assertIn("NOT INTACT", done.stdout)

    def test_first_broken_entry_is_named(self):
        lines = self._exported()
        document = json.loads(lines[-3])
        document["facts"] = "{}"
        lines[-3] = json.dumps(document, ensure_ascii=False).encode() + b"\n"
        done = self.run_verifier(b"".join(lines), "--json")
        self.assertEqual(json.loads(done.stdout)["first_broken"], document["id"])

    def test_verifier_compares_with_the_anchors(self):
        content = b"".join(self._exported())
        self.env["med.ledger.anchor"]._cron_anchor()
        path = f"{self.env['med.ledger.anchor']._directory()}/anchors.jsonl"
        self.assertEqual(self.run_verifier(content, "--anchors", path).returncode, 0)
        with open(path, encoding="utf-8") as stream:
            anchors = [json.loads(line) for line in stream]
        anchors[0]["hash"] = "0" * 64
        with open(path, "w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(anchor) + "\n" for anchor in anchors)
        done = self.run_verifier(content, "--anchors", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("differs from its anchor", done.stdout)

    def test_verifier_refuses_what_is_no_export(self):
        for content in (b"", b"{}\n", b"\xff\xfe", b"[1]\n"):
            done = self.run_verifier(content)
            self.assertEqual(done.returncode, 2, content)
            self.assertIn("error:", done.stderr)

    def test_export_of_some_days_verifies_too(self):
        self._exported()
        self.env.cr.execute(SQL("SELECT (now() AT TIME ZONE 'UTC')::date"))
        today = self.env.cr.fetchone()[0]
        answer = self.export(query=f"?date_from={today}&date_to={today}")
        self.assertEqual(self.run_verifier(answer.content).returncode, 0)
        answer = self.export(query="?date_to=2001-01-01")
        counts = json.loads(answer.content.splitlines()[-1])
        self.assertEqual((counts["entries"], counts["seals"]), (0, 0))

    def test_export_holds_own_companies_only(self):
        other = self.env["res.company"].create({"name": "Ledger Other Company"})
        self.append(company=other)
        self.seal_all()
        content = self.export().content
        self.assertNotIn(b"Ledger Other Company", content)
        self.assertEqual(self.run_verifier(content).returncode, 0)

    @mute_logger("odoo.http")
    def test_export_is_for_readers_only(self):
        for job in ("sales", "quality_officer", "owner"):
            self.assertEqual(self.export(job).status_code, 403, job)
        for job in ("quality_head", "consultant"):
            self.assertEqual(self.export(job).status_code, 200, job)

    @mute_logger("odoo.http")
    def test_wrong_dates_give_a_clear_error(self):
        answer = self.export(query="?date_from=yesterday")
        self.assertEqual(answer.status_code, 400)

    def test_dialog_leads_to_the_file(self):
        wizard = self.env["med.ledger.export"].create({"date_from": "2026-01-02"})
        action = wizard.action_export()
        self.assertIn("date_from=2026-01-02", action["url"])
        self.assertTrue(action["url"].startswith(EXPORT))

    def _last_export(self):
        return self.ledger.search([("event", "=", "export.data")], order="id desc", limit=1)

    def test_x4_list_export_as_a_sheet_is_in_the_ledger(self):
        user = self._create_job_user("sales", login="med_list_exporter")
        user.sudo().group_ids += self.env.ref("base.group_allow_export")
        self.authenticate("med_list_exporter", "med_list_exporter")
        data = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": self.partner.ids,
            "domain": [],
            "groupby": [],
            "context": {},
            "import_compat": False,
        }
        form = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
        answer = self.url_open("/web/export/xlsx", data=form)
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        entry = self._last_export()
        self.assertEqual((entry.user_login, entry.res_model), ("med_list_exporter", "res.partner"))
        self.assertIn('"personal":true', entry.facts)

    def test_x4_pivot_export_as_a_sheet_is_in_the_ledger(self):
        self.authenticate(self.users["auditor"].login, self.users["auditor"].login)
        table = {
            "model": "med.approval.decision",
            "title": "Decisions",
            "measure_count": 1,
            "col_group_headers": [[{"title": "Total", "width": 1, "height": 1, "is_bold": True}]],
            "measure_headers": [{"title": "Count", "width": 1, "height": 1, "is_bold": False}],
            "rows": [{"title": "Mr Wang", "indent": 0, "values": [{"is_bold": False, "value": 3}]}],
        }
        files = {"data": ("data.json", json.dumps(table), "application/json")}
        token = {"csrf_token": Request.csrf_token(self)}
        answer = self.url_open("/web/pivot/export_xlsx", data=token, files=files)
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.assertTrue(answer.content.startswith(b"PK"), "a sheet came back")
        entry = self._last_export()
        self.assertEqual(entry.user_id, self.users["auditor"].id)
        self.assertEqual(entry.res_model, "med.approval.decision")
        self.assertIn('"count":1', entry.facts)
        self.assertNotIn("Wang", entry.facts)
        with mute_logger("odoo.http"):
            for nonsense in ("[1]", "{", '"x"'):
                files = {"data": ("data.json", nonsense, "application/json")}
                answer = self.url_open("/web/pivot/export_xlsx", data=token, files=files)
                self.assertEqual(answer.status_code, 400)
                self.assertNotIn("CSRF", answer.text)
