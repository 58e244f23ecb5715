from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SCAN, MedQualificationCommon

ROUTE = "/med_qualification/upload"


@tagged("post_install", "-at_install")
class TestPaperUpload(MedQualificationCommon, HttpCase):
    def _upload(self, raw, name="licence.pdf"):
        return self.url_open(
            ROUTE,
            data={"csrf_token": Request.csrf_token(self)},
            files={"ufile": (name, raw, "application/pdf")},
        )

    def setUp(self):
        super().setUp()
        self.authenticate("med_test_sales", "med_test_sales")

    def test_q4_a_scan_is_kept_until_its_paper_is_made(self):
        answer = self._upload(SCAN).json()
        file = self.env["ir.attachment"].browse(answer["id"])
        self.assertEqual((file.raw, file.res_model, file.res_id), (SCAN, "med.credential", 0))

    def test_a_renamed_program_gets_a_clear_answer(self):
        answer = self._upload(b"MZ" + bytes(100)).json()
        self.assertIn("no scan", answer["error"])

    @mute_logger("odoo.http")
    def test_a_huge_scan_is_refused_before_it_is_read(self):
        self.env["ir.config_parameter"].set_param("med_qualification.max_file_mb", "1")
        before = self.env["ir.attachment"].search_count([])
        self.assertEqual(self._upload(b"%PDF" + bytes(3_000_000)).status_code, 413)
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_strangers_upload_nothing(self):
        self.logout()
        response = self.url_open(ROUTE, files={"ufile": ("a.pdf", SCAN)}, allow_redirects=False)
        self.assertIn(response.status_code, (303, 400, 403))
