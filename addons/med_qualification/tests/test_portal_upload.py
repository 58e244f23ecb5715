from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalUpload(PortalCommon):
    """What parties send stands beside master data until an officer decides."""

    def test_q38_nothing_enters_master_data_before_review(self):
        before = self.env["med.credential"].search_count([])
        state = self.dealer.med_qualification_state
        upload = self._receive(number="苏苏药监械经营备20239001")
        self.assertEqual(upload.state, "received")
        self.assertEqual(self.env["med.credential"].search_count([]), before)
        self.assertEqual(self.dealer.med_qualification_state, state)

    def test_q38_accepting_makes_a_draft_with_copies_of_the_files(self):
        upload = self._receive(number="苏苏药监械经营备20239001")
        action = upload.with_user(self.officer).action_accept()
        paper = self.env["med.credential"].browse(action["res_id"])
        self.assertEqual(paper.state, "draft")
        self.assertEqual(paper.commercial_partner_id, self.dealer)
        self.assertEqual(paper.type_id, self._type("operating_filing"))
        self.assertEqual(paper.user_id, self.sales)
        self.assertEqual(paper.attachment_ids.raw, upload.attachment_ids.raw)
        self.assertFalse(paper.attachment_ids & upload.attachment_ids)
        self.assertEqual((upload.state, upload.credential_id), ("accepted", paper))
        row = self._row("operating_filing")
        self.assertEqual(row["tone"], "wait")

    def test_q38_a_photo_of_unknown_kind_is_seen_by_quality_and_the_sender_only(self):
        upload = self._receive(type_id=False)
        uploads = self.env["med.upload"].search([("id", "=", upload.id)])
        for user, sees in ((self.officer, True), (self.sales, True), (self.users["purchaser"], False)):
            with self.subTest(user.login):
                found = uploads.with_user(user).search([("id", "=", upload.id)])
                self.assertEqual(bool(found), sees)
        upload.with_user(self.officer).type_id = self._type("operating_filing")
        self.assertFalse(upload.is_sensitive)

    def test_q38_a_renewal_becomes_the_next_version(self):
        old = self.dealer.med_credential_ids.filtered(
            lambda p: p.type_id.code == "operating_licence"
        )
        upload = self._receive("operating_licence", supersedes_id=old.id)
        action = upload.with_user(self.officer).action_accept()
        paper = self.env["med.credential"].browse(action["res_id"])
        self.assertEqual(paper.supersedes_id, old)
        self.assertEqual(paper.number, old.number)
        self.assertEqual(old.state, "valid", "the old one counts until the new is approved")

    def test_q38_a_returned_paper_says_why_on_the_page(self):
        upload = self._receive()
        self.assertEqual(self._row("operating_filing")["status"], "received")
        upload.with_user(self.officer).action_refuse("The seal is cut off.")
        row = self._row("operating_filing")
        self.assertEqual((row["status"], row["reason"]), ("refused", "The seal is cut off."))
        self._receive()
        self.assertEqual(self._row("operating_filing")["status"], "received")

    def test_q38_a_return_needs_a_reason(self):
        upload = self._receive()
        with self.assertRaises(UserError):
            upload.with_user(self.officer).action_refuse("  ")
        self.assertEqual(upload.state, "received")

    def test_q38_who_sent_the_link_is_told_once(self):
        upload = self._receive()
        self.assertFalse(self.dealer.activity_ids)
        upload.with_user(self.officer).action_accept()
        tasks = self.dealer.activity_ids
        self.assertEqual(tasks.user_id, self.sales)
        self.assertEqual(len(tasks), 1)

    def test_q38_only_quality_staff_decides_and_only_once(self):
        upload = self._receive()
        for job in ("sales", "purchaser", "auditor"):
            with self.subTest(job), self.assertRaises(AccessError):
                upload.with_user(self.users[job]).action_accept()
        upload.with_user(self.officer).action_accept()
        with self.assertRaises(UserError):
            upload.with_user(self.head).action_refuse("late")

    def test_k18_state_files_and_party_of_a_proposal_are_guarded(self):
        upload = self._receive()
        officer = upload.with_user(self.officer)
        for vals in (
            {"state": "accepted"},
            {"partner_id": self.other.id},
            {"attachment_ids": [Command.clear()]},
            {"file_digests": []},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                officer.write(vals)
        officer.write({"number": "X-1"})
        self.assertEqual(upload.number, "X-1")

    def test_k18_files_of_a_proposal_stay_as_they_were_sent(self):
        upload = self._receive()
        with self.assertRaises(UserError):
            upload.attachment_ids.raw = b"%PDF-1.4 other"
        with self.assertRaises(UserError):
            upload.attachment_ids.unlink()
        with self.assertRaises(UserError):
            upload.unlink()

    def test_q38_files_are_digested_when_they_arrive(self):
        upload = self._receive()
        (digest,) = upload._digests()
        self.assertEqual(len(digest), 64)
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "upload.received"), ("res_id", "=", self.dealer.id)], limit=1
        )
        self.assertIn(digest, str(entry.facts))

    def test_q38_a_file_that_is_on_record_already_is_pointed_out(self):
        old = self.dealer.med_credential_ids.filtered(
            lambda p: p.type_id.code == "operating_licence"
        )
        values = {"partner_id": self.dealer.id, "company_id": self.company.id}
        files = [{"name": "again.pdf", "raw": old.attachment_ids.raw, "mimetype": "application/pdf"}]
        upload = self.env["med.upload"]._receive(values, files)
        self.assertIn("on record already", upload.with_user(self.officer).hint or "")
        self.assertFalse(self._receive().hint)

    def test_q42_every_job_reads_what_was_received_once_for_all(self):
        upload = self._receive()
        for job in ("sales", "purchaser", "finance", "keeper", "auditor"):
            with self.subTest(job):
                self.assertTrue(upload.with_user(self.users[job]).attachment_ids.name)

    def test_q42_personal_papers_are_seen_by_few(self):
        upload = self._receive("salesperson_identity") if self._asks("salesperson_identity") else (
            self._receive(type_id=self._type("salesperson_identity").id)
        )
        self.assertTrue(upload.is_sensitive)
        self.assertTrue(upload.with_user(self.officer).has_access("read"))
        self.assertTrue(upload.with_user(self.sales).has_access("read"), "he asked for it")
        self.assertFalse(upload.with_user(self.users["keeper"]).has_access("read"))

    def _asks(self, code):
        kind = self._type(code).id
        rows = self.env["med.portal.page"]._rows(self.dealer, self.company)
        return any(kind in row["types"] for row in rows)
