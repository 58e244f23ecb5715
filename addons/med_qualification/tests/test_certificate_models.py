from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualificationCommon

LIST = "Model\tSpecification\nLCP-3.5\t6 holes\nLCP-3.5\t8 holes\n\nLCP-4.5; 10 holes\nlcp-3.5\t6 holes\n"


@tagged("post_install", "-at_install")
class TestCertificateModels(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plate = cls._create_device("3", name="Plate", med_specification="LCP-4.5 10 holes")
        cls.other = cls._create_device("3", name="Other plate", med_specification="XX-1")

    def _certificate(self, **vals):
        return self._create_paper("registration_certificate", self.plate, user=self.officer, **vals)

    def test_q46_a_pasted_list_becomes_one_line_a_model(self):
        paper = self._certificate()
        self.assertEqual(paper.action_add_models(LIST), 4)
        self.assertEqual(
            paper.model_ids.mapped("display_name"),
            ["Model Specification", "LCP-3.5 6 holes", "LCP-3.5 8 holes", "LCP-4.5 10 holes"],
        )
        with self.assertRaisesRegex(UserError, "No new model"):
            paper.action_add_models(LIST)

    def test_q46_the_list_is_what_was_reviewed(self):
        paper = self._certificate(model_ids=[Command.create({"model": "LCP-3.5"})])
        paper.action_submit()
        with self.assertRaisesRegex(UserError, "was reviewed|cannot be changed"):
            paper.model_ids.write({"model": "LCP-9"})
        with self.assertRaisesRegex(UserError, "was reviewed|cannot be changed"):
            paper.model_ids.sudo().unlink()
        with self.assertRaisesRegex(UserError, "was reviewed|cannot be changed"):
            self.env["med.credential.model"].create({"credential_id": paper.id, "model": "LCP-9"})

    def test_q28_a_change_notice_adds_models_to_its_certificate(self):
        paper = self._paper_in_force(
            "registration_certificate", self.plate, model_ids=[Command.create({"model": "LCP-3.5"})]
        )
        models = self.env["med.credential.model"]
        self.assertFalse(models._for_certificates(paper)[paper.id]._names_product(self.plate))
        notice = self._paper_in_force(
            "change_notice",
            self.plate,
            amends_id=paper.id,
            model_ids=[Command.create({"model": "LCP-4.5", "specification": "10 holes"})],
        )
        self.assertEqual(paper.amendment_ids, notice)
        found = models._for_certificates(paper)[paper.id]
        self.assertTrue(found._names_product(self.plate))
        self.assertFalse(found._names_product(self.other))

    def test_q28_a_change_notice_belongs_to_a_certificate_of_the_same_product(self):
        paper = self._paper_in_force("registration_certificate", self.plate)
        with self.assertRaisesRegex(ValidationError, "cannot change"):
            self._create_paper("change_notice", self.other, user=self.officer, amends_id=paper.id)
