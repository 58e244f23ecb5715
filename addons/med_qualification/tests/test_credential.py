import hashlib
from datetime import timedelta

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SCAN, MedQualificationCommon


@tagged("post_install", "-at_install")
class TestCredential(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Paper dealer")

    def _approved(self, paper):
        paper.with_user(self.sales).action_submit()
        paper.with_user(self.head).action_approve()
        return paper.sudo()

    def test_q4_a_paper_is_kept_as_file_and_fields_and_approved(self):
        paper = self._create_paper(
            "operating_licence",
            self.dealer,
            number=" 苏苏药监械经营许２０２３１２３４ ",
            classes="3",
            categories=["04"],
        )
        self.assertEqual(paper.number, "苏苏药监械经营许20231234号")
        self.assertEqual(paper.state, "draft")
        self._approved(paper)
        self.assertEqual(paper.state, "valid")
        digest = hashlib.sha256(SCAN).hexdigest()
        self.assertEqual(paper.file_digests, {"files": [["paper.pdf", digest]]})
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "credential.approved"), ("res_id", "=", paper.id)]
        )
        self.assertEqual(len(entry), 1)
        self.assertEqual(entry.user_name, self.head.name)

    def test_an_odd_number_warns_and_is_saved(self):
        paper = self._create_paper("operating_licence", self.dealer, number="自编-77", classes="3")
        self.assertEqual(paper.number, "自编-77")
        self.assertIn("Unusual", paper.number_warning)
        self.assertIn(paper.number_warning, paper._approval_review_notes())

    def test_a_legacy_registration_number_is_understood(self):
        device = self._create_device("3")
        paper = self._create_paper(
            "registration_certificate", device, number="国食药监械（准）字2013第3460001号"
        )
        self.assertFalse(paper.number_warning)
        self.assertEqual(paper.number, "国食药监械(准)字2013第3460001号")

    def test_q6_validity_is_decided_by_the_day_asked_not_by_the_cron(self):
        end = self.today + timedelta(5)
        paper = self._paper_in_force(
            "operating_licence", self.dealer, classes="3", date_valid_to=end
        )
        self.assertTrue(paper._is_valid_on(end))
        self.assertFalse(paper._is_valid_on(end + timedelta(1)))
        self.assertFalse(paper._is_valid_on(self.today - timedelta(301)))
        self.assertTrue(paper.is_expiring)
        with freeze_time(end + timedelta(2)):
            self.assertEqual(paper.state, "valid")
            self.assertFalse(paper._is_valid_on(self.env.company._med_today()))

    def test_q6_expiring_papers_can_be_searched(self):
        soon = self._paper_in_force(
            "operating_licence", self.dealer, classes="3", date_valid_to=self.today + timedelta(60)
        )
        late = self._paper_in_force("quality_agreement", self.dealer)
        found = self.env["med.credential"].search([("is_expiring", "=", True)])
        self.assertIn(soon, found)
        self.assertNotIn(late, found)

    def test_the_cron_shows_expired_papers_and_leaves_telling_to_the_digest(self):
        paper = self._paper_in_force(
            "operating_licence",
            self.dealer,
            classes="3",
            date_valid_to=self.today + timedelta(1),
            user_id=self.sales.id,
        )
        with freeze_time(self.today + timedelta(3)), self.enter_registry_test_mode():
            self.env.ref("med_qualification.ir_cron_credential_states").method_direct_trigger()
        self.assertEqual(paper.state, "expired")
        self.assertFalse(paper.activity_ids)

    def test_q9_an_approved_paper_is_kept_as_long_as_the_law_says(self):
        paper = self._approved(self._create_paper("operating_licence", self.dealer, classes="3"))
        self.assertTrue(paper.retention_until > paper.date_valid_to)
        with self.assertRaises(UserError):
            paper.with_user(self.officer).unlink()
        with self.assertRaises(UserError):
            paper.unlink()
        self.assertTrue(paper.exists())

    def test_a_draft_may_be_deleted_by_who_entered_it(self):
        paper = self._create_paper("business_licence", self.dealer)
        paper.with_user(self.sales).unlink()
        self.assertFalse(paper.exists())

    def test_files_and_content_do_not_change_after_submission(self):
        paper = self._create_paper("operating_licence", self.dealer, classes="3")
        paper.action_submit()
        for vals in ({"number": "X"}, {"date_valid_to": "2099-01-01"}, {"attachment_ids": []}):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                paper.with_user(self.officer).write(vals)
        with self.assertRaises(UserError):
            paper.scope_ids.sudo().write({"is_ivd": False})
        with self.assertRaises(UserError):
            paper.scope_ids.sudo().unlink()
        with self.assertRaisesRegex(UserError, "reviewed paper"):
            paper.attachment_ids.sudo().write({"raw": b"other"})
        with self.assertRaisesRegex(UserError, "reviewed paper"):
            paper.attachment_ids.sudo().unlink()
        paper.attachment_ids.sudo().write({"raw": SCAN})

    def test_a_returned_paper_is_a_draft_again(self):
        paper = self._create_paper("business_licence", self.dealer)
        paper.action_submit()
        paper.with_user(self.head).action_return("The seal is missing")
        self.assertEqual(paper.state, "draft")
        paper.write({"number": "91320505MA3LW9N23D"})
        self._approved(paper)
        self.assertEqual(paper.state, "valid")

    def test_a_rejected_paper_is_a_draft_again_and_can_be_withdrawn_next_time(self):
        paper = self._create_paper("business_licence", self.dealer)
        paper.action_submit()
        paper.with_user(self.head).action_reject("Forged")
        self.assertEqual((paper.state, paper.approval_state), ("draft", "rejected"))
        paper.action_submit()
        paper.action_withdraw()
        self.assertEqual(paper.state, "draft")

    def test_what_the_type_asks_for_is_required_to_submit(self):
        paper = self._create_paper(
            "operating_licence", self.dealer, number=False, date_valid_to=False, attachment_ids=False
        )
        with self.assertRaisesRegex(UserError, "Number, Files, Valid Until, Scope"):
            paper.action_submit()
        self.assertEqual(paper.state, "draft")

    def test_dates_that_cannot_be_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._create_paper(
                "business_licence", self.dealer, date_issued=self.today + timedelta(1)
            )
        with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"):
            self._create_paper(
                "operating_licence", self.dealer, date_valid_to=self.today - timedelta(400)
            ).flush_recordset()

    def test_a_paper_belongs_to_a_party_or_a_product_never_both(self):
        device = self._create_device("2")
        with self.assertRaises(ValidationError):
            self._create_paper("business_licence", self.dealer, product_id=device.id)
        with self.assertRaisesRegex(ValidationError, "not a paper of"):
            self._create_paper("registration_certificate", self.dealer)
        with self.assertRaisesRegex(ValidationError, "not a paper of"):
            self._create_paper("business_licence", device)

    def test_a_new_version_takes_the_place_of_the_old_one(self):
        old = self._approved(self._create_paper("operating_licence", self.dealer, classes="3"))
        context = old.action_new_version()["context"]
        self.assertEqual(context["default_supersedes_id"], old.id)
        new = self._approved(self._create_paper("operating_licence", self.dealer, classes="3"))
        self.assertEqual(old.state, "superseded")
        self.assertEqual(new.supersedes_id, old)
        self.assertEqual(new.version, 2)
        self.assertTrue(old._is_valid_on(self.today - timedelta(1)))
        self.assertFalse(old._is_valid_on(self.today))

    def test_a_renewal_that_starts_later_leaves_no_gap(self):
        start = self.today + timedelta(30)
        old = self._paper_in_force(
            "operating_licence", self.dealer, classes="3", date_valid_to=start - timedelta(1)
        )
        self._paper_in_force(
            "operating_licence",
            self.dealer,
            classes="3",
            date_valid_from=start,
            date_valid_to=start + timedelta(1825),
        )
        days = [start + timedelta(n) for n in (-2, -1, 0, 1)]
        papers = self.env["med.credential"].search([("partner_id", "=", self.dealer.id)])
        for day in days:
            self.assertEqual(
                sum(paper._is_valid_on(day) for paper in papers), 1, f"{day}: one valid paper"
            )
        self.assertEqual(old.ended_on, start)

    def test_only_one_paper_of_a_kind_is_in_force(self):
        first = self._paper_in_force("operating_licence", self.dealer, classes="3")
        second = self._create_paper("operating_licence", self.dealer, classes="3").sudo()
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            second._guarded_write({"state": "valid", "unique_key": first.unique_key})
            second.flush_recordset()

    def test_letters_of_authorisation_stand_beside_each_other(self):
        letters = [self._paper_in_force("salesperson_authorisation", self.dealer) for _n in "ab"]
        self.assertEqual({letter.state for letter in letters}, {"valid"})

    def test_renewal_must_be_accepted_in_time_and_by_quality(self):
        paper = self._paper_in_force("operating_licence", self.dealer, classes="3")
        end = paper.date_valid_to
        with self.assertRaisesRegex(UserError, "later application"):
            paper.with_user(self.officer).action_register_renewal(end + timedelta(1), "1")
        with self.assertRaisesRegex(UserError, "number of the notice"):
            paper.with_user(self.officer).action_register_renewal(end, "")
        with self.assertRaises(AccessError):
            paper.with_user(self.sales).action_register_renewal(end, "1")
        paper.with_user(self.officer).action_register_renewal(end, "受理1")
        self.assertEqual(paper.state, "renewing")
        self.assertTrue(paper._is_valid_on(end + timedelta(90)))
        self.assertFalse(paper._is_valid_on(end + timedelta(181)))

    def test_a_revoked_paper_counts_no_more(self):
        paper = self._paper_in_force("operating_licence", self.dealer, classes="3")
        with self.assertRaises(AccessError):
            paper.with_user(self.sales).action_revoke("no")
        with self.assertRaisesRegex(UserError, "reason"):
            paper.with_user(self.officer).action_revoke(" ")
        paper.with_user(self.officer).action_revoke("Withdrawn by the office")
        self.assertEqual(paper.state, "revoked")
        self.assertFalse(paper._is_valid_on(self.today))

    def test_review_notes_name_what_does_not_match(self):
        self.dealer.med_uscc = "91320505MA3LW9N23D"
        paper = self._create_paper(
            "business_licence",
            self.dealer,
            number="91440305MA6GY2K86M",
            holder_name="Another company",
            date_valid_to=self.today - timedelta(1),
        )
        notes = " ".join(paper._approval_review_notes())
        for words in ("Another company", "91320505MA3LW9N23D", "expired"):
            self.assertIn(words, notes)

    def test_a_file_of_another_document_cannot_be_taken_along(self):
        other = self._create_paper("business_licence", self._create_partner("hospital"))
        with self.assertRaisesRegex(ValidationError, "another document"):
            self._create_paper(
                "business_licence",
                self.dealer,
                attachment_ids=[Command.link(other.attachment_ids.id)],
            )

    def test_a_paper_entered_late_says_when_it_came_and_why(self):
        came = fields.Datetime.now() - timedelta(20)
        with self.assertRaisesRegex(ValidationError, "retrospective"):
            self._create_paper("business_licence", self.dealer, event_at=came)
        paper = self._create_paper(
            "business_licence", self.dealer, event_at=came, backdate_reason="Found in the paper file"
        )
        paper.action_submit()
        self.assertTrue(paper.is_backdated)
        with self.assertRaises(UserError):
            paper.write({"event_at": False})
        events = self.env["med.ledger.entry"].search([("res_id", "=", paper.id)]).mapped("event")
        self.assertIn("event.backdated", events)

    def test_personal_papers_are_seen_by_few(self):
        paper = self._create_paper("salesperson_identity", self.dealer)
        found = self.env["med.credential"]
        self.assertTrue(found.with_user(self.sales).search([("id", "=", paper.id)]))
        self.assertFalse(found.with_user(self.users["receiver"]).search([("id", "=", paper.id)]))
        self.assertTrue(found.with_user(self.officer).search([("id", "=", paper.id)]))

    def test_numbers_and_files_of_personal_papers_stay_out_of_the_ledger(self):
        paper = self._approved(
            self._create_paper("salesperson_identity", self.dealer, number="330106199001011234")
        )
        entry = self.env["med.ledger.entry"].search([("res_id", "=", paper.id)])
        self.assertNotIn("330106199001011234", str(entry.mapped("facts")))
