"""The review screen in a browser, at a desk and on a phone."""

import base64

from odoo.tests import HttpCase, tagged

from .approval_common import ApprovalCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestApprovalReviewTour(ApprovalCommon, HttpCase):
    def _two_waiting(self):
        """Paper A, returned once and changed, with a picture; then paper B."""
        first = self._submitted(name="Paper A")
        first.with_user(self.officer).action_return("price?")
        first.price = 12.0
        self.env["ir.attachment"].create(
            {"name": "seal.png", "raw": PIXEL, "res_model": first._name, "res_id": first.id}
        )
        first.action_submit()
        return first, self._submitted(name="Paper B")

    def _review(self):
        """The officer works off the queue; only what is ours waits for him."""
        first, second = self._two_waiting()
        self.start_tour("/odoo/med-review", "med_base_approval_review", login=self.officer.login)
        self.env.invalidate_all()
        self.assertEqual(self._kinds(first), ["submitted", "approved"])
        self.assertEqual((second.approval_state, second.log), ("returned", "returned Seal missing"))

    def test_officer_reviews_one_after_the_other(self):
        self._review()

    def test_officer_reviews_on_a_phone(self):
        self.browser_size = "390x844"
        self._review()
