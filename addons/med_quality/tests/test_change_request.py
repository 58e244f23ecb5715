from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .nc_common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestChangeRequest(NonconformityCommon):
    """What a change touches is thought of before, what it asks for is done before it is closed."""

    def setUp(self):
        super().setUp()
        self.purchaser = self.users["purchaser"]
        self.change = (
            self.env["med.change.request"]
            .with_user(self.purchaser)
            .create(
                {
                    "name": "New sterile barrier of dressings",
                    "kind": "product",
                    "description": "Paper pouch becomes film pouch",
                    "reason": "The supplier stops making paper pouches",
                    "planned_on": self.today,
                    "risk": "medium",
                    "risk_note": "First three lots are opened and looked at",
                    "product_ids": [Command.link(self.device.id)],
                }
            )
        )
        self.task = (
            self.env["med.capa.action"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Look at three lots",
                    "change_id": self.change.id,
                    "user_id": self.inspector.id,
                    "date_due": self.today,
                }
            )
        )

    def _approved(self):
        self.change.action_submit()
        self.change.with_user(self.head).action_approve()
        return self.change

    def _done(self):
        task = self.task.with_user(self.inspector)
        task.write({"result": "Three lots good", "attachment_ids": self._file(self.inspector)})
        task.action_done()

    def test_qm4_a_change_says_what_it_touches_or_that_nothing_is_touched(self):
        self.change.product_ids = False
        with self.assertRaisesRegex(UserError, "Touches Nothing"):
            self.change.action_submit()
        self.change.has_no_impact = True
        self.change.action_submit()
        self.assertEqual(self.change.state, "pending")

    def test_qm4_a_change_without_tasks_or_risk_is_not_submitted(self):
        self.change.write({"risk": False, "risk_note": " "})
        self.task.action_drop()
        with self.assertRaisesRegex(UserError, "Risk"):
            self.change.action_submit()

    def test_qm4_impact_is_found_from_products_and_suppliers(self):
        self.device.seller_ids = [Command.create({"partner_id": self.supplier.id})]
        self.change.with_user(self.head).action_find_impact()
        self.assertIn(self.device, self.change.sudo().credential_ids.product_id)
        self.assertIn(self.supplier, self.change.partner_ids)

    def test_qm4_high_risk_is_approved_by_quality_and_owner(self):
        self.change.risk = "high"
        self.change.action_submit()
        self.change.with_user(self.head).action_approve()
        self.assertEqual(self.change.state, "pending")
        self.change.with_user(self.owner).action_approve()
        self.assertEqual(self.change.state, "approved")

    def test_qm4_what_was_approved_stays_and_others_change_nothing(self):
        self._approved()
        with self.assertRaises(UserError):
            self.change.description = "Something else"
        with self.assertRaises(AccessError):
            self.change.with_user(self.keeper).result = "Fine"
        with self.assertRaises(UserError):
            self.change.with_user(self.head).write({"state": "done"})

    def test_qm4_closing_needs_every_task_new_documents_and_the_result(self):
        document = (
            self.env["med.document"]
            .with_user(self.officer)
            .create({"number": "QP-09", "name": "Outer check"})
        )
        self.change.document_ids = document
        self._approved()
        mine = self.change.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "every task done"):
            mine.action_close()
        self._done()
        mine.result = "Ten weeks without a torn pouch"
        with self.assertRaisesRegex(UserError, "QP-09"):
            mine.action_close()
        version = (
            self.env["med.document.version"]
            .with_user(self.officer)
            .create(
                {
                    "document_id": document.id,
                    "summary": "Film pouches",
                    "effective_from": self.today,
                    "change_id": self.change.id,
                    "attachment_ids": self._file(self.officer),
                }
            )
        )
        version.action_submit()
        version.with_user(self.head).action_approve()
        mine.action_close()
        self.assertEqual((self.change.state, self.change.closed_by_id), ("done", self.officer))
