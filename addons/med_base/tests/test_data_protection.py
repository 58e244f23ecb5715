"""Data protection on one page, record of processing, transfers abroad."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestDataProtection(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.users["quality_head"]
        cls.consultant = cls.users["consultant"]
        cls.today = cls.env.company._med_today()

    def _page(self, job="auditor"):
        return self.env["med.data.protection"].with_user(self.users[job]).create({})

    def _assessment(self, **vals):
        values = {
            "name": "Service hotline",
            "recipient": "Nordvik Surgical AB",
            "country_id": self.env.ref("base.se").id,
            "legal_basis": "exempt",
            "purpose": "Repair of monitors",
            "volume": 40,
            "risks": "Names and telephones of engineers become known abroad.",
            "measures": "First name and office number only.",
            "next_review": self.today + timedelta(days=365),
        }
        return self.env["med.transfer.assessment"].with_user(self.consultant).create({**values, **vals})

    def test_x7_page_names_everybody_who_sees_masked_values(self):
        rows = {row["field"]: row["users"] for row in self._page()._masked_rows()}
        identity = rows["ID Card Number"]
        self.assertIn(self.users["quality_officer"], identity)
        self.assertNotIn(self.users["sales"], identity)
        self.assertIn(self.users["billing"], rows["Account Number"])
        self.assertIn(self.users["quality_officer"].name, self._page().body)

    def test_x7_page_counts_exports_of_personal_data_and_looks(self):
        page = self._page()
        before = page._exports()["count"]
        partner = self._create_partner(name="Exported partner")
        partner.export_data(["name", "phone"])
        self.env["product.category"].search([], limit=1).export_data(["name"])
        self.assertEqual(page._exports()["count"], before + 1)
        self.assertEqual(page._exports()["latest"][0]["model"], "res.partner")
        partner.with_user(self.users["quality_officer"]).action_med_reveal()
        self.assertIn(self.users["quality_officer"].name, dict(page._looks()))

    def test_x7_page_shows_purposes_and_what_is_overdue(self):
        body = self._page().body
        for record in self.env["med.processing.record"].search([]):
            self.assertIn(record.name, body)
        reviews = self.env["med.access.review"]
        reviews.search([]).unlink()
        reviews.create({"date_due": self.today - timedelta(days=3)})
        transfer = self._assessment(next_review=self.today - timedelta(days=1))
        body = self._page().body
        self.assertIn("overdue", body)
        self.assertIn(transfer.recipient, body)
        self.assertIn(transfer, self.env["med.transfer.assessment"].search([("is_overdue", "=", True)]))

    def test_x7_page_says_whether_the_backup_is_encrypted_and_was_tried(self):
        now = fields.Datetime.now()
        status = {"at": now, "size": 1, "place": "x", "restore_tested_at": now, "state": "ok"}
        reader = type(self.env["med.backup.status"])
        with patch.object(reader, "_read_status", lambda self: {**status, "encrypted": True}):
            self.assertNotIn("not encrypted", self._page().body)
        with patch.object(
            reader, "_read_status", lambda self: {**status, "encrypted": False, "restore_tested_at": False}
        ):
            body = self._page().body
        self.assertIn("not encrypted", body)
        self.assertIn("never", body)

    def test_x7_page_prints_and_is_for_those_who_answer(self):
        page = self._page()
        report = self.env["ir.actions.report"].with_user(self.users["auditor"])
        html = report._render_qweb_html("med_base.report_data_protection", page.ids)[0].decode()
        self.assertIn("Record of processing", html)
        for job in ("sales", "keeper", "quality_officer"):
            with self.assertRaises(AccessError):
                if job == "quality_officer":
                    self.env["med.transfer.assessment"].with_user(self.users[job]).create({})
                self._page(job)

    def test_x7_record_of_processing_is_edited_by_head_and_consultant_and_ledgered(self):
        record = self.env.ref("med_base.processing_contacts")
        record.with_user(self.consultant).write({"recipients": "Carriers"})
        entry = self.env["med.ledger.entry"].search([("event", "=", "privacy.record_changed")], limit=1)
        self.assertEqual(entry.res_id, record.id)
        with self.assertRaises(AccessError):
            record.with_user(self.users["sales"]).write({"recipients": "x"})
        self.assertTrue(self.env["med.processing.record"].search([("is_sensitive", "=", True)]))

    def test_x7_transfer_abroad_is_decided_by_head_and_kept(self):
        row = self._assessment()
        with self.assertRaises(AccessError):
            row.action_allow()
        with self.assertRaises(UserError):
            row.write({"state": "decided"})
        row.with_user(self.head).action_allow()
        self.assertEqual((row.state, row.result, row.decided_by_id), ("decided", "allowed", self.head))
        with self.assertRaisesRegex(UserError, "assess the new facts"):
            row.volume = 4000
        with self.assertRaisesRegex(UserError, "must be kept"):
            row.with_user(self.head).unlink()
        facts = json.loads(
            self.env["med.ledger.entry"].search([("event", "=", "privacy.transfer_decided")], limit=1).facts
        )
        self.assertEqual((facts["result"], facts["country"]), ("allowed", "SE"))
        copy = row.copy()
        self.assertEqual((copy.state, copy.result), ("draft", False))

    def test_x7_transfer_without_risks_is_not_decided(self):
        row = self._assessment(risks=False, conditions="Contract filed")
        with self.assertRaisesRegex(UserError, "risks"):
            row.with_user(self.head).action_allow()
        row.risks = "Few"
        row.with_user(self.users["owner"]).action_allow()
        self.assertEqual(row.result, "conditional")
