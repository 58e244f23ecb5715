"""Group robots against a real HTTP server on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.med_robot import HOSTS_PARAMETER
from .approval_common import ApprovalCommon

ANSWERS = {
    "wecom": {"errcode": 0, "errmsg": "ok"},
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
    "feishu": {"code": 0, "msg": "success"},
}


class _Chat(BaseHTTPRequestHandler):
    """A chat service that notes what it is sent and answers as told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, json.loads(body)))
        status, answer = self.server.answers.pop(0) if self.server.answers else (200, None)
        kind = self.path.split("?")[0].strip("/")
        raw = json.dumps(answer or ANSWERS.get(kind, {})).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_args):
        """Quiet."""


@tagged("post_install", "-at_install")
class TestRobotHttp(ApprovalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chat = ThreadingHTTPServer(("127.0.0.1", 0), _Chat)
        cls.origin = f"http://127.0.0.1:{cls.chat.server_port}"
        threading.Thread(target=cls.chat.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.chat.server_close)
        cls.addClassCleanup(cls.chat.shutdown)
        cls.env["ir.config_parameter"].set_param(HOSTS_PARAMETER, cls.origin)
        cls.env["med.robot"].search([]).active = False
        cls.env["med.robot.message"].search([]).unlink()
        cls.consultant = cls.users["consultant"]
        cls.head.write({"med_robot_wecom": "guwen", "med_robot_dingtalk": "13800001111"})
        cls.head.med_robot_feishu = "ou_7d8a6e6df7621556ce0d21922b676706ccs"
        cls.company.med_approval_size = "small"

    def setUp(self):
        super().setUp()
        self.chat.received, self.chat.answers = [], []
        self.queue = self.env["med.robot.message"]
        self.cron = self.env.ref("med_base.ir_cron_robot_send")

    def _robot(self, kind="wecom", **vals):
        robots = self.env["med.robot"].with_user(self.consultant)
        return robots.create(
            {"name": kind, "kind": kind, "webhook_url": f"{self.origin}/{kind}", "sign_secret": "s3", **vals}
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _ask_head(self):
        """A paper submitted that only the quality head can decide."""
        return self._request(self._submitted())

    def test_x28_three_services_get_their_own_format_and_mention_one_person(self):
        for kind in ANSWERS:
            self._robot(kind)
        request = self._ask_head()
        self.assertFalse(self.chat.received, "nothing is sent inside the transaction")
        self._run()
        sent = {path.split("?")[0].strip("/"): (path, body) for path, body in self.chat.received}
        self.assertEqual(len(self.chat.received), 3)
        self.assertEqual(sent["wecom"][1]["text"]["mentioned_list"], ["guwen"])
        self.assertEqual(sent["dingtalk"][1]["at"], {"atMobiles": ["13800001111"], "isAtAll": False})
        self.assertIn("timestamp=", sent["dingtalk"][0])
        self.assertIn(f'<at user_id="{self.head.med_robot_feishu}">', sent["feishu"][1]["content"]["text"])
        self.assertTrue(sent["feishu"][1]["sign"])
        text = sent["wecom"][1]["text"]["content"]
        self.assertIn(request.res_name, text)
        self.assertIn(f"/odoo/med-review/{request.id}", text)
        self.assertEqual(set(self.queue.search([]).mapped("state")), {"sent"})
        self.assertTrue(all(self.queue.search([]).mapped("sent_at")))

    def test_x28_a_message_is_sent_once_however_often_the_queue_runs(self):
        self._robot()
        request = self._ask_head()
        request._ask(self.head)
        self._run()
        self._run()
        self.assertEqual(len(self.chat.received), 1)

    def test_x28_what_fails_is_tried_again_later_and_then_given_up(self):
        self._robot()
        self._ask_head()
        message = self.queue.search([])
        for attempt in range(1, 6):
            self.chat.answers = [(503, {})]
            self._run()
            self.assertEqual((message.state, message.attempts), ("queued", attempt))
            self.assertGreater(message.next_try_at, fields.Datetime.now())
            self._run()
            self.assertEqual(message.attempts, attempt, "not before its time")
            message.next_try_at = fields.Datetime.now()
        self.chat.answers = [(503, {})]
        self._run()
        self.assertEqual((message.state, message.error), ("failed", "HTTP 503"))
        message.with_user(self.consultant).action_retry()
        self._run()
        self.assertEqual(message.state, "sent")

    def test_x28_a_refusal_of_the_service_is_shown_and_not_repeated(self):
        self._robot()
        self._ask_head()
        self.chat.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
        self._run()
        message = self.queue.search([])
        self.assertEqual((message.state, message.attempts), ("failed", 1))
        self.assertEqual(message.error, "93000 invalid webhook url")

    def test_x28_a_redirect_is_not_followed(self):
        self._robot()
        self._ask_head()
        self.chat.answers = [(302, {})]
        self._run()
        self.assertEqual([path for path, _body in self.chat.received], ["/wecom"])
        self.assertEqual(self.queue.search([]).state, "failed")

    def test_x28_a_message_interrupted_while_sending_is_not_sent_twice(self):
        self._robot()
        self._ask_head()
        message = self.queue.search([])
        message._guarded_write({"state": "sending"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE med_robot_message SET write_date = now() - interval '1 hour'")
        self.env.invalidate_all()
        self._run()
        self.assertFalse(self.chat.received)
        self.assertEqual(message.state, "failed")
        self.assertIn("may have arrived", message.error)

    def test_x28_an_address_no_longer_listed_is_not_called(self):
        self._robot()
        self._ask_head()
        self.env["ir.config_parameter"].set_param(HOSTS_PARAMETER, "")
        self._run()
        self.assertFalse(self.chat.received)
        self.assertEqual(self.queue.search([]).state, "failed")

    def test_x28_test_button_shows_the_answer_of_the_service(self):
        robot = self._robot()
        with self.assertRaisesRegex(UserError, "identifier for WeCom"):
            robot.action_test()
        self.consultant.sudo().med_robot_wecom = "consultant"
        self.assertEqual(robot.action_test()["params"]["type"], "success")
        self.chat.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
        action = robot.action_test()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn("93000", action["params"]["message"])

    def test_x28_person_without_identifier_gets_it_in_the_app_only(self):
        self._robot()
        self.head.med_robot_wecom = False
        request = self._ask_head()
        self.assertEqual(request.activity_ids.user_id, self.head)
        self._run()
        message = self.queue.search([])
        self.assertFalse(self.chat.received)
        self.assertEqual(message.state, "failed")
        self.assertIn("identifier", message.error)

    def test_x28_robot_of_another_company_or_event_says_nothing(self):
        self._robot(event_ids=[fields.Command.set(self.env.ref("med_base.robot_event_job").ids)])
        self._ask_head()
        self.assertFalse(self.queue.search([]))

    @mute_logger("odoo.http")
    def test_x28_the_link_needs_a_session(self):
        self._robot()
        request = self._ask_head()
        link = self.queue.search([]).link
        self.assertTrue(link.endswith(f"/odoo/med-review/{request.id}"))
        answer = self.url_open(f"/odoo/med-review/{request.id}", allow_redirects=False)
        self.assertIn("/web/login", answer.headers.get("Location", ""))
        body = {"params": {"model": "med.approval.request", "method": "review_data", "args": []}}
        body["params"]["kwargs"] = {"request_id": request.id}
        refused = self.url_open("/web/dataset/call_kw/med.approval.request/review_data", json=body)
        self.assertIn("SessionExpired", refused.text)

    def test_x28_webhook_is_readable_by_those_who_do_the_settings_only(self):
        robot = self._robot()
        self.assertEqual(robot.webhook_url, f"{self.origin}/wecom")
        for job in ("auditor", "quality_head"):
            seen = robot.with_user(self.users[job])
            with self.assertRaises(AccessError):
                seen.read(["webhook_url"])
            with self.assertRaises(AccessError):
                seen.read(["sign_secret"])
            self.assertTrue(seen.webhook_mask.endswith("…ecom"))
            self.assertNotIn(self.origin, seen.webhook_mask)
        with self.assertRaises(AccessError):
            robot.with_user(self.users["sales"]).read(["name"])

    def test_x28_foreign_address_is_refused_when_typed(self):
        for url in ("http://qyapi.weixin.qq.com/x", "https://169.254.169.254/latest", "https://evil.example/"):
            with self.assertRaisesRegex(ValidationError, "qyapi.weixin.qq.com"):
                self._robot(webhook_url=url)

    def test_x28_own_hosts_and_robots_are_ledgered_without_their_secrets(self):
        robot = self._robot()
        robot.sign_secret = "another secret"
        entries = self.env["med.ledger.entry"].search(
            [("event", "in", ("settings.changed", "robot.created", "robot.changed"))]
        )
        self.assertEqual(
            set(entries.mapped("event")), {"settings.changed", "robot.created", "robot.changed"}
        )
        setting = entries.filtered(lambda e: e.event == "settings.changed" and HOSTS_PARAMETER in e.facts)
        self.assertIn(self.origin, setting[0].facts)
        self.assertNotIn("another secret", "".join(entries.mapped("facts")))

    def test_x28_state_of_a_message_is_not_written_by_hand(self):
        self._robot()
        self._ask_head()
        message = self.queue.search([]).with_user(self.admin_user)
        with self.assertRaises(UserError):
            message.write({"state": "sent"})
        with self.assertRaises(UserError):
            message.write({"text": "something else"})
