from odoo.tests import HttpCase, tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestInspectionHttp(MedQualificationCommon, HttpCase):
    def test_q39_the_workbook_is_downloaded_by_who_asked_for_it_only(self):
        dealer = self._admit_dealer(name="Inspected dealer")
        wizard = self.env["med.inspection.wizard"].with_user(self.head).create(
            {"partner_id": dealer.id}
        )
        url = wizard.action_xlsx()["url"]
        self.authenticate("med_test_quality_head", "med_test_quality_head")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content[:2], b"PK")
        for login in ("med_test_auditor", "med_test_sales"):
            with self.subTest(login):
                self.authenticate(login, login)
                self.assertEqual(self.url_open(url).status_code, 404)
