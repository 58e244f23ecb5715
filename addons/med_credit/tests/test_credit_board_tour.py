from odoo.tests import HttpCase, tagged

from .watch_common import WatchCommon


@tagged("post_install", "-at_install")
class TestCreditBoardTour(WatchCommon, HttpCase):
    def test_c7_credit_manager_sees_the_board_and_opens_what_is_behind(self):
        self.account._guarded_write({"limit_amount": 500.0})
        self.customer.name = "Tour dealer over its limit"
        self._debt(2000.0)
        url = "/odoo/action-med_credit.med_credit_board_action"
        self.start_tour(url, "med_credit_board", login="med_test_finance")

    def test_c7_newcomer_finds_the_board_and_why_a_customer_is_late(self):
        self.account._guarded_write({"limit_amount": 5000.0})
        self.customer.name = "Tour dealer who pays late"
        self._debt(2000.0)
        self.start_tour("/odoo", "med_credit_newcomer", login="med_test_finance")

    def test_c7_salesperson_looks_at_his_customers(self):
        self.account._guarded_write({"limit_amount": 5000.0})
        self.customer.write({"name": "Tour dealer of mine", "user_id": self.sales.id})
        self._debt(2000.0)
        url = "/odoo/action-med_credit.med_credit_account_action_mine"
        self.start_tour(url, "med_credit_mine", login="med_test_sales")
