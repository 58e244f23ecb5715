"""The way of an order above the limit, by the screens of those who work on it."""

from odoo.tests import HttpCase, tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditReleaseTour(MedCreditCommon, HttpCase):
    def test_c14_over_the_limit_asked_released_by_phone_confirmed_delivered(self):
        order = self._order(15000.0)
        page = f"/odoo/sale.order/{order.id}"
        self.start_tour(page, "med_credit_ask", login=self.users["sales"].login)
        self.browser_size = "390x844"
        self.start_tour("/odoo/med-credit-release", "med_credit_phone", login=self.owner.login)
        self.browser_size = "1366x768"
        self.start_tour(page, "med_credit_confirm", login=self.users["sales"].login)
        self.env.invalidate_all()
        self.assertEqual(order.state, "sale")
        picking = order.picking_ids
        page = f"/odoo/stock.picking/{picking.id}"
        self.start_tour(page, "med_credit_deliver", login=self.users["keeper"].login)
        self.env.invalidate_all()
        self.assertEqual(picking.state, "done")
