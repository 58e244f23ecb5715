from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedQualificationCommon

GOOD = dict.fromkeys(("storage", "capability", "network", "intent", "other"), "good")


@tagged("post_install", "-at_install")
class TestSiteVisit(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Visited dealer")
        cls.dossier = cls._create_dossier(cls.dealer)

    def _visit(self, user=None, **vals):
        visits = self.env["med.site.visit"].with_user(user or self.sales)
        return visits.create({"partner_id": self.dealer.id, **GOOD, "result": "pass", **vals})

    def test_q21_a_visit_looks_at_storage_capability_network_and_intent(self):
        visit = self._visit(result=False, storage=False)
        with self.assertRaisesRegex(UserError, "Storage Conditions"):
            visit.action_done()
        visit.write({"result": "pass", "storage": "bad"})
        with self.assertRaisesRegex(UserError, "Storage Conditions"):
            visit.action_done()
        visit.storage_note = "No cold store"
        visit.action_done()
        self.assertEqual((visit.state, visit.done_by_id), ("done", self.sales))

    def test_q21_a_visit_stands_in_the_file_and_before_its_reviewers(self):
        visit = self._visit()
        self.assertEqual(visit.dossier_id, self.dossier)
        self.assertFalse(visit._as_note() in self.dossier._approval_review_notes())
        visit.action_done()
        note = next(n for n in self.dossier._approval_review_notes() if "Visited on" in n)
        self.assertIn("Storage Conditions: In order", note)

    def test_q21_what_was_seen_cannot_be_changed_or_deleted_afterwards(self):
        visit = self._visit()
        visit.action_done()
        for vals in (
            {"storage": "bad"},
            {"conclusion": "x"},
            {"attachment_ids": [(5,)]},
            {"dossier_id": False},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "stays as it is"):
                visit.write(vals)
        with self.assertRaises(UserError):
            visit.unlink()
        with self.assertRaises(UserError):
            self._visit(state="done")
        with self.assertRaises(AccessError):
            visit.with_user(self.users["auditor"]).write({"next_on": self.today})

    def test_photos_of_a_visit_and_stamped_pages_stay_as_they_were(self):
        files = self.env["ir.attachment"].with_user(self.officer)
        photo = files.create({"name": "store.png", "raw": b"store", "res_model": "med.site.visit"})
        visit = self._visit(self.officer, attachment_ids=[(6, 0, photo.ids)])
        visit.action_done()
        paper = self._paper_in_force("operating_licence", self.dealer, classes="3")
        page = files.create({"name": "stamp.png", "raw": b"stamp"})
        self.env["med.credential.verification"].with_user(self.officer).create(
            {
                "credential_id": paper.id,
                "valid_until": self.today + timedelta(365),
                "attachment_ids": [(6, 0, page.ids)],
            }
        )
        for file in (photo, page):
            with self.subTest(file.name):
                with self.assertRaisesRegex(UserError, "reviewed"):
                    file.sudo().raw = b"forged"
                with self.assertRaisesRegex(UserError, "reviewed"):
                    file.sudo().unlink()

    def test_q21_conditions_are_written_down(self):
        visit = self._visit(result="conditions")
        with self.assertRaisesRegex(UserError, "conditions"):
            visit.action_done()

    def test_q21_a_failed_visit_is_told_to_the_quality_head_and_ledgered(self):
        self.company.med_quality_head_id = self.head
        visit = self._visit(result="fail", conclusion="Sells to unknown third parties")
        visit.action_done()
        self.assertEqual(visit.sudo().activity_ids.user_id, self.head)
        entry = self.env["med.ledger.entry"].search([("event", "=", "site_visit.done")], limit=1)
        self.assertEqual(entry.res_id, visit.id)

    def test_q21_the_visit_prints_with_its_photos(self):
        photo = self.env["ir.attachment"].with_user(self.sales).create(
            {"name": "shelf.png", "raw": PNG, "res_model": "med.site.visit"}
        )
        visit = self._visit(attachment_ids=[(4, photo.id)], conclusion="Clean and dry")
        self.assertEqual(photo.res_id, visit.id)
        visit.action_done()
        report = self.env["ir.actions.report"].with_user(self.users["auditor"])
        html, _kind = report._render_qweb_html(
            "med_qualification.report_med_site_visit", visit.ids
        )
        for text in (b"Visited dealer", b"Clean and dry", b"data:image/png"):
            self.assertIn(text, html)

    def test_q21_the_party_opens_its_visits(self):
        self.assertEqual(self.dealer.action_med_view_visits()["views"], [(False, "form")])
        self._visit()
        self.dealer.invalidate_recordset()
        self.assertEqual(self.dealer.med_visit_count, 1)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d"
    "49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
