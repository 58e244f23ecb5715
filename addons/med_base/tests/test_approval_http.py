"""The same attacks over real HTTP: JSON-2 with a key, and a browser's session."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon

PAPER = "med.test.paper"


@tagged("post_install", "-at_install")
class TestApprovalHttp(ApprovalCommon, HttpCase):
    def _key(self, user):
        # sudo: the test hands out keys
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate("rpc", "test", None)

    def _json2(self, user, model, method, /, **values):
        return self.url_open(
            f"/json/2/{model}/{method}",
            json={"context": {}, **values},
            headers={"Authorization": f"bearer {self._key(user)}"},
        )

    def _web(self, model, method, args, **kwargs):
        """A call of the web client of the signed-in user: result or error data."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", json={"params": params}).json()
        return answer.get("result", answer.get("error"))

    def _waiting_for_release(self):
        """A paper of the full route whose last, signed step waits for the head."""
        self.company.med_approval_size = "full"
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        return paper

    def test_document_api_over_json2(self):
        paper = self._paper()
        for user, method, values in (
            (self.sales, "action_submit", {}),
            (self.officer, "action_return", {"reason": "blurred"}),
            (self.sales, "action_submit", {}),
            (self.sales, "action_withdraw", {}),
            (self.sales, "action_submit", {}),
            (self.officer, "action_approve", {"comment": "fine"}),
            (self.head, "action_approve", {}),
        ):
            answer = self._json2(user, PAPER, method, ids=paper.ids, **values)
            self.assertEqual(answer.status_code, 200, answer.text)
        paper.invalidate_recordset()
        self.assertEqual((paper.approval_state, paper.state), ("approved", "valid"))

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_peer_01_forged_approval_over_json2_is_refused(self):
        paper = self._submitted()
        request = self._request(paper)
        vals = {"state": "approved", "applicant_id": self.head.id}
        decision = {"request_id": request.id, "kind": "approved", "user_id": self.head.id}
        tickets = {"med_ticket": True, "su": True, "active_test": False}
        for user in (self.sales, self.officer, self.admin_user):
            for model, method, values in (
                ("med.approval.request", "write", {"ids": request.ids, "vals": vals}),
                ("med.approval.request", "create", {"vals_list": [vals]}),
                ("med.approval.request", "unlink", {"ids": request.ids}),
                ("med.approval.request", "_set", {"ids": request.ids, "vals": vals}),
                ("med.approval.request", "_end", {"ids": request.ids, "kind": "approved"}),
                ("med.approval.decision", "create", {"vals_list": [decision]}),
                (PAPER, "write", {"ids": paper.ids, "vals": {"state": "valid"}}),
                (PAPER, "_approval_on_approved", {"ids": paper.ids, "request": 1}),
                (PAPER, "_guarded_write", {"ids": paper.ids, "vals": {"state": "valid"}}),
                (PAPER, "_with_ticket", {"ids": paper.ids, "purpose": "state"}),
            ):
                answer = self._json2(user, model, method, **values, context=tickets)
                self.assertIn(answer.status_code, (403, 404, 422), (model, method))
        paper.invalidate_recordset()
        self.assertEqual((paper.approval_state, paper.state), ("pending", "draft"))
        self.assertEqual(self._kinds(paper), ["submitted"])

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_peer_01b_history_cannot_be_reset_over_json2(self):
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        for method in ("restart_validation", "_void", "_activate", "_close"):
            answer = self._json2(self.sales, "med.approval.request", method, ids=self._request(paper).ids)
            self.assertIn(answer.status_code, (403, 404), method)
        self.assertEqual(self._kinds(paper), ["submitted", "approved"])

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_peer_02_changed_line_is_refused_and_the_request_void_although_rolled_back(self):
        paper = self._submitted()
        line = paper.line_ids
        answer = self._json2(
            self.sales,
            "med.test.paper.line",
            "write",
            ids=line.ids,
            vals={"quantity": 9999.0},
            context={"skip_validation_check": True},
        )
        self.assertEqual(answer.status_code, 200)
        answer = self._json2(self.officer, PAPER, "action_approve", ids=paper.ids)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("9999.00", answer.text)
        self.env.invalidate_all()
        self.assertEqual(paper.approval_state, "void")

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k17_signed_step_over_json2_is_refused_clearly(self):
        paper = self._waiting_for_release()
        answer = self._json2(self.head, PAPER, "action_approve", ids=paper.ids)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("must be signed", answer.json()["message"])

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k17_signing_dialog_over_json2_is_refused_clearly(self):
        paper = self._waiting_for_release()
        answer = self._json2(self.head, PAPER, "action_med_sign", ids=paper.ids, method="action_approve")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("API key", answer.json()["message"])
        with self._at_a_screen():
            dialog = paper.with_user(self.head).action_med_sign("action_approve")
        answer = self._json2(
            self.head,
            "med.sign.wizard",
            "action_sign",
            ids=[dialog["res_id"]],
            secret=self.head.login,
        )
        self.assertEqual(answer.status_code, 422)
        self.assertIn("API key", answer.json()["message"])
        self.assertEqual(paper.approval_state, "pending")

    def test_q10_release_is_signed_in_a_browser_session(self):
        paper = self._waiting_for_release()
        self.authenticate(self.head.login, self.head.login)
        action = self._web(PAPER, "action_med_sign", [paper.ids, "action_approve"])
        dialog = action["res_id"]
        again = self._web("med.sign.wizard", "action_sign", [[dialog], "wrong"])
        self.assertEqual(again["res_model"], "med.sign.wizard")
        self.env.invalidate_all()
        self.assertEqual(paper.approval_state, "pending")
        lock = self.env["med.sign.lock"].search([("user_id", "=", self.head.id)])
        self.assertEqual(lock.attempts, 1)
        done = self._web("med.sign.wizard", "action_sign", [[dialog], self.head.login])
        self.assertTrue(done["infos"]["signed"])
        self.env.invalidate_all()
        self.assertEqual(paper.approval_state, "approved")
        signature = self._request(paper).decision_ids[-1].signature_id
        self.assertEqual((signature.user_id, signature.means), (self.head, "password"))

    @mute_logger("odoo.http")
    def test_peer_06c_unlisted_methods_through_the_dialog_over_the_web(self):
        paper = self._paper()
        self.authenticate(self.sales.login, self.sales.login)
        for method in ("_action_private", "action_secret", "unlink"):
            error = self._web(PAPER, "action_med_sign", [paper.ids, method])
            self.assertIn("nothing that can be signed", error["data"]["message"])
        error = self._web(
            "med.sign.wizard",
            "create",
            [[{"res_model": PAPER, "res_ids": paper.ids, "method_name": "action_secret"}]],
        )
        self.assertIn("opened by the document", error["data"]["message"])
        self.assertFalse(paper.log)

    def test_review_data_is_read_only_and_one_call(self):
        paper = self._submitted()
        self.authenticate(self.officer.login, self.officer.login)
        data = self._web("med.approval.request", "review_data", [], request_id=self._request(paper).id)
        self.assertEqual(data["request"]["title"], paper.name)
        self.assertEqual(data["request"]["notes"], ["Look twice."])
        self.assertTrue(data["request"]["can_decide"])
