from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .watch_common import WatchCommon


@tagged("post_install", "-at_install")
class TestCreditBoard(WatchCommon):
    """Each tile counts what it says and opens exactly that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account._guarded_write({"limit_amount": 10000.0, "grade": "A"})
        cls.customer.user_id = cls.sales

    def _tile(self, code, board="manager", user=None):
        tile = self.env["med.credit.tile"].search([("code", "=", code), ("board", "=", board)])
        return tile.with_user(user or (self.sales if board == "sales" else self.finance))

    def _behind(self, tile):
        """Records that a press opens."""
        action = tile.action_open()
        return self.env[action["res_model"]].search(action["domain"])

    def test_c7_every_tile_is_read_by_its_people_and_opens(self):
        self._debt(1000.0)
        for tile in self.env["med.credit.tile"].search([]):
            for user in [self.sales] if tile.board == "sales" else [self.finance, self.owner]:
                mine = tile.with_user(user)
                with self.subTest(tile=tile.code, board=tile.board, user=user.login):
                    self.assertGreaterEqual(mine.count, 0)
                    self.assertTrue(mine.tone)
                    self.assertTrue(mine.action_open()["res_model"])

    def test_c7_exposure_by_grade_and_segment(self):
        self._debt(3000.0)
        tile = self._tile("exposure_grade")
        before = self.env["med.credit.account"].search([("company_id", "=", self.company.id)])
        self.assertAlmostEqual(tile.amount, sum(before.mapped("exposure")))
        self.assertIn('"label": "A", "value": 3000', tile.graph)
        self.assertIn(self.account, self._behind(tile))
        self.assertIn("3000", self._tile("exposure_segment").graph)

    def test_c11_usage_near_the_limit_and_over_it(self):
        self._debt(8500.0)
        self.assertIn(self.account, self._behind(self._tile("near_limit")))
        self.assertNotIn(self.account, self._behind(self._tile("over_limit")))
        self._debt(2500.0)
        self.assertNotIn(self.account, self._behind(self._tile("near_limit")))
        tile = self._tile("over_limit")
        self.assertIn(self.account, self._behind(tile))
        self.assertEqual((tile.tone, tile.count), ("bad", 1))
        self.assertEqual(tile.amount, 1000)

    def test_c7_overdue_is_shown_by_age(self):
        self._debt(700.0, age=200, due=100)
        self._debt(300.0, age=20, due=10)
        tile = self._tile("ageing")
        self.assertEqual((tile.amount, tile.tone), (1000, "bad"))
        self.assertIn('"label": "> 90", "value": 700', tile.graph)
        self.assertIn(self.account, self._behind(tile))

    def test_c7_held_orders_are_listed_until_they_may_go(self):
        self._only("quantity")
        self._past([30 * month for month in range(1, 12)], price=1.0)
        order = self._ask(500, price=1.0)
        hooks = []
        self.patch(type(self.env.cr.postrollback), "add", lambda _self, hook: hooks.append(hook))
        with self.assertRaises(UserError):
            order.action_confirm()
        with self.enter_registry_test_mode():
            for hook in dict.fromkeys(hooks):
                hook()
        self.env.invalidate_all()
        tile = self._tile("held", "sales")
        self.assertEqual(self._behind(tile), order)
        self.assertEqual((tile.count, tile.amount), (1, 500))
        self.assertEqual(self.account.held_count, 1)
        self.assertEqual(self.account.action_open_held()["domain"], [("id", "in", order.ids)])
        hits = self._tile("hits")
        self.assertEqual(self._behind(hits).order_id, order)
        self._behind(hits).with_user(self.finance).action_false_alarm()
        self.env.invalidate_all()
        self.assertFalse(self._behind(self._tile("held", "sales")))

    def test_c7_limits_that_end_soon(self):
        self.account._guarded_write({"limit_until": self.env.company._med_today() + timedelta(days=10)})
        self.assertIn(self.account, self._behind(self._tile("expiring")))
        self.account._guarded_write({"limit_until": self.env.company._med_today() + timedelta(days=100)})
        self.assertNotIn(self.account, self._behind(self._tile("expiring")))

    def test_c7_a_release_not_paid_on_the_promised_day(self):
        self.account._guarded_write({"limit_amount": 100.0})
        order = self._ask(10)
        finding = next(f for f in order.action_gate_check() if f["check"] == "credit_over_limit")
        waiver = (
            self.env["med.gate.waiver"]
            .with_user(self.sales)
            .create(
                {
                    "res_model": "sale.order",
                    "res_id": order.id,
                    "check_code": finding["check"],
                    "digest": finding["digest"],
                }
            )
        )
        waiver.action_request("They pay on Friday", promised_on=self.env.company._med_today())
        waiver.with_user(self.finance).action_grant()
        order.action_confirm()
        self.assertNotIn(waiver, self._behind(self._tile("promises")))
        waiver._guarded_write({"promised_on": self.env.company._med_today() - timedelta(days=3)})
        self.assertIn(waiver, self._behind(self._tile("promises")))
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertNotIn(waiver, self._behind(self._tile("promises")))

    def test_c7_statements_that_nobody_confirmed(self):
        self._debt(100.0, age=70)
        statement = self._statement()
        tile = self._tile("statements")
        self.assertIn(statement, self._behind(tile))

    def test_c7_the_salesperson_sees_his_customers_only(self):
        other = self._admit_dealer("Dealer of a colleague")
        theirs = self._account(other, limit=500.0)
        self._debt(400.0, partner=other)
        mine = self.env["med.credit.account"].with_user(self.sales).search([("is_mine", "=", True)])
        self.assertIn(self.account, mine)
        self.assertNotIn(theirs, mine)
        self.assertNotIn(theirs, self._behind(self._tile("ageing", "sales")))
        self.assertEqual(self._tile("ageing", "sales").amount, 0)
        self.assertTrue(self.account.with_user(self.sales).is_mine)
        # who sold to a customer within a year knows him too
        self._create_sale_order(other, self.device)
        self.assertTrue(theirs.with_user(self.sales).is_mine)

    def test_c7_the_board_counts_one_company_only(self):
        second = self.env["res.company"].create({"name": "Second company"})
        self._debt(1000.0)
        tile = self._tile("exposure_grade", user=self.env.user).with_company(second)
        self.assertEqual(tile.amount, 0)

    def _queries(self, board="manager"):
        """Queries that the figures of a board cost after the first time."""
        user = self.sales if board == "sales" else self.finance
        tiles = self.env["med.credit.tile"].with_user(user).search([("board", "=", board)])
        for _twice in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tiles.mapped("count")
        return self.env.cr.sql_log_count - before

    def test_c7_twice_the_customers_cost_the_board_no_further_query(self):
        dealers = [self._admit_dealer(f"Dealer {number}", user_id=self.sales.id) for number in range(6)]
        costs = []
        for some in (dealers[:3], dealers[3:]):
            for dealer in some:
                self._account(dealer, limit=100.0)
                self._debt(500.0, partner=dealer)
                self._statement(dealer)
            costs.append((self._queries("manager"), self._queries("sales")))
        self.assertEqual(costs[0], costs[1])
        self.assertLessEqual(costs[0][0], 23)
