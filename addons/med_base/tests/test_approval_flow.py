"""Routes, steps and decisions as people use them."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalFlow(ApprovalCommon):
    def test_q18_standard_route_needs_officer_then_head(self):
        paper = self._submitted()
        self.assertEqual(paper.approval_state, "pending")
        paper.with_user(self.officer).action_approve()
        self.assertEqual(paper.approval_state, "pending")
        self.assertEqual(paper.state, "draft")
        paper.with_user(self.head).action_approve("fine")
        self.assertEqual(paper.approval_state, "approved")
        self.assertEqual(paper.state, "valid")
        self.assertEqual(self._kinds(paper), ["submitted", "approved", "approved"])
        self.assertTrue(paper._approval_is_current())

    def test_head_who_decides_the_first_step_decides_the_second_in_one_click(self):
        paper = self._submitted()
        paper.with_user(self.head).action_approve()
        self.assertEqual(paper.approval_state, "approved")
        self.assertEqual(self._kinds(paper), ["submitted", "approved", "merged"])

    def test_small_route_lets_the_head_decide_his_own_application_marked_own(self):
        self.company.med_approval_size = "small"
        paper = self._submitted(self.head)
        paper.action_approve()
        self.assertEqual(paper.approval_state, "approved")
        self.assertEqual(self._request(paper).decision_ids.mapped("is_own"), [False, True])

    def test_standard_route_never_lets_the_applicant_decide(self):
        paper = self._submitted(self.officer)
        with self.assertRaisesRegex(UserError, "another person must decide"):
            paper.action_approve()
        paper.with_user(self.head).action_approve()
        self.assertEqual(paper.approval_state, "approved")

    def test_submission_is_refused_when_nobody_else_could_decide_a_step(self):
        with self.assertRaisesRegex(UserError, "nobody but you"):
            self._submitted(self.head)

    def test_q18_full_route_ends_with_a_signed_release(self):
        self.company.med_approval_size = "full"
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        with self.assertRaisesRegex(UserError, "must be signed"):
            paper.with_user(self.head).action_approve()
        self._sign(paper.with_user(self.head), "action_approve")
        self.assertEqual(paper.approval_state, "approved")
        self.assertEqual(self._kinds(paper), ["submitted", "approved", "merged", "merged", "approved"])
        last = self._request(paper).decision_ids[-1]
        self.assertEqual(last.step_name, "Release")
        self.assertTrue(last.signature_meaning)
        self.assertEqual(last.signature_id.user_id, self.head)

    def test_return_needs_a_reason_and_resubmission_shows_what_changed(self):
        paper = self._submitted()
        with self.assertRaisesRegex(UserError, "Say why"):
            paper.with_user(self.officer).action_return(" ")
        paper.with_user(self.officer).action_return("price?")
        self.assertEqual(paper.approval_state, "returned")
        self.assertEqual(paper.log, "returned price?")
        paper.price = 12.0
        paper.action_submit()
        reviewer = self.env["med.approval.request"].with_user(self.officer)
        data = reviewer.review_data(self._request(paper).id)["request"]
        price = next(f for f in data["fields"] if f["path"] == "price")
        self.assertEqual((price["changed"], price["previous"], price["value"]), (True, "10.00", "12.00"))

    def test_reject_and_withdraw_end_the_waiting(self):
        paper = self._submitted()
        with self.assertRaisesRegex(UserError, "only .* who applied"):
            paper.with_user(self.officer).action_withdraw()
        paper.action_withdraw()
        self.assertEqual((paper.approval_state, paper.log), ("withdrawn", "withdrawn"))
        paper.action_submit()
        paper.with_user(self.officer).action_reject("no")
        self.assertEqual((paper.approval_state, paper.log), ("rejected", "rejected no"))
        with self.assertRaisesRegex(UserError, "not waiting"):
            paper.with_user(self.head).action_approve()
