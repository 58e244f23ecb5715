from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.med_base.tests.common import JOBS, USCC

from .common import MedQualificationCommon

# no digits alone: those turn up in hashes and times by chance
TELLTALE = "98K6"
NUMBER = f"苏苏药监械经营许2023{TELLTALE}号"


@tagged("post_install", "-at_install")
class TestSensitivePapers(MedQualificationCommon):
    """A paper with personal data is unknown to whoever may not see such data, whatever the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._type("operating_licence").is_sensitive = True
        cls.dealer = cls._create_partner("distributor", name="Dealer", med_uscc=USCC["distributor"])
        cls.dossier = cls._create_dossier(cls.dealer, user=cls.officer)
        cls._create_paper("business_licence", cls.dealer, user=cls.officer)
        cls._create_paper("operating_filing", cls.dealer, user=cls.officer, classes="2")
        cls.paper = cls._create_paper(
            "operating_licence",
            cls.dealer,
            user=cls.officer,
            classes="3",
            number=NUMBER,
            date_valid_to=cls.today + timedelta(20),
        )
        cls.model = cls.env["med.credential.model"].with_user(cls.officer).create(
            {"credential_id": cls.paper.id, "model": f"M-{TELLTALE}"}
        )
        cls.dossier.with_user(cls.officer).action_submit()
        cls.request = cls.env["med.approval.request"]._latest(cls.dossier)

    def _put_in_force(self):
        self.dossier.with_user(self.head).action_approve()
        self.paper.with_user(self.officer).message_post(body=f"Number {TELLTALE} compared")
        self.env["med.reminder"]._note_rungs(self.paper.sudo(False).with_user(self.env.user))
        self.env["med.credential.verification"].with_user(self.officer).create(
            {
                "credential_id": self.paper.id,
                "verified_on": self.today,
                "valid_until": self.today + timedelta(300),
            }
        )
        self.env["med.credential"].invalidate_model()
        self.env.flush_all()

    def _strangers(self):
        """(job, environment) of the jobs that see no personal data, as a new call would."""
        for job in JOBS:
            user = self.users[job]
            if not user.has_group("med_base.group_sensitive"):
                self.env.flush_all()
                self.env.invalidate_all()
                yield job, self.env(user=user)

    def test_k19_rows_about_a_sensitive_paper_by_job_and_model(self):
        self._put_in_force()
        about = [("credential_id", "=", self.paper.id)]
        cases = {
            "med.credential": [("id", "=", self.paper.id)],
            "med.credential.scope": about,
            "med.credential.model": about,
            "med.credential.verification": about,
            "med.credential.file": about,
            "med.paper.todo": about,
            "med.reminder": about,
            "mail.message": [("model", "=", "med.credential"), ("res_id", "=", self.paper.id)],
        }
        self.assertLess(len(list(self._strangers())), len(JOBS))
        for job in JOBS:
            user = self.users[job]
            self.env.flush_all()
            self.env.invalidate_all()
            for model, domain in cases.items():
                found = self.env[model].with_user(user).search(domain)
                with self.subTest(job=job, model=model):
                    may = user.has_group("med_base.group_sensitive")
                    self.assertEqual(bool(found), may)
                    if not may:
                        with self.assertRaises(AccessError):
                            self.env[model].with_user(user).browse(
                                self.env[model].sudo().search(domain, limit=1).id
                            ).read(["display_name"])

    def test_k19_numbers_are_no_answer_of_a_search(self):
        self._put_in_force()
        asked = {
            "med.qualification.status": "credential_id.number",
            "med.dossier": "reviewed_credential_ids.number",
            "res.partner": "med_credential_ids.number",
            "med.credential.scope": "credential_id.number",
            "med.reminder": "credential_id.number",
            "med.paper.todo": "credential_id.number",
        }
        for job, env in self._strangers():
            for model, path in asked.items():
                with self.subTest(job=job, model=model):
                    self.assertFalse(env[model].search([(path, "ilike", TELLTALE)]))
            with self.subTest(job=job):
                self.assertFalse(env["med.credential"].name_search(TELLTALE))
                self.assertFalse(env["med.credential"].search([("scope_ids.device_class", "=", "3"),
                    ("partner_id", "=", self.dealer.id)]))

    def test_k19_groups_and_exports_tell_no_number(self):
        self._put_in_force()
        may_export = self.env.ref("base.group_allow_export")
        for user in self.users.values():
            user.group_ids |= may_export
        for job, env in self._strangers():
            with self.subTest(job=job):
                for model, paths in (
                    ("med.qualification.status", ["credential_id", "credential_id.number"]),
                    ("med.reminder", ["credential_id", "credential_id.number"]),
                    ("med.paper.todo", ["credential_id", "number", "credential_id.number"]),
                    ("med.credential.scope", ["credential_id", "credential_id.number"]),
                ):
                    for path in paths:
                        rows = _told(env[model].formatted_read_group, [], [path], ["__count"])
                        self.assertNotIn(TELLTALE, rows)
                dossier = env["med.dossier"].browse(self.dossier.id)
                for path in (
                    "reviewed_credential_ids",
                    "reviewed_credential_ids/number",
                    "reviewed_credential_ids/scope_ids/device_class",
                    "line_ids/credential_id",
                    "line_ids/credential_id/number",
                    "status_ids/credential_id/number",
                ):
                    self.assertNotIn(TELLTALE, _told(dossier.export_data, [path]))

    def test_k19_lines_and_names_of_a_file_tell_no_number(self):
        self._put_in_force()
        specification = {
            "line_ids": {"fields": {"credential_id": {"fields": {"display_name": {}, "number": {}}}}},
            "reviewed_credential_ids": {"fields": {"display_name": {}, "number": {}}},
            "scope_summary": {},
            "requirement_text": {},
        }
        for job, env in self._strangers():
            dossier = env["med.dossier"].browse(self.dossier.id)
            with self.subTest(job=job):
                told = dossier.web_read(specification)
                self.assertNotIn(TELLTALE, str(told))
                self.assertNotIn(self.paper.id, [p["id"] for p in told[0]["reviewed_credential_ids"]])
                line = [row for row in dossier.line_ids if self.paper.type_id in row.type_ids]
                self.assertFalse(line[0].credential_id)
                self.assertEqual(line[0].status, "expiring")
                status = env["med.qualification.status"].search([("dossier_id", "=", dossier.id)])
                self.assertNotIn(TELLTALE, str(status.read()))

    def test_k19_the_review_screen_hides_what_the_reader_may_not_open(self):
        before = self.request.sudo()
        for job, env in self._strangers():
            with self.subTest(job=job):
                told = env["med.approval.request"].review_data(before.id)
                self.assertEqual(told["request"]["res_id"], self.dossier.id)
                self.assertNotIn(TELLTALE, str(told))
                self.assertNotIn(TELLTALE, str(env["med.approval.request"].browse(before.id).read()))
        told = before.with_user(self.head).review_data(before.id)
        self.assertIn(TELLTALE, str(told))

    def test_k19_what_made_an_application_void_tells_no_number(self):
        self.env.flush_all()
        self.cr.execute("UPDATE med_credential SET number = number || 'X' WHERE id = %s", [self.paper.id])
        self.env.invalidate_all()
        self.request._void_if_changed()
        self.assertIn("***", self.request.void_reason)
        self.assertNotIn(TELLTALE, self.request.void_reason)

    def test_k19_applications_for_sensitive_papers_are_confidential(self):
        number = f"G-{TELLTALE}"
        letter = self._create_paper("salesperson_identity", self.dealer, user=self.officer, number=number)
        letter.action_submit()
        request = self.env["med.approval.request"]._latest(letter)
        self.assertNotIn(TELLTALE, request.res_name)
        for job, env in self._strangers():
            with self.subTest(job=job):
                self.assertFalse(env["med.approval.request"].search([("id", "=", request.id)]))
                self.assertFalse(env["med.approval.decision"].search([("request_id", "=", request.id)]))
        self.assertTrue(request.with_user(self.head).search([("id", "=", request.id)]))

    def test_k19_the_ledger_and_messages_keep_no_number(self):
        self._put_in_force()
        self.paper.with_user(self.head).action_revoke("Withdrawn by the office")
        entries = self.env["med.ledger.entry"].with_user(self.users["auditor"]).search([])
        mine = [e for e in entries.read() if TELLTALE in str(e)]
        self.assertFalse(mine)
        activities = self.env["mail.activity"].search([("res_model", "=", "med.credential")])
        self.assertNotIn(TELLTALE, str(activities.read(["res_name", "summary", "note"])))


def _told(method, *args):
    """What a call answers as text, nothing where it is refused."""
    try:
        return str(method(*args))
    except AccessError:
        return ""
