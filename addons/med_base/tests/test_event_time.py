from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestEventTime(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls._create_goods()
        cls.supplier = cls._create_partner("supplier")
        cls.yesterday = fields.Datetime.now() - timedelta(days=1)

    def _receipt(self, **vals):
        picking = self._create_picking(self.supplier, self.goods, code="incoming", **vals)
        picking.action_confirm()
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        return picking.with_user(self.users["receiver"])

    def _html(self, picking, report):
        # drawing bar codes is not what is tested here, and needs a graphics library
        self.enterContext(patch.object(type(self.env["ir.actions.report"]), "barcode", return_value=b""))
        return self.env["ir.actions.report"]._render_qweb_html(report, picking.ids)[0].decode()

    def test_x29_late_entry_needs_a_reason(self):
        receipt = self._receipt()
        with self.assertRaisesRegex(ValidationError, "reason of the late entry"):
            receipt.event_at = self.yesterday
        receipt.write({"event_at": self.yesterday, "backdate_reason": "Power cut"})
        self.assertTrue(receipt.is_backdated)

    def test_x29_form_asks_for_the_reason_as_soon_as_the_time_is_typed(self):
        receipt = self._receipt()
        with Form(receipt) as form:
            form.event_at = self.yesterday
            self.assertTrue(form.is_backdated)
            form.backdate_reason = "Power cut"
        self.assertEqual(receipt.backdate_reason, "Power cut")

    def test_x29_system_keeps_its_own_time_and_operator(self):
        receipt = self._receipt(event_at=self.yesterday, backdate_reason="Power cut")
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertGreater(receipt.date_done, self.yesterday + timedelta(hours=20))
        self.assertEqual(receipt.med_done_by_id, self.users["receiver"])
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "event.backdated"), ("res_id", "=", receipt.id)]
        )
        self.assertEqual(len(entry), 1)
        self.assertIn("Power cut", entry.facts)

    def test_x29_time_of_a_done_transfer_stays(self):
        receipt = self._receipt()
        receipt.button_validate()
        with self.assertRaises(UserError):
            receipt.write({"event_at": self.yesterday, "backdate_reason": "Too late"})
        with self.assertRaises(UserError):
            receipt.sudo().write({"backdate_reason": "Too late"})

    def test_x29_within_the_tolerance_is_no_late_entry(self):
        receipt = self._receipt(event_at=fields.Datetime.now() - timedelta(minutes=90))
        self.assertFalse(receipt.is_backdated)
        self.company.med_backdate_hours = 1.0
        with self.assertRaises(ValidationError):
            receipt.event_at = fields.Datetime.now() - timedelta(minutes=80)

    def test_x29_waiting_past_the_tolerance_asks_for_the_reason_when_done(self):
        receipt = self._receipt(event_at=fields.Datetime.now() - timedelta(minutes=90))
        self.company.med_backdate_hours = 1.0
        with self.assertRaisesRegex(ValidationError, "reason of the late entry"):
            receipt.button_validate()

    def test_x29_future_is_refused(self):
        receipt = self._receipt()
        with self.assertRaisesRegex(ValidationError, "future"):
            receipt.event_at = fields.Datetime.now() + timedelta(hours=1)

    def test_x29_copy_starts_without_a_time(self):
        receipt = self._receipt(event_at=self.yesterday, backdate_reason="Power cut")
        copy = receipt.copy()
        self.assertFalse(copy.event_at or copy.is_backdated or copy.backdate_reason)

    def test_x29_prints_show_the_mark_times_operator_and_reason(self):
        late = self._receipt(event_at=self.yesterday, backdate_reason="Power cut")
        late.button_validate()
        prompt = self._receipt()
        prompt.button_validate()
        for report in ("stock.report_deliveryslip", "stock.report_picking"):
            html = self._html(late, report)
            for text in ("补录", "Power cut", self.users["receiver"].name):
                self.assertIn(text, html, report)
            self.assertNotIn("补录", self._html(prompt, report))
