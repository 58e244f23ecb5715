import io

import openpyxl

from odoo.tests import HttpCase, tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportHttp(ImportCommon, HttpCase):
    def _book(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return openpyxl.load_workbook(io.BytesIO(response.content))

    def test_q37_the_template_is_downloaded_with_help_and_samples(self):
        self.authenticate("med_test_quality_officer", "med_test_quality_officer")
        for kind in ("partner", "product"):
            book = self._book(f"/med_qualification/import/template/{kind}")
            self.assertEqual(book.worksheets[0].max_row, 21)
            self.assertEqual(len(book.worksheets), 2)
        self.assertEqual(self.url_open("/med_qualification/import/template/x").status_code, 404)

    def test_q37_the_result_is_downloaded_by_those_who_may_see_it(self):
        run = self._run([self._row(1), self._row(2, name="=1+1", uscc="", number="")])
        url = f"/med_qualification/import/result/{run.id}"
        self.authenticate("med_test_quality_officer", "med_test_quality_officer")
        sheet = self._book(url).worksheets[0]
        self.assertEqual([cell.value for cell in sheet[2]][:3], ["2", "New", "To Do"])
        self.assertEqual(sheet.cell(3, 5).data_type, "s")
        domain = [("event", "=", "export.data"), ("res_model", "=", run._name), ("res_id", "=", run.id)]
        self.assertEqual(self.env["med.ledger.entry"].search_count(domain), 1)
        self.authenticate("med_test_sales", "med_test_sales")
        self.assertNotEqual(self.url_open(url).status_code, 200)
        self.authenticate("med_test_plain", "med_test_plain")
        self.assertEqual(self.url_open("/med_qualification/import/template/partner").status_code, 403)
