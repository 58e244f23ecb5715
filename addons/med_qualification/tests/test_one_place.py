from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestOnePlace(MedQualificationCommon):
    """Papers of customers, suppliers, products and ourselves are in one list with their history."""

    def test_q2_every_paper_is_in_one_list_with_its_file_and_history(self):
        dealer = self._admit_dealer()
        product = self._register(self._create_device("2"))
        papers = self.env["med.credential"].with_user(self.users["auditor"]).search([])
        self.assertIn(dealer.commercial_partner_id, papers.commercial_partner_id)
        self.assertIn(product, papers.product_id | papers.product_ids)
        self.assertIn(self.company.partner_id, papers.commercial_partner_id)
        for paper in papers.filtered(lambda p: p.commercial_partner_id == dealer):
            with self.subTest(paper=paper.display_name):
                entries = self.env["med.ledger.entry"].with_user(self.users["auditor"]).search(
                    [("res_model", "=", paper._name), ("res_id", "=", paper.id)]
                )
                self.assertTrue(entries, "no entry of the ledger says how it came in")
                self.assertTrue(paper.content_seal, "it is not bound to what was approved")
