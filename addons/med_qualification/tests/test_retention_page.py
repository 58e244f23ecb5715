"""Papers and files on the page of retention and versions."""

from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestRetentionPage(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer("Kept dealer", classes="3")

    def _row(self, model):
        policies = self.env["med.retention.policy"].with_user(self.users["auditor"])
        policies.action_open()
        return policies.search([("res_model", "=", model)])

    def test_x6_a_legal_hold_and_the_first_end_show(self):
        paper = self.env["med.credential"].search([("partner_id", "=", self.dealer.id)], limit=1)
        before = self._row("med.credential")
        holds, count = before.hold_count, before.record_count
        paper.with_user(self.users["quality_head"]).action_legal_hold("Lawsuit")
        row = self._row("med.credential")
        row.invalidate_recordset()
        self.assertEqual((row.hold_count, row.record_count), (holds + 1, count))
        self.assertLessEqual(row.first_end, paper.retention_until)
        self.assertEqual(row.version_policy, "superseded")
        self.assertIn("GSP 2023", row.law)
        self.assertIn("5 years", row.period)

    def test_x6_records_of_another_company_are_not_counted(self):
        before = self._row("med.dossier").record_count
        other = self.env["res.company"].create({"name": "Other company"})
        dossiers = self.env["med.dossier"].with_company(other)
        dossiers.create({"partner_id": self.dealer.id, "direction": "customer", "company_id": other.id})
        row = self._row("med.dossier")
        row.invalidate_recordset()
        self.assertEqual(row.record_count, before)
