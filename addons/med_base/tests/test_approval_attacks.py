"""Attacks on approvals by people of the house: rows of the peers' and our own list."""

from psycopg2.errors import ForeignKeyViolation

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalAttacks(ApprovalCommon):
    def test_peer_01_forged_approval_by_writing_or_creating_requests_is_refused(self):
        paper = self._submitted()
        request = self._request(paper)
        forged = {"state": "approved", "closed_at": fields.Datetime.now()}
        for user in (self.plain_user, self.sales, self.officer, self.head):
            with self.assertRaises(UserError):
                request.with_user(user).write(forged)
            with self.assertRaises(UserError):
                self.env["med.approval.request"].with_user(user).create(
                    {"res_model": paper._name, "res_id": paper.id, **forged}
                )
        self.assertEqual(paper.approval_state, "pending")
        for model in ("request", "decision"):
            records = self.env[f"med.approval.{model}"].with_user(self.head)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(records.has_access(operation))

    def test_peer_01_forged_approval_is_refused_in_superuser_mode_too(self):
        request = self._request(self._submitted())
        with self.assertRaisesRegex(UserError, "buttons of the document"):
            request.write({"state": "approved"})
        with self.assertRaisesRegex(UserError, "buttons of the document"):
            request.copy()
        with self.assertRaisesRegex(UserError, "buttons of the document"):
            request.unlink()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            request.decision_ids.write({"user_id": self.head.id})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            request.decision_ids.unlink()
        with self.assertRaisesRegex(UserError, "made with the buttons"):
            request.decision_ids.copy()

    def test_peer_01_forged_approval_through_the_documents_own_commands(self):
        paper = self._submitted()
        request = self._request(paper)
        approved = Command.update(request.id, {"state": "approved"})
        decision = {"kind": "approved", "user_id": self.head.id, "step_number": 2}
        for command in (approved, Command.delete(request.id), Command.clear()):
            with self.assertRaises(UserError), self.cr.savepoint():
                paper.write({"approval_request_ids": [command]})
        with self.assertRaises(UserError), self.cr.savepoint():
            request.with_user(self.head).write({"decision_ids": [Command.create(decision)]})
        with self.assertRaises(UserError), self.cr.savepoint():
            self._paper(
                approval_request_ids=[Command.create({"res_model": paper._name, "state": "approved"})]
            )
        self.assertEqual(request.state, "pending")
        self.assertEqual(len(request.decision_ids), 1)

    def test_peer_01_an_outsider_presses_the_buttons(self):
        paper = self._submitted()
        outsider = self._create_job_user("keeper", login="med_test_outsider")
        for user in (outsider, self.plain_user, self.users["auditor"], self.sales):
            with self.assertRaises(UserError):
                paper.with_user(user).action_approve()
            with self.assertRaises(UserError):
                paper.with_user(user).action_return("x")
        self.assertEqual(self._kinds(paper), ["submitted"])

    def test_peer_01_consultant_names_himself_in_a_route_and_still_decides_nothing(self):
        consultant = self.users["consultant"]
        route = self.env["med.approval.route"].with_user(consultant)
        route.create(
            {
                "name": "Mine",
                "sequence": 1,
                "model_id": self.env["ir.model"]._get_id("med.test.paper"),
                "step_ids": [
                    Command.create(
                        {
                            "name": "Me",
                            "approver_type": "user",
                            "user_id": consultant.id,
                        }
                    )
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "nobody but you"):
            self._submitted()

    def test_peer_01b_no_public_method_resets_the_history(self):
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        before = self._kinds(paper)
        paper.action_withdraw()
        paper.action_submit()
        every = paper.sudo().approval_request_ids.decision_ids.sorted("id")
        self.assertEqual(every[: len(before)].mapped("kind"), before)
        with self.assertRaises(UserError):
            paper.with_user(self.head).action_withdraw()
        own = {
            "action_approve_selected",
            "action_open_document",
            "action_review",
            "review_data",
            "waiting_count",
        }
        found = {
            name
            for base in type(self.env["med.approval.request"]).__mro__
            if base.__module__.startswith("odoo.addons.med_base.models.med_approval")
            for name, value in vars(base).items()
            if callable(value) and not name.startswith("_")
        }
        self.assertEqual(found - own, {"create", "write", "unlink"})

    def test_peer_02_header_changed_while_it_waits_voids_the_request(self):
        paper = self._submitted()
        paper.price = 9999.0
        request = self._request(paper)
        self.assertEqual(request.state, "void")
        self.assertIn("9999.00", request.void_reason)
        self.assertIn(self.sales.name, request.void_reason)
        self.assertEqual(paper.log, "voided")
        with self.assertRaisesRegex(UserError, "not waiting"):
            paper.with_user(self.officer).action_approve()

    def test_peer_02_line_changed_while_it_waits_stops_the_decision(self):
        paper = self._submitted()
        paper.line_ids.quantity = 500.0
        with self.assertRaisesRegex(UserError, "500.00"):
            paper.with_user(self.officer).action_approve()
        self._request(paper)._void_if_changed()
        self.assertEqual(paper.approval_state, "void")

    def test_peer_02_line_added_or_removed_while_it_waits_stops_the_decision(self):
        paper = self._submitted()
        self.env["med.test.paper.line"].with_user(self.sales).create({"paper_id": paper.id, "quantity": 0.0})
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            paper.with_user(self.officer).action_approve()

    def test_peer_02b_line_changed_after_approval_makes_it_count_no_more(self):
        paper = self._submitted()
        paper.with_user(self.head).action_approve()
        self.assertTrue(paper._approval_is_current())
        paper.line_ids.with_user(self.sales).quantity = 9999.0
        self.assertFalse(paper._approval_is_current())
        paper.line_ids.with_user(self.sales).quantity = 5.0
        self.assertTrue(paper._approval_is_current())

    def test_peer_02b_file_replaced_after_approval_makes_it_count_no_more(self):
        paper = self._paper()
        file = self.env["ir.attachment"].create(
            {
                "name": "licence.pdf",
                "raw": b"one",
                "res_model": paper._name,
                "res_id": paper.id,
            }
        )
        paper.action_submit()
        paper.with_user(self.head).action_approve()
        self.assertTrue(paper._approval_is_current())
        file.with_user(self.sales).raw = b"two"
        self.assertFalse(paper._approval_is_current())

    def test_peer_02b_what_is_not_content_may_change(self):
        paper = self._submitted()
        paper.note = "called them"
        paper.with_user(self.head).action_approve()
        paper.note = "called again"
        self.assertTrue(paper._approval_is_current())
        self.assertEqual(paper.approval_state, "approved")

    def test_peer_03_context_keys_open_nothing(self):
        paper = self._submitted()
        for key in ("skip_validation_check", "med_ticket", "tracking_disable", "su"):
            for value in (True, "approval", {"purpose": "approval"}, 1):
                sneaky = paper.with_context(**{key: value})
                with self.assertRaises(UserError):
                    sneaky.write({"state": "valid"})
                with self.assertRaises(UserError):
                    self._request(sneaky).with_user(self.head).write({"state": "void"})
                with self.assertRaises(UserError):
                    sneaky.action_approve()

    def test_k11_a_ticket_sent_as_json_is_no_ticket(self):
        self.company.med_approval_size = "full"
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        fake = {
            "model": paper._name,
            "ids": paper.ids,
            "purpose": "sign",
            "fields": ["action_approve"],
        }
        with self.assertRaisesRegex(UserError, "must be signed"):
            paper.with_user(self.head).with_context(med_ticket=fake).action_approve()
        with self.assertRaisesRegex(UserError, "must be signed"):
            paper.with_user(self.head).with_context(med_ticket=fake).action_burn()

    def test_peer_04_document_created_in_its_end_state_is_refused(self):
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self._paper(state="valid")
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self._paper().write({"state": "valid"})

    def test_peer_06c_only_listed_methods_can_be_signed(self):
        paper = self._paper()
        for method in ("action_secret", "_action_private", "unlink", "write", "sudo"):
            with self._at_a_screen(), self.assertRaisesRegex(UserError, "nothing that"):
                paper.action_med_sign(method)

    def test_peer_06c_the_dialog_cannot_be_made_or_turned_to_another_method(self):
        paper = self._paper()
        wizard = self.env["med.sign.wizard"].with_user(self.sales)
        values = {"res_model": paper._name, "res_ids": paper.ids, "means": "password"}
        with self.assertRaisesRegex(UserError, "opened by the document"):
            wizard.create({**values, "method_name": "action_secret"})
        with self._at_a_screen():
            action = paper.action_med_sign("action_burn", ash="grey")
            dialog = wizard.browse(action["res_id"])
            for vals in (
                {"method_name": "action_secret"},
                {"res_ids": [1]},
                {"arguments": {"ash": "black"}},
                {"user_id": self.head.id},
            ):
                with self.assertRaisesRegex(UserError, "cannot be changed"):
                    dialog.write(vals)
            dialog.action_sign(self.sales.login)
        self.assertEqual(paper.log, "burnt grey I burn this paper.")

    def test_k18_imported_requests_decisions_and_end_states_are_refused(self):
        paper = self._paper()
        rows = (
            ("med.approval.request", ["res_model", "res_id", "state"], [paper._name, paper.id, "approved"]),
            ("med.approval.decision", ["kind", "user_name"], ["approved", "me"]),
            ("med.test.paper", ["name", "state"], ["End", "valid"]),
        )
        for model, names, row in rows:
            result = self.env[model].with_user(self.head).load(names, [row])
            self.assertFalse(result["ids"], model)
            self.assertTrue(result["messages"], model)

    def test_k18_copy_of_an_approved_document_starts_as_draft(self):
        paper = self._submitted()
        paper.with_user(self.head).action_approve()
        copy = paper.copy()
        self.assertEqual((copy.state, copy.approval_state), ("draft", "none"))
        self.assertFalse(copy._approval_is_current())

    def test_k14_a_user_who_decided_cannot_be_deleted(self):
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        with self.assertRaises(ForeignKeyViolation), mute_logger("odoo.sql_db"):
            self.officer.unlink()

    def test_deleting_a_waiting_document_keeps_the_record_of_it(self):
        paper = self._submitted()
        request = self._request(paper)
        paper.unlink()
        self.assertEqual(request.state, "void")
        self.assertEqual(request.decision_ids.mapped("kind"), ["submitted", "voided"])
