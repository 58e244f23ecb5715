from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestBackground(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Suspicious dealer")
        cls.dossier = cls._create_dossier(cls.dealer)

    def _found(self, severity="severe", user=None, **vals):
        findings = self.env["med.background.finding"].with_user(user or self.sales)
        return findings.create(
            {
                "partner_id": self.dealer.id,
                "kind": "penalty",
                "severity": severity,
                "source": "Register of penalties",
                "summary": "Fined for selling without licence",
                **vals,
            }
        )

    def test_q32_open_severe_findings_warn_whoever_reviews_the_file(self):
        self._found("minor")
        dossier = self.dossier.with_user(self.officer)
        self.assertFalse([n for n in dossier._approval_review_notes() if "Fined" in n])
        self._found()
        notes = [n for n in dossier._approval_review_notes() if "Fined" in n]
        self.assertEqual(len(notes), 1)
        self.assertIn("background_text", dossier._approval_review_fields())
        self.assertIn("Fined for selling", dossier.background_text)

    def test_q32_quality_concludes_with_a_reason_and_the_ledger_knows(self):
        finding = self._found()
        with self.assertRaises(AccessError):
            finding.with_user(self.sales).action_conclude("none", "An old matter")
        ours = finding.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "reason"):
            ours.action_conclude("watch", " ")
        ours.action_conclude("watch", "Paid, and mended since")
        self.assertEqual(ours.concluded_by_id, self.officer)
        self.assertFalse(
            [n for n in self.dossier.with_user(self.officer)._approval_review_notes() if "Fined" in n]
        )
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "background.concluded"), ("res_id", "=", finding.id)]
        )
        self.assertIn("Paid, and mended since", entry.facts)

    def test_q32_a_conclusion_not_to_trade_stays_in_the_review(self):
        finding = self._found("notable").with_user(self.officer)
        finding.action_conclude("refuse", "Sold counterfeit goods")
        notes = self.dossier.with_user(self.officer)._approval_review_notes()
        self.assertTrue([n for n in notes if "Fined" in n])

    def test_a_concluded_finding_and_its_evidence_stay_as_they_were(self):
        file = self._scan(self.sales)
        file.write({"res_model": False})
        finding = self._found(attachment_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), (finding._name, finding.id))
        finding.with_user(self.officer).action_conclude("none", "Another company of that name")
        for call in (
            lambda: finding.with_user(self.officer).write({"severity": "minor"}),
            lambda: finding.with_user(self.officer).write({"conclusion": "Other words"}),
            lambda: file.write({"raw": b"other"}),
            lambda: finding.unlink(),
        ):
            with self.assertRaises(UserError):
                call()

    def test_a_finding_is_softened_by_its_recorder_or_quality_and_moved_by_nobody(self):
        finding = self._found(user=self.officer)
        with self.assertRaisesRegex(AccessError, "recorded by"):
            finding.with_user(self.sales).severity = "minor"
        other = self._create_partner("distributor", name="Other dealer")
        with self.assertRaisesRegex(UserError, "stays with its party"):
            finding.partner_id = other
        mine = self._found()
        mine.summary = "Fined in 2024 for selling without licence"
        mine.with_user(self.officer).severity = "notable"
        self.assertEqual(mine.severity, "notable")

    def test_a_mistake_is_deleted_while_nobody_has_concluded(self):
        self._found().with_user(self.officer).unlink()
        self.assertFalse(self.dealer.with_user(self.sales).med_background_count)

    def test_evidence_of_another_document_is_refused(self):
        paper = self._create_paper("business_licence", self.dealer)
        with self.assertRaisesRegex(UserError, "another document"):
            self._found(attachment_ids=[Command.link(paper.attachment_ids.id)])
