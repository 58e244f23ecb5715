from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestCredentialTypes(MedQualificationCommon):
    """A kind of paper says what it must state, how it is looked at, when one is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Type dealer")

    def test_q5_each_type_has_its_dictionary_of_fields(self):
        rules = self._type("business_licence")._rules_of_fields()
        self.assertEqual(rules["legal_representative"], "mandatory")
        self.assertEqual(rules["number"], "mandatory")
        self.assertEqual(self._type("slip_sample")._rules_of_fields()["address"], "hidden")

    def test_q13_submission_names_the_fields_that_the_type_asks_for(self):
        paper = self._create_paper("business_licence", self.dealer, legal_representative=False)
        self.assertIn("Legal Representative", paper.missing_text)
        with self.assertRaisesRegex(UserError, "Legal Representative"):
            paper.action_submit()
        self.assertEqual(paper.state, "draft")
        paper.legal_representative = "Li Invented"
        paper.action_submit()
        self.assertEqual(paper.state, "review")

    def test_q5_fields_that_should_be_filled_remind_and_do_not_stop(self):
        paper = self._create_paper("business_licence", self.dealer, address=False)
        self.assertIn("Licensed Site", paper.advised_text)
        self.assertFalse(paper.missing_text)
        self.assertIn("Licensed Site", " ".join(paper._approval_review_notes()))
        paper.action_submit()
        self.assertEqual(paper.state, "review")

    def test_q5_the_form_hides_what_is_not_on_the_paper(self):
        paper = self._create_paper("need_statement", self.dealer, classes="2")
        self.assertIn(" business_mode ", paper.hidden_fields)
        self.assertNotIn(" number ", paper.hidden_fields)

    def test_q14_a_type_may_ask_for_several_files(self):
        kind = self._type("quality_agreement")
        kind.with_user(self.users["consultant"]).min_files = 2
        paper = self._create_paper("quality_agreement", self.dealer)
        with self.assertRaisesRegex(UserError, "2 files"):
            paper.action_submit()
        paper.attachment_ids = [(4, self._scan(self.sales, name="back.pdf").id)]
        paper.action_submit()
        self.assertEqual(paper.state, "review")

    def test_q5_a_statement_of_need_holds_a_year_at_most(self):
        paper = self._create_paper("need_statement", self.dealer, classes="2")
        with self.assertRaisesRegex(UserError, "12 months"):
            paper.action_submit()
        paper.date_valid_to = self.today + timedelta(60)
        paper.action_submit()
        self.assertEqual(paper.state, "review")

    def test_q5_dictionary_is_changed_by_those_who_make_rules_only(self):
        rows = self.env["med.credential.type.field"]
        vals = {"type_id": self._type("slip_sample").id, "name": "issuer", "rule": "mandatory"}
        with self.assertRaises(AccessError):
            rows.with_user(self.officer).create(vals)
        row = rows.with_user(self.users["consultant"]).create(vals)
        paper = self._create_paper("slip_sample", self.dealer, issuer=False)
        self.assertIn("Issued By", paper.missing_text)
        row.unlink()
        self.assertNotIn("Issued By", paper._missing_content())

    def test_q5_what_the_law_demands_on_a_paper_stays(self):
        row = self.env.ref("med_qualification.credential_field_operating_licence_business_mode")
        with self.assertRaisesRegex(UserError, "demanded by law"):
            row.with_user(self.head).rule = "hidden"
        with self.assertRaisesRegex(UserError, "demanded by law"):
            row.with_user(self.users["consultant"]).unlink()

    def test_q7_reminders_follow_the_ladder_of_the_type(self):
        kind = self._type("operating_licence")
        self.assertEqual(kind._reminder_days_list(), [180, 120, 90, 60, 30, 7])
        self.assertEqual(self._type("operating_filing")._reminder_days_list(), [])
        kind.with_user(self.head).reminder_ladder = "10, 200"
        self.assertEqual(kind._reminder_days_list(), [200, 10])
        for wrong in ("", "soon", "10;20", "99999"):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                kind.with_user(self.head).write({"reminder_ladder": wrong or " "})

    def test_q5_reviewer_sees_what_to_look_at(self):
        paper = self._create_paper("operating_licence", self.dealer, classes="3")
        self.assertIn("both catalogues", paper.check_text)
        self.assertIn("check_text", paper._approval_review_fields())

    def test_q28_models_of_a_certificate_are_frozen_with_it(self):
        device = self._create_device("3")
        models = [(0, 0, {"model": "LCP-4", "specification": "4 holes"})]
        paper = self._create_paper(
            "registration_certificate", device, user=self.officer, model_ids=models
        )
        paper.model_ids.specification = "5 holes"
        paper.action_submit()
        with self.assertRaises(UserError):
            paper.model_ids.specification = "6 holes"
        with self.assertRaises(UserError):
            paper.model_ids.unlink()
        with self.assertRaises(UserError):
            paper.write({"model_ids": models})
