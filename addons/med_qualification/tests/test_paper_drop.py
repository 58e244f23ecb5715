from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestPaperDrop(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Drop dealer")

    def _files(self, *names, user=None):
        return [self._scan(user or self.sales, name=name).id for name in names]

    def test_q4_a_file_dropped_on_a_party_opens_as_a_draft(self):
        action = self.dealer.with_user(self.sales).action_med_drop_papers(self._files("IMG_1.jpg"))
        paper = self.env["med.credential"].browse(action["res_id"])
        self.assertEqual(
            (paper.partner_id, paper.state, paper.attachment_ids.name),
            (self.dealer, "draft", "IMG_1.jpg"),
        )
        self.assertFalse(paper.type_id)
        with self.assertRaisesRegex(UserError, "Type"):
            paper.with_user(self.sales).action_submit()

    def test_q4_many_files_become_one_draft_each_with_their_likely_type(self):
        names = ("禾瑞-营业执照.jpg", "三类医疗器械经营许可证.pdf", "IMG_2.jpg")
        action = self.dealer.with_user(self.sales).action_med_drop_papers(self._files(*names))
        papers = self.env["med.credential"].search(action["domain"], order="id")
        self.assertEqual(
            papers.mapped("type_id.code"), ["business_licence", "operating_licence"]
        )
        self.assertEqual(len(papers), 3)

    def test_q30_a_dropped_renewal_is_compared_with_the_paper_in_force(self):
        before = self._paper_in_force("operating_licence", self.dealer, classes="3")
        action = self.dealer.with_user(self.sales).action_med_drop_papers(
            self._files("三类医疗器械经营许可证.pdf")
        )
        paper = self.env["med.credential"].browse(action["res_id"]).with_user(self.sales)
        self.assertEqual(paper.supersedes_id, before)
        self.assertEqual(paper.action_compare()["res_model"], "med.credential.compare")
        self.assertEqual(before.state, "valid", "it stays until the new one is approved")

    def test_a_product_form_takes_papers_and_shows_exemptions_of_its_only_variant(self):
        device = self._create_device("2", med_registrant="Maker")
        template = device.product_tmpl_id.with_user(self.officer)
        action = template.action_med_drop_papers(self._files("注册证.pdf", user=self.officer))
        self.assertEqual(self.env["med.credential"].browse(action["res_id"]).product_id, device)
        template.med_is_filing_exempt = True
        self.assertTrue(device.med_is_filing_exempt)
        with self.assertRaises(UserError):
            template.with_user(self.sales).med_is_filing_exempt = False

    def test_refusals_name_fields_in_the_readers_language(self):
        paper = self._paper_in_force("operating_licence", self.dealer, classes="3")
        with self.assertRaises(UserError) as refusal:
            paper.with_user(self.officer).with_context(lang="zh_CN").write({"number": "X"})
        self.assertIn("编号", str(refusal.exception))
        self.assertNotIn("Number", str(refusal.exception))

    def test_a_certificate_is_dropped_on_its_product(self):
        device = self._create_device("3", med_registrant="Maker")
        action = device.with_user(self.officer).action_med_drop_papers(
            self._files("注册证.pdf", user=self.officer)
        )
        paper = self.env["med.credential"].browse(action["res_id"])
        self.assertEqual(paper.type_id.code, "registration_certificate")
        self.assertEqual(paper.holder_name, "Maker")

    def test_a_type_of_the_wrong_kind_is_not_proposed(self):
        action = self.dealer.with_user(self.sales).action_med_drop_papers(self._files("注册证.pdf"))
        self.assertFalse(self.env["med.credential"].browse(action["res_id"]).type_id)

    def test_files_of_other_documents_and_strangers_are_refused(self):
        other = self._create_paper("business_licence", self._create_partner("hospital"))
        with self.assertRaises(ValidationError):
            self.dealer.with_user(self.sales).action_med_drop_papers(other.attachment_ids.ids)
        with self.assertRaises(AccessError):
            receiver = self.users["receiver"]
            self.dealer.with_user(receiver).action_med_drop_papers(self._files("a.jpg"))

    def test_a_paper_without_type_never_leaves_its_draft(self):
        action = self.dealer.with_user(self.sales).action_med_drop_papers(self._files("IMG_1.jpg"))
        paper = self.env["med.credential"].browse(action["res_id"])
        self.assertEqual(self.dealer.med_qualification_state, "none")
        self.assertFalse(paper._is_valid_on(self.today))
