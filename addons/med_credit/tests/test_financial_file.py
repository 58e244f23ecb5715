import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.med_qualification.medpapers.sheet_template import build_template

from .test_change import MedChangeCommon


@tagged("post_install", "-at_install")
class TestFinancialFile(MedChangeCommon):
    def _read(self, rows, subject="rating", user=None, raw=None):
        sheet = base64.b64encode(raw or build_template(subject, rows=rows))
        wizards = self.env["med.credit.financial.read"].with_user(user or self.finance)
        wizard = wizards.create({"subject": subject, "sheet": sheet, "sheet_name": "list.xlsx"})
        action = wizard.action_read()
        papers = self.env["med.credit.financial"]
        return papers.search(action["domain"]) if "domain" in action else action

    def _rating(self, **values):
        row = {"name": self.customer.name, "date": self._day(-30), "agency": "示例评级"}
        return {**row, "rating": "AA-", "band": "优", **values}

    def test_c12_ratings_are_read_from_a_file_that_is_kept_as_evidence(self):
        paper = self._read([self._rating()])
        self.assertEqual((paper.account_id, paper.kind, paper.band), (self.account, "rating", "4"))
        self.assertEqual(paper.source, "imported")
        call = paper.register_call_id
        self.assertTrue(call.raw and call.file_digest)
        self.assertEqual(call.user_id, self.finance)

    def test_c12_bank_references_are_told_apart(self):
        self.assertEqual(self._read([self._rating(kind="银行", band="良")]).kind, "bank")

    def test_c12_statements_are_read_with_their_figures(self):
        row = {"name": self.customer.name, "date": self._day(-200), "total_assets": "1000", "equity": "-50"}
        paper = self._read([row], subject="statement")
        self.assertEqual((paper.kind, paper.total_assets, paper.equity), ("statement", 1000.0, -50.0))

    def test_c12_the_same_file_twice_makes_nothing_new(self):
        self._read([self._rating()])
        self.assertFalse(self._read([self._rating()]))

    def test_c12_unknown_customers_and_bad_cells_are_named_in_the_evidence(self):
        rows = [self._rating(name="没有这个客户"), self._rating(band="ZZ"), self._rating()]
        paper = self._read(rows)
        answer = paper.register_call_id.answer
        self.assertEqual((len(answer["unknown"]), len(answer["refused"]), answer["new"]), (1, 1, 1))

    def test_c12_a_file_that_cannot_be_read_says_so_and_is_kept(self):
        action = self._read([], raw=b"no sheet")
        self.assertEqual(action["tag"], "display_notification")
        call = self.env["med.register.call"].search([], order="id desc", limit=1)
        self.assertEqual(call.state, "failed")

    def test_c12_sales_read_no_files(self):
        with self.assertRaises(AccessError):
            self._read([self._rating()], user=self.sales)
