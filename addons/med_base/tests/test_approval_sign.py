"""Signing: every time, by the right person, with a meaning, counted and locked."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import med_sign_lock
from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalSign(ApprovalCommon):
    def test_q10_the_signed_method_runs_once_with_its_meaning_kept(self):
        paper = self._paper()
        self._sign(paper, "action_burn", ash="white")
        signature = self.env["med.signature"].search([], limit=1)
        self.assertEqual(signature.user_id, self.sales)
        self.assertEqual(signature.meaning, "I burn this paper.")
        self.assertEqual(signature.means, "password")
        self.assertEqual((signature.res_model, signature.res_ids), (paper._name, paper.ids))
        with self.assertRaisesRegex(UserError, "must be signed"):
            paper.action_burn()

    def test_q10_the_table_decides_meaning_and_need(self):
        paper = self._paper()
        rule = self.env["med.sign.rule"].create(
            {
                "name": "Burning",
                "model_name": paper._name,
                "method_name": "action_burn",
                "meaning": "It shall be ash.",
            }
        )
        self._sign(paper, "action_burn", ash="white")
        self.assertEqual(paper.log, "burnt white It shall be ash.")
        rule.is_required = False
        paper.action_burn("x")
        self.assertEqual(paper.log, "burnt x False")
        entry = self.env["med.ledger.entry"].search([("event", "=", "signature.rule_changed")], limit=1)
        self.assertEqual(entry.res_id, rule.id)

    def test_q10_five_wrong_passwords_lock_signing_and_are_ledgered(self):
        paper = self._paper()
        for _attempt in range(5):
            self.assertEqual(self._sign(paper, "action_burn", "wrong")["res_model"], "med.sign.wizard")
        self.assertFalse(paper.log)
        with self.assertRaisesRegex(UserError, "locked until"):
            self._sign(paper, "action_burn")
        events = self.env["med.ledger.entry"].search(
            [("user_id", "=", self.sales.id), ("event", "=like", "signature.%")]
        )
        self.assertEqual(sorted(events.mapped("event")), ["signature.failed"] * 5 + ["signature.locked"])
        lock = self.env["med.sign.lock"].search([("user_id", "=", self.sales.id)])
        lock.with_user(self.admin_user).action_unlock()
        self._sign(paper, "action_burn", ash="late")
        self.assertIn("late", paper.log)

    def test_lock_ends_by_itself_after_half_an_hour(self):
        lock = self.env["med.sign.lock"].with_user(self.sales)
        with patch.object(med_sign_lock, "LOCK_MINUTES", -1):
            for _attempt in range(5):
                lock._failed(*lock._count())
        lock._check_open()
        self.assertEqual(lock._count()[1], 1)

    def test_a_dialog_belongs_to_who_opened_it(self):
        paper = self._paper()
        with self._at_a_screen():
            action = paper.action_med_sign("action_burn")
            dialog = self.env["med.sign.wizard"].browse(action["res_id"])
            with self.assertRaisesRegex(UserError, "somebody else"):
                dialog.with_user(self.admin_user).sudo().action_sign("x")

    def test_user_without_password_signs_with_a_code_or_is_told_what_to_set_up(self):
        paper = self._paper()
        self.env.cr.execute("UPDATE res_users SET password = NULL WHERE id = %s", [self.sales.id])
        with self._at_a_screen(), self.assertRaisesRegex(UserError, "two-factor"):
            paper.action_med_sign("action_burn")
        self.sales.sudo().totp_secret = "JBSWY3DPEHPK3PXP"
        seen = {}

        def check(user, credential, env):
            seen.update(credential, interactive=env["interactive"])
            return {"uid": user.id}

        with patch.object(type(self.env["res.users"]), "_check_credentials", check):
            self._sign(paper, "action_burn", "123456", ash="code")
        self.assertEqual(seen, {"type": "totp", "token": 123456, "interactive": True})
        self.assertEqual(self.env["med.signature"].search([], limit=1).means, "totp")

    def test_signing_outside_a_browser_session_is_refused(self):
        with self.assertRaisesRegex(UserError, "API key"):
            self._paper().action_med_sign("action_burn")

    def test_the_secret_is_stored_nowhere(self):
        paper = self._paper()
        self._sign(paper, "action_burn", ash="a")
        self.assertNotIn("secret", self.env["med.sign.wizard"]._fields["secret"].column_type or ())
        self.assertFalse(self.env["med.sign.wizard"]._fields["secret"].store)

    def test_unlisted_secret_key_in_context_does_not_reach_the_method(self):
        paper = self._paper()
        with self._at_a_screen():
            action = paper.action_med_sign("action_burn", ash="ctx")
            dialog = paper.env["med.sign.wizard"].browse(action["res_id"])
            dialog.with_context(secret=self.sales.login).action_sign()
        self.assertIn("ctx", paper.log)

    def test_one_signature_covers_all_selected_documents(self):
        self.company.med_approval_size = "full"
        papers = [self._submitted(name=f"P{number}") for number in range(3)]
        for paper in papers:
            paper.with_user(self.officer).action_approve()
        waiting = self.env["med.approval.request"].with_user(self.head)
        selected = waiting.browse([self._request(paper).id for paper in papers])
        with self.assertRaisesRegex(UserError, "API key"):
            selected.action_approve_selected()
        with self._at_a_screen():
            dialog = selected.action_approve_selected()
            wizard = selected.env["med.sign.wizard"].browse(dialog["res_id"])
            wizard.action_sign(self.head.login)
        self.assertEqual(selected.mapped("state"), ["approved"] * 3)
        signatures = selected.sudo().decision_ids.signature_id
        self.assertEqual(len(signatures), 1)
        self.assertEqual(signatures.res_ids, [paper.id for paper in papers])

    def test_selection_is_approved_only_where_the_user_may(self):
        papers = [self._submitted(name=f"P{number}") for number in range(2)]
        selected = self.env["med.approval.request"].browse([self._request(paper).id for paper in papers])
        with self.assertRaises(UserError):
            selected.with_user(self.sales).action_approve_selected()
        selected.with_user(self.officer).action_approve_selected()
        self.assertEqual(selected.mapped("step_name"), ["Approve"] * 2)
