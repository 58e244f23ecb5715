from odoo.tests import HttpCase, tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestLimitTour(MedCreditCommon, HttpCase):
    def test_c6_asked_in_a_dialog_approved_and_in_force(self):
        self.company.med_approval_size = "standard"
        sales = self.users["sales"]
        url = f"/odoo/med.credit.account/{self.account.id}"
        self.start_tour(url, "med_credit_limit_ask", login=sales.login)
        change = self.account.change_ids
        self.assertEqual((change.state, change.amount), ("pending", 12000.0))
        self.assertEqual(self.account.limit, 10000.0)
        url = f"/odoo/med.credit.change/{change.id}"
        self.start_tour(url, "med_credit_limit_approve", login=self.finance.login)
        self.assertEqual((change.state, self.account.limit), ("done", 12000.0))
