from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedQualityCommon


@tagged("post_install", "-at_install")
class TestCount(MedQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device.standard_price = 50.0
        cls.shelves = cls.env["stock.location"].create(
            [
                {"name": name, "location_id": cls.warehouse.lot_stock_id.id, "usage": "internal"}
                for name in ("Shelf A", "Shelf B")
            ]
        )
        cls.lots = cls._create_lot(cls.device, "L-1") | cls._create_lot(cls.device, "L-2")
        for lot, shelf in zip(cls.lots, cls.shelves, strict=True):
            cls._add_stock(cls.device, 10.0, lot=lot, location=shelf)
        cls.cause = cls.env.ref("med_quality.count_cause_picked")

    def _count(self, user=None, **vals):
        counts = self.env["med.count"].with_user(user or self.keeper)
        count = counts.create({"location_id": self.warehouse.lot_stock_id.id, **vals})
        count.action_start()
        return count

    def _line(self, count, lot):
        return count.line_ids.filtered(lambda line: line.lot_id == lot)

    def _quantity(self, lot):
        return sum(lot.quant_ids.filtered(lambda q: q.location_id in self.shelves).mapped("quantity"))

    def _counted(self, missing=3.0, **vals):
        """A finished count in which so many of the first lot are missing."""
        count = self._count(**vals)
        self._line(count, self.lots[1]).counted = 10.0
        self._line(count, self.lots[0]).write({"counted": 10.0 - missing, "cause_id": self.cause.id})
        count.action_finish()
        return count

    def test_w2_a_month_count_lists_every_lot_by_shelf(self):
        count = self._count()
        mine = count.line_ids.filtered(lambda line: line.location_id in self.shelves)
        self.assertEqual(mine.lot_id, self.lots)
        self.assertEqual(mine.mapped("book"), [10.0, 10.0])
        groups = self.env["med.count.line"]._read_group(
            [("id", "in", mine.ids)], ["location_id"], ["__count"]
        )
        self.assertEqual([number for _shelf, number in groups], [1, 1])

    def test_w2_what_matches_is_one_tap(self):
        count = self._count()
        line = self._line(count, self.lots[0])
        line.action_same()
        self.assertTrue(line.is_counted)
        self.assertEqual((line.counted, line.difference), (10.0, 0.0))
        self.assertEqual(line.counted_by_id, self.keeper)

    def test_w2_differences_are_posted_by_odoos_own_count(self):
        count = self._counted()
        self.assertEqual(count.difference_value, 150.0)
        count.with_user(self.officer).action_post()
        self.assertEqual((self._quantity(self.lots[0]), self._quantity(self.lots[1])), (7.0, 10.0))
        move = self.env["stock.move"].search(
            [("product_id", "=", self.device.id), ("is_inventory", "=", True)], order="id desc", limit=1
        )
        self.assertEqual((move.state, move.quantity), ("done", 3.0))
        self.assertIn(count.name, move.inventory_name)
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "count.posted"), ("res_id", "=", count.id)]
        )
        self.assertEqual(len(entry), 1)

    def test_w2_each_difference_needs_its_cause(self):
        count = self._counted()
        self._line(count, self.lots[0]).cause_id = False
        with self.assertRaisesRegex(UserError, "choose the cause"):
            count.with_user(self.officer).action_post()

    def test_w2_who_counted_does_not_post_the_difference(self):
        count = self._counted()
        with self.assertRaisesRegex(UserError, "another person"):
            count.with_user(self.keeper).action_post()

    def test_w2_large_differences_are_posted_by_those_who_answer_for_them(self):
        self.company.med_count_limit = 100.0
        count = self._counted()
        with self.assertRaisesRegex(AccessError, "Finance"):
            count.with_user(self.officer).action_post()
        count.with_user(self.users["finance"]).action_post()
        self.assertEqual(count.state, "posted")

    def test_w2_nothing_is_left_uncounted(self):
        count = self._count()
        with self.assertRaisesRegex(UserError, "not counted yet"):
            count.action_finish()

    def test_w2_what_moves_between_count_and_posting_is_not_lost(self):
        count = self._counted()
        self._add_stock(self.device, -2.0, lot=self.lots[0], location=self.shelves[0])
        count.with_user(self.officer).action_post()
        self.assertEqual(self._quantity(self.lots[0]), 5.0)

    def test_w2_goods_the_books_do_not_know_are_added_while_counting(self):
        count = self._count()
        found = self._create_lot(self.device, "FOUND")
        line = self.env["med.count.line"].with_user(self.keeper)
        line = line.create(
            {
                "count_id": count.id,
                "location_id": self.shelves[0].id,
                "product_id": self.device.id,
                "lot_id": found.id,
                "counted": 4.0,
                "cause_id": self.cause.id,
            }
        )
        self.assertEqual((line.book, line.difference), (0.0, 4.0))
        for lot in self.lots:
            self._line(count, lot).action_same()
        count.action_finish()
        count.with_user(self.officer).action_post()
        self.assertEqual(self._quantity(found), 4.0)

    def test_w2_a_blind_count_takes_figures_only(self):
        count = self._count(is_blind=True)
        with self.assertRaisesRegex(UserError, "blind"):
            count.line_ids[:1].action_same()

    def test_w2_a_figure_is_not_changed_after_the_count(self):
        count = self._counted()
        line = self._line(count, self.lots[0])
        with self.assertRaises(UserError):
            line.counted = 10.0
        with self.assertRaises(UserError):
            line.write({"book": 7.0})
        with self.assertRaises(UserError):
            line.write({"lot_id": self.lots[1].id})
        with self.assertRaises(UserError):
            count.write({"state": "posted"})
        with self.assertRaises(AccessError):
            line.unlink()

    def test_w2_counting_takes_as_many_queries_for_many_lots_as_for_few(self):
        def queries(number):
            lots = [self._create_lot(self.device, f"Q-{number}-{n}") for n in range(number)]
            shelf = self.shelves[0].copy({"name": f"Shelf {number}"})
            for lot in lots:
                self._add_stock(self.device, 1.0, lot=lot, location=shelf)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._count(location_id=shelf.id)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(12), queries(3) + 3)

    # cycle counts --------------------------------------------------------

    def _rule(self, **vals):
        values = {"name": "Dear and slow", "min_value": 300.0, "min_idle_days": 60, "user_id": self.keeper.id}
        return self.env["med.count.rule"].create({**values, **vals})

    def test_w2_cycle_counts_pick_what_is_dear_and_slow(self):
        self.lots[0].quant_ids.sudo().in_date = fields.Datetime.now() - timedelta(days=100)
        count = self._rule()._plan()
        self.assertEqual(count.line_ids.lot_id, self.lots[0])
        self.assertTrue(count.is_blind)
        self.assertEqual(count.activity_ids.user_id, self.keeper)
        count.with_user(self.keeper).action_start()
        self.assertEqual(count.line_ids.lot_id, self.lots[0])

    def test_w2_what_was_counted_lately_is_left_out(self):
        self.lots.quant_ids.sudo().in_date = fields.Datetime.now() - timedelta(days=100)
        rule = self._rule(size=1)
        first = rule._plan()
        first.with_user(self.keeper).action_start()
        first.line_ids.with_user(self.keeper).counted = 10.0
        second = rule._plan()
        self.assertEqual(first.line_ids.lot_id | second.line_ids.lot_id, self.lots)
        second.with_user(self.keeper).action_start()
        second.line_ids.with_user(self.keeper).counted = 10.0
        self.assertFalse(rule._plan())

    def test_w2_plans_that_are_due_run_at_night(self):
        rule = self._rule(kind="month", every_days=30)
        with self.enter_registry_test_mode():
            self.env.ref("med_quality.ir_cron_count").method_direct_trigger()
        self.assertEqual(rule.next_on, self.company._med_today() + timedelta(days=30))
        self.assertTrue(self.env["med.count"].search([("rule_id", "=", rule.id)]))

    def test_w1_a_count_of_the_yellow_and_red_zone_is_possible(self):
        lot = self._stock(lot="WAITS", zone="await")
        count = self._count(location_id=self._zone("await").id)
        self._line(count, lot).write({"counted": 8.0, "cause_id": self.cause.id})
        (count.line_ids - self._line(count, lot)).action_same()
        count.action_finish()
        count.with_user(self.officer).action_post()
        self.assertEqual(lot.med_yellow_qty, 8.0)
