import base64
import http.server
import json
import pathlib
import tempfile
import threading

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import USCC, MedBaseCommon

LIST = "企业名称,统一社会信用代码,许可证编号,事项,公告日期,原因\n"
ROW = f"苏州某某医疗,{USCC['distributor']},苏苏药监械经营许20231234号,吊销,2026-03-01,转让许可证\n"


class Handler(http.server.BaseHTTPRequestHandler):
    pages = {}

    def do_GET(self):
        status, body = self.pages.get(self.path.split("?")[0], (404, b""))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body.decode())
            body = b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Keep the test's output clean."""


@tagged("post_install", "-at_install")
class TestRegister(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.party = cls._create_partner(name="苏州某某医疗", med_uscc=USCC["distributor"])
        cls.head = cls.users["quality_head"]
        cls.env.company.med_quality_head_id = cls.head
        cls.source = cls.env["med.register.source"].create({"name": "Revoked", "subject": "revoked"})

    def _upload(self, text, user=None, encoding="utf-8"):
        source = self.source.with_user(user or self.head)
        source.write({"list_file": base64.b64encode(text.encode(encoding)), "list_name": "list.csv"})
        source.action_fetch()
        source.invalidate_recordset()
        return source.last_call_id

    def test_q38_a_list_is_read_and_the_call_is_evidence(self):
        call = self._upload(LIST + ROW)
        self.assertEqual((call.state, call.answer["rows"], call.answer["hits"]), ("ok", 1, 1))
        self.assertEqual(base64.b64decode(call.raw).decode(), LIST + ROW)
        self.assertEqual(len(call.file_digest), 64)
        self.assertEqual(call.user_id, self.head)
        entry = self.env["med.ledger.entry"].search([("event", "=", "register.called")], limit=1)
        self.assertEqual(json.loads(entry.facts)["file"], call.file_digest)
        for attack in (
            lambda: call.sudo().write({"answer": {}}),
            lambda: call.sudo().unlink(),
            lambda: self.env["med.register.call"].create({"source_id": self.source.id}),
        ):
            with self.assertRaises(UserError):
                attack()

    def test_q38_a_party_that_is_named_comes_up_for_review_once(self):
        self._upload(LIST + ROW)
        hit = self.env["med.register.hit"].search([("source_id", "=", self.source.id)])
        self.assertEqual((hit.partner_id, hit.matched_by, hit.state), (self.party, "code", "open"))
        self.assertEqual(hit.activity_ids.user_id, self.head)
        call = self._upload(LIST + ROW + "别的公司,,X1,警告,2026-03-02,\n")
        hits = self.env["med.register.hit"].search([("source_id", "=", self.source.id)])
        self.assertEqual(hits, hit, hits.mapped(lambda h: (h.res_name, h.matched_by, h.entry_id.name)))
        self.assertEqual((call.answer["new"], call.answer["hits"]), (1, 0))
        call = self._upload(LIST + "别的公司,,X1,警告,2026-03-02,\n")
        self.assertEqual(call.answer["gone"], 1)
        self.assertTrue(hit.entry_id.is_gone)

    def test_q38_lists_of_the_old_encoding_are_read(self):
        call = self._upload(LIST + ROW, encoding="gb18030")
        self.assertEqual(call.answer["hits"], 1)

    def test_q38_a_name_alone_matches_only_a_company_without_another_code(self):
        other = "企业名称,统一社会信用代码\n"
        self._upload(f"{other}苏州某某医疗,{USCC['supplier']}\n")
        self.assertFalse(self.env["med.register.hit"].search([("source_id", "=", self.source.id)]))
        self._upload(f"{other}苏州某某医疗,\n")
        hit = self.env["med.register.hit"].search([("source_id", "=", self.source.id)])
        self.assertEqual(hit.matched_by, "name")

    def test_q38_looking_up_and_verifying_are_kept_as_evidence(self):
        self._upload(LIST + ROW)
        source = self.source.with_user(self.users["sales"])
        found = source.action_look_up("苏苏药监械经营许20231234")
        self.assertEqual(found[0]["reason"], "转让许可证")
        self.assertTrue(source.action_verify(self.party.id)["is_named"])
        self.assertFalse(source.action_verify(self._create_partner(name="Clean").id)["is_named"])
        calls = self.source.env["med.register.call"].search([("source_id", "=", self.source.id)])
        self.assertEqual(sorted(calls.mapped("operation")), ["lookup", "verify", "verify", "watch"])
        with self.assertRaises(AccessError):
            self.source.with_user(self.plain_user).action_look_up("X")

    def test_q38_a_hit_is_decided_by_quality_with_a_reason_once(self):
        self._upload(LIST + ROW)
        hit = self.env["med.register.hit"].search([("source_id", "=", self.source.id)])
        with self.assertRaises(AccessError):
            hit.with_user(self.users["sales"]).action_dismiss("no")
        mine = hit.with_user(self.users["quality_officer"])
        with self.assertRaisesRegex(UserError, "reason"):
            mine.action_confirm()
        mine.decision_reason = "Same licence, seen at the office's page"
        mine.action_confirm()
        self.assertEqual((hit.state, hit.decided_by_id), ("confirmed", self.users["quality_officer"]))
        self.assertFalse(hit.activity_ids)
        for attack in (
            lambda: mine.action_dismiss("Changed my mind"),
            lambda: mine.write({"decision_reason": "Other"}),
            lambda: mine.write({"state": "open"}),
            lambda: mine.write({"partner_id": False}),
        ):
            with self.assertRaises(UserError):
                attack()

    def test_q38_what_cannot_be_read_is_a_failed_call_in_words(self):
        for text, words in (("\0\0", "neither csv"), ("a,b\n1,2\n", "No column"), ("", "no list")):
            call = self._upload(text)
            self.assertEqual(call.state, "failed", text)
            self.assertIn(words, call.error)

    def test_q38_a_folder_on_the_disk_is_read_but_no_way_leads_out_of_it(self):
        with tempfile.TemporaryDirectory() as root:
            folder = pathlib.Path(root, "nmpa")
            folder.mkdir()
            pathlib.Path(folder, "2026-03.csv").write_text(LIST + ROW, encoding="utf-8")
            pathlib.Path(root, "secret.csv").write_text(LIST, encoding="utf-8")
            self.source.write({"protocol": "folder", "folder_name": "nmpa"})
            self.assertIn("administrator", self.source._fetch("watch").error)
            self.env["ir.config_parameter"].set_param("med_base.register_folder", root)
            call = self.source._fetch("watch")
            self.assertEqual((call.state, call.file_name), ("ok", "2026-03.csv"))
            pathlib.Path(folder, "2099.csv").symlink_to(pathlib.Path(root, "secret.csv"))
            for name in ("..", "../nmpa", "/etc", "", "nmpa/.."):
                self.source.folder_name = name
                self.assertEqual(self.source._fetch("watch").state, "failed", name)

    def test_q38_an_address_on_the_net_is_asked_when_its_server_is_allowed(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        Handler.pages = {
            "/list.csv": (200, (LIST + ROW).encode()),
            "/gone": (302, b"/list.csv"),
            "/down": (500, b"oops"),
        }
        self.source.write({"protocol": "http", "url": f"{origin}/list.csv?key=1"})
        self.assertIn("allow this server", self.source._fetch("watch").error)
        self.env["ir.config_parameter"].set_param("med_base.register_origins", f"https://a.example, {origin}")
        call = self.source._fetch("watch")
        self.assertEqual((call.error, call.state, call.file_name), (False, "ok", "list.csv"))
        self.assertNotIn("key=1", json.dumps(call.request))
        for url in (f"{origin}/gone", f"{origin}/down", f"{origin}/none", "file:///etc/passwd", "http://"):
            self.source.url = url
            self.assertEqual(self.source._fetch("watch").state, "failed", url)

    def test_q38_watched_registers_are_asked_by_the_cron(self):
        with tempfile.TemporaryDirectory() as root:
            folder = pathlib.Path(root, "nmpa")
            folder.mkdir()
            pathlib.Path(folder, "l.csv").write_text(LIST + ROW, encoding="utf-8")
            self.env["ir.config_parameter"].set_param("med_base.register_folder", root)
            self.source.write({"protocol": "folder", "folder_name": "nmpa"})
            with self.enter_registry_test_mode():
                self.env.ref("med_base.ir_cron_register_watch").method_direct_trigger()
        self.assertEqual(self.source.last_state, "ok")
        self.assertEqual(self.source.hit_count, 1)
