from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestGateTypedIn(MedBaseCommon):
    """What the gate notes on an order is not typed in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._create_partner()
        cls.goods = cls._create_goods()
        cls.sales = cls.users["sales"]
        cls.released = cls._create_sale_order(cls.partner, cls.goods)

    def test_k18_no_order_takes_over_the_waivers_of_another(self):
        order = self._create_sale_order(self.partner, self.goods)
        purchase = self._create_purchase_order(self.partner, self.goods)
        attempts = (
            lambda: order.with_user(self.sales).write({"gate_split_from_id": self.released.id}),
            lambda: self._create_sale_order(self.partner, self.goods, gate_split_from_id=self.released.id),
            lambda: purchase.with_user(self.users["purchaser"]).write({"gate_split_from_id": purchase.id}),
        )
        for attempt in attempts:
            with self.subTest(attempt), self.assertRaises(UserError) as refusal:
                attempt()
            self.assertIn("noted by the system", str(refusal.exception))

    def test_k11_a_default_of_the_context_names_no_order_either(self):
        orders = self.env["sale.order"].with_user(self.sales)
        order = orders.with_context(default_gate_split_from_id=self.released.id).create(
            {
                "partner_id": self.partner.id,
                "order_line": [Command.create({"product_id": self.goods.id})],
            }
        )
        self.assertFalse(order.gate_split_from_id)

    def test_a_salesperson_cancels_an_order_whose_goods_may_be_bought(self):
        order = self._create_sale_order(self.partner, self.goods).with_user(self.sales)
        order.action_confirm()
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
