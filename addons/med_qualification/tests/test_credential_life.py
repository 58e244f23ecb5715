import json
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestCredentialLife(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Life dealer")
        cls.hospital = cls._create_partner("hospital", name="Life hospital")

    def _licence_until(self, end):
        return self._paper_in_force(
            "operating_licence",
            self.dealer,
            classes="3",
            date_issued=date(2024, 1, 2),
            date_valid_from=date(2024, 1, 2),
            date_valid_to=end,
        )

    def test_what_the_system_computes_of_a_paper_is_written_by_nobody(self):
        paper = self._licence_until(date(2028, 10, 31))
        for name, value in (
            ("verification_due", "2031-01-01"),
            ("next_reminder_on", "2031-01-01"),
            ("reminded_on", "2031-01-01"),
            ("retention_until", "2020-01-01"),
            ("is_backdated", True),
            ("name", "Forged"),
        ):
            for user in (self.sales, self.officer, self.env.user):
                with self.subTest(name, user=user.login), self.assertRaisesRegex(UserError, "buttons"):
                    paper.with_user(user).write({name: value})
        with self.assertRaisesRegex(UserError, "buttons"):
            self._create_paper("operating_licence", self.hospital, verification_due="2031-01-01")

    def test_names_of_files_with_personal_data_are_for_those_who_may_open_them(self):
        paper = self._create_paper("operating_licence", self.dealer, classes="3")
        files = self.env["med.credential.file"].with_user(self.users["billing"])
        domain = [("credential_id", "=", paper.id)]
        self.assertTrue(files.search(domain))
        paper.sudo().type_id.is_sensitive = True
        self.assertFalse(files.search(domain))
        self.assertTrue(files.with_user(paper.create_uid).search(domain))
        self.assertTrue(files.with_user(self.head).search(domain))

    # renewal window ------------------------------------------------------

    def test_q6_the_renewal_window_is_counted_in_working_days(self):
        paper = self._licence_until(date(2028, 10, 31))
        self.assertEqual(paper.renewal_opens_on, date(2028, 6, 27))
        self.assertEqual(paper.renewal_closes_on, date(2028, 9, 19))
        for day, state in (
            ("2028-05-10", "early"),
            ("2028-07-10", "open"),
            ("2028-09-10", "open"),
            ("2028-10-10", "late"),
            ("2028-11-01", "over"),
        ):
            with self.subTest(day), freeze_time(f"{day} 04:00:00"):
                paper.invalidate_recordset(["renewal_window"])
                self.assertEqual(paper.renewal_window, state)
                found = self.env["med.credential"].search([("renewal_window", "=", state)])
                self.assertIn(paper, found)
                others = self.env["med.credential"].search([("renewal_window", "!=", state)])
                self.assertNotIn(paper, others)

    def test_q6_public_holidays_move_the_window(self):
        paper = self._licence_until(date(2028, 10, 31))
        before = paper.renewal_closes_on
        self.env["resource.calendar.leaves"].create(
            {
                "name": "National Day",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2028-10-01 16:00:00",
                "date_to": "2028-10-08 16:00:00",
            }
        )
        paper.invalidate_recordset(["renewal_closes_on"])
        self.assertEqual(paper.renewal_closes_on, before - timedelta(7))

    def test_q46_an_accepted_application_is_shown_instead_of_the_window(self):
        paper = self._licence_until(self.today + timedelta(200))
        paper.with_user(self.officer).action_register_renewal(self.today, "受理2026-1")
        self.assertEqual((paper.state, paper.renewal_window), ("renewing", "filed"))
        self.assertIn(paper, self.env["med.credential"].search([("renewal_window", "=", "filed")]))

    def test_papers_without_window_have_none(self):
        paper = self._paper_in_force("business_licence", self.dealer)
        self.assertEqual(paper.renewal_window, "none")
        self.assertFalse(paper.renewal_opens_on)
        self.assertIn(paper, self.env["med.credential"].search([("renewal_window", "=", "none")]))

    # verification --------------------------------------------------------

    def _institution(self, due):
        kind = self._type("institution_licence")
        if kind.annual_check == "none":
            kind.sudo().annual_check = "warn"
        return self._paper_in_force("institution_licence", self.hospital, verified_until=due)

    def test_q6_a_late_verification_has_sixty_days_of_grace(self):
        for days, state in ((400, "ok"), (20, "soon"), (-10, "late"), (-61, "lapsed")):
            paper = self._institution(self.today + timedelta(days))
            with self.subTest(state):
                self.assertEqual(paper.verification_state, state)

    def test_q6_a_new_stamp_counts_and_the_approved_paper_stays_as_it_was(self):
        paper = self._institution(self.today - timedelta(61))
        self.env["med.credential.verification"].with_user(self.officer).create(
            {
                "credential_id": paper.id,
                "verified_on": self.today,
                "valid_until": self.today + timedelta(365),
            }
        )
        self.assertEqual(paper.verification_state, "ok")
        self.assertEqual(paper.verified_until, self.today - timedelta(61))
        self.assertFalse(paper.is_altered)
        plain = self.env["med.qualification"]._as_paper(paper)
        self.assertEqual(plain.verified_until, self.today + timedelta(365))
        events = self.env["med.ledger.entry"].search([("res_id", "=", paper.id)]).mapped("event")
        self.assertIn("credential.verified", events)

    def test_a_stamped_page_is_read_by_all_who_read_the_verification(self):
        paper = self._institution(self.today)
        page = self._scan(self.officer, name="stamp.pdf")
        page.sudo().res_model = "med.credential.verification"
        row = self.env["med.credential.verification"].with_user(self.officer).create(
            {
                "credential_id": paper.id,
                "valid_until": self.today + timedelta(365),
                "attachment_ids": [Command.link(page.id)],
            }
        )
        self.assertEqual((page.res_model, page.res_id), (row._name, row.id))
        self.assertEqual(page.with_user(self.head).name, "stamp.pdf")

    def test_a_verification_is_entered_by_quality_and_never_changed(self):
        paper = self._institution(self.today)
        vals = {"credential_id": paper.id, "valid_until": self.today + timedelta(365)}
        rows = self.env["med.credential.verification"]
        with self.assertRaises(AccessError):
            rows.with_user(self.sales).create(vals)
        row = rows.with_user(self.officer).create(vals)
        with self.assertRaises(UserError):
            row.sudo().write({"valid_until": self.today + timedelta(999)})
        with self.assertRaises(UserError):
            row.sudo().unlink()
        draft = self._create_paper("institution_licence", self.hospital)
        with self.assertRaisesRegex(UserError, "not in force"):
            rows.with_user(self.officer).create({**vals, "credential_id": draft.id})

    # end -----------------------------------------------------------------

    def test_q8_a_revoked_paper_says_why_and_stops_its_party(self):
        dealer = self._admit_dealer("Revoked dealer", classes="3")
        paper = dealer.med_credential_ids.filtered(lambda c: c.type_code == "operating_licence")
        paper.with_user(self.officer).action_revoke(" Withdrawn by the office ")
        self.assertEqual((paper.state, paper.end_reason), ("revoked", "Withdrawn by the office"))
        device = self._register(self._create_device("3"))
        self.assertIn("partner_expired", self._stops(self._create_sale_order(dealer, device)))
        with self.assertRaises(UserError):
            paper.with_user(self.officer).write({"end_reason": "Something else"})

    def test_q9_every_kind_of_evidence_of_a_paper_is_kept(self):
        paper = self._institution(self.today + timedelta(30))
        row = self.env["med.credential.verification"].with_user(self.officer).create(
            {"credential_id": paper.id, "valid_until": self.today + timedelta(365)}
        )
        self.assertGreater(row.retention_until, self.today + timedelta(365))
        with self.assertRaises(UserError):
            paper.sudo().unlink()

    # versions ------------------------------------------------------------

    def _versions_of_licence(self):
        old = self._paper_in_force("operating_licence", self.dealer, classes="3", categories=["04"])
        new = self._create_paper(
            "operating_licence",
            self.dealer,
            user=self.officer,
            classes="3",
            categories=["04", "07"],
            supersedes_id=old.id,
            date_valid_to=self.today + timedelta(1500),
        )
        return old, new

    def test_q30_two_versions_stand_side_by_side_with_their_differences(self):
        old, new = self._versions_of_licence()
        action = new.action_compare()
        wizard = self.env["med.credential.compare"].with_user(self.officer).browse(action["res_id"])
        rows = {label: (before, after) for label, before, after in wizard.sudo()._rows()}
        self.assertEqual(rows["Valid Until"], (str(old.date_valid_to), str(new.date_valid_to)))
        self.assertEqual(*rows["Number"])
        table = str(wizard.sudo().table)
        self.assertEqual(table.count("table-warning"), sum(a != b for a, b in rows.values()))
        wizard.sudo().only_differences = True
        self.assertNotIn(old.number, wizard.sudo().table)

    def test_q30_what_a_new_version_changed_is_evidence(self):
        old, new = self._versions_of_licence()
        new.sudo()._put_in_force()
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "credential.version_changed"), ("res_id", "=", new.id)]
        )
        self.assertEqual(json.loads(entry.facts)["fields"], ["date_valid_to", "scope_ids"])
        self.assertEqual(new.version_count, 2)
        self.assertEqual(old.state, "superseded")
        domain = old.action_view_versions()["domain"]
        self.assertEqual(self.env["med.credential"].search(domain), old | new)

    def test_a_first_version_has_nothing_to_compare(self):
        paper = self._paper_in_force("operating_licence", self.dealer, classes="3")
        with self.assertRaisesRegex(UserError, "no other version"):
            paper.action_compare()

    # certificates --------------------------------------------------------

    def test_q28_class_category_and_origin_follow_from_the_number(self):
        device = self._create_device(False, (), med_registration_no=False)
        device.med_category_ids = [Command.clear()]
        paper = self._create_paper(
            "registration_certificate",
            device,
            user=self.officer,
            number="国械注进20223029276",
            holder_name="Nordvik Surgical AB",
        )
        self.assertEqual(paper.derived_text, "Class III · Imported · 2017 02")
        with self.assertRaises(AccessError):
            paper.with_user(self.sales).action_fill_products()
        paper.action_fill_products()
        self.assertEqual(
            (device.med_device_class, device.med_origin, device.med_category_ids.code),
            ("3", "import", "02"),
        )
        self.assertEqual(device.med_registration_no, "国械注进20223029276")
        self.assertEqual(device.med_registrant, "Nordvik Surgical AB")

    def test_q28_a_product_entered_otherwise_is_said_not_changed(self):
        device = self._create_device("2", med_origin="domestic")
        paper = self._create_paper(
            "registration_certificate", device, user=self.officer, number="国械注进20223029276"
        )
        codes = {check["code"] for check in paper._prechecks()}
        self.assertLessEqual({"product_device_class", "product_origin"}, codes)
        paper.action_fill_products()
        self.assertEqual((device.med_device_class, device.med_origin), ("2", "domestic"))
