from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .test_expiry import ExpiryCommon


@tagged("post_install", "-at_install")
class TestExpiryBoard(ExpiryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device.standard_price = 40.0
        cls.board = cls.env["med.expiry.board"]

    def _row(self, lot):
        self.board.invalidate_model()
        return self.board.search([("lot_id", "=", lot.id)])

    def _run(self):
        return self.env["med.expiry.run"]._run(self.company)

    def _entries(self, event):
        return self.env["med.ledger.entry"].search([("event", "=", event)])

    # the ladder ----------------------------------------------------------

    def test_u19_the_board_shows_the_step_the_days_and_the_value_of_each_lot(self):
        expired, soon, later, far, never = self._lots(-1, 20, 80, 400, None)
        rows = [self._row(lot) for lot in (expired, soon, later, far, never)]
        self.assertEqual([row.state for row in rows], ["expired", "near", "near", "good", "none"])
        self.assertEqual([row.rung_id.days for row in rows], [0, 30, 90, 0, 0])
        self.assertEqual([row.days_left for row in rows[:4]], [-1, 19, 79, 399])
        self.assertEqual(rows[0].value, 400.0)
        self.assertEqual(rows[0].zone, "released")

    def test_u19_a_company_has_steps_of_its_own(self):
        self.env["med.expiry.rung"].create({"name": "A year", "days": 365, "company_id": self.company.id})
        self._stock(expiration_date=self._in_days(20))
        row = self.board.search([("product_id", "=", self.device.id)])
        self.assertEqual(row.rung_id.days, 365)

    def test_u19_each_step_tells_one_person_once(self):
        self._run()
        self._lots(20, 25, 80)
        run = self._run()
        self.assertEqual(run.reached, {"30": 2, "90": 1})
        self.assertEqual(len(run.activity_ids), 2)
        again = self._run()
        self.assertFalse(again.reached)
        self.assertFalse(again.activity_ids)

    def test_u19_a_lot_climbs_down_the_ladder_as_time_passes(self):
        self._run()
        self._lots(100)
        self.assertEqual(self._run().reached, {"180": 1})
        for days, reached in ((20, {"90": 1}), (75, {"30": 1}), (101, {"0": 1})):
            with freeze_time(self._in_days(days)):
                self.assertEqual(self._run().reached, reached)

    def test_u19_a_lot_that_left_and_came_again_is_told_again(self):
        self._run()
        (lot,) = self._lots(20)
        self._run()
        self._add_stock(self.device, -10.0, lot=lot)
        self._run()
        self.assertFalse(self.env["med.expiry.mark"].search([("lot_id", "=", lot.id)]))
        self._add_stock(self.device, 5.0, lot=lot)
        self.assertEqual(self._run().reached, {"30": 1})

    def test_u19_one_look_writes_one_entry_of_the_ledger(self):
        self._lots(-1, -2, 20, 80, 170)
        before = len(self._entries("expiry.run"))
        run = self._run()
        entries = self._entries("expiry.run")
        self.assertEqual(len(entries), before + 1)
        self.assertIn(run.id, entries.mapped("res_id"))

    def test_u19_the_nightly_job_looks_at_every_company(self):
        other = self.env["res.company"].create({"name": "Second company"})
        with self.enter_registry_test_mode():
            self.env.ref("med_quality.ir_cron_expiry").method_direct_trigger()
        runs = self.env["med.expiry.run"].search([])
        self.assertLessEqual(self.company | other, runs.company_id)

    def test_u19_looking_takes_as_many_queries_for_many_lots_as_for_few(self):
        def queries():
            before = self.env.cr.sql_log_count
            self._run()
            return self.env.cr.sql_log_count - before

        self._lots(20, -1)
        queries()
        few = queries()
        for number in range(20):
            self._stock(lot=f"MORE-{number}", expiration_date=self._in_days(200))
        self.env.flush_all()
        self.assertLessEqual(queries(), few + 1)

    def test_u19_nobody_writes_a_look_by_hand(self):
        run = self._run()
        with self.assertRaises(UserError):
            run.write({"expired_count": 0})
        with self.assertRaisesRegex(UserError, "evidence"):
            run.with_user(self.officer).unlink()

    # to the red zone -----------------------------------------------------

    def test_u19_expired_goods_are_proposed_and_moved_to_the_red_zone(self):
        expired, soon = self._lots(-1, 20)
        self.assertEqual(self._run().to_move_count, 1)
        action = self._row(expired).with_user(self.keeper).action_move_to_red()
        picking = self.env["stock.picking"].search(action["domain"])
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._row(expired).zone, "rejected")
        self.assertEqual(self._run().to_move_count, 0)
        with self.assertRaisesRegex(UserError, "only expired goods"):
            self._row(soon).with_user(self.keeper).action_move_to_red()

    def test_u19_reservations_of_expired_goods_end_when_they_are_moved(self):
        (lot,) = self._lots(10)
        picking = self._ship(quantity=4, done=False)
        self.assertEqual(picking.state, "assigned")
        lot.expiration_date = self._in_days(-1)
        self._row(lot).with_user(self.keeper).action_move_to_red()
        self.assertFalse(picking.move_line_ids)
        self.assertIn("stopped by quality", picking.message_ids[0].body)

    def test_u19_a_salesperson_does_not_move_expired_goods(self):
        (lot,) = self._lots(-1)
        with self.assertRaisesRegex(UserError, "keeper"):
            self._row(lot).with_user(self.sales).action_move_to_red()

    # who bought ----------------------------------------------------------

    def _sold(self, customer, quantity, days_ago):
        picking = self._create_picking(customer, self.device, quantity=quantity)
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET date = date - %s * interval '1 day' WHERE picking_id = %s",
            (days_ago, picking.id),
        )
        self.env.invalidate_all()
        return picking

    def test_u19_who_bought_in_the_last_six_months_and_how_much(self):
        (lot,) = self._lots(200, quantity=100.0)
        second = self._admit_dealer(name="Second dealer", med_uscc=False)
        third = self._admit_dealer(name="Long ago", med_uscc=False)
        self._sold(self.customer, 5, 10)
        self._sold(self.customer, 7, 100)
        self._sold(second, 3, 170)
        self._sold(third, 9, 190)
        action = self._row(lot).with_user(self.sales).action_open_buyers()
        buyers = self.env["med.expiry.buyer"].with_user(self.sales).search(action["domain"])
        self.assertEqual(
            [(b.partner_id, b.quantity, b.deliveries) for b in buyers],
            [(self.customer, 12.0, 2), (second, 3.0, 1)],
        )

    def test_u19_what_came_back_is_taken_off(self):
        self._lots(200, quantity=100.0)
        picking = self._sold(self.customer, 5, 10)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back._action_done()
        self.env.flush_all()
        buyer = self.env["med.expiry.buyer"].search([("product_id", "=", self.device.id)])
        self.assertEqual(buyer.quantity, 3.0)

    def test_u19_the_salesperson_of_each_buyer_gets_one_task(self):
        self._lots(200, quantity=100.0)
        self.customer.user_id = self.sales
        self._sold(self.customer, 5, 10)
        buyer = self.env["med.expiry.buyer"].search([("product_id", "=", self.device.id)])
        buyer.with_user(self.officer).action_point_out()
        tasks = self.customer.activity_ids.filtered(lambda a: a.user_id == self.sales)
        self.assertEqual(len(tasks), 1)

    # slow movers ---------------------------------------------------------

    def test_w3_what_lies_is_slow_then_dead(self):
        (lot,) = self._lots(None)
        lot.quant_ids.sudo().in_date = self._in_days(-100)
        self.assertEqual((self._row(lot).idle_days, self._row(lot).speed), (100, "slow"))
        lot.quant_ids.sudo().in_date = self._in_days(-400)
        self.assertEqual(self._row(lot).speed, "dead")
        self._sold(self.customer, 1, 5)
        self.assertEqual((self._row(lot).idle_days, self._row(lot).speed), (5, "moving"))

    def test_w3_what_will_expire_unsold_counts_first_expired_first_out(self):
        soon, later = self._lots(90, 180, quantity=50.0)
        self._sold(self.customer, 36, 30)  # 14 of the first are left, 0.2 a day
        self.assertAlmostEqual(self._row(soon).at_risk_qty, 0.0, 1)
        self.assertAlmostEqual(self._row(later).at_risk_qty, 64 - 36 * 179 / 180, 1)

    def test_w3_provision_is_suggested_by_the_highest_rate_that_fits(self):
        expired, near, good = self._lots(-1, 60, 400)
        rates = {row.lot_id: row.provision_rate for row in self.board.search([])}
        self.assertEqual([rates[lot] for lot in (expired, near, good)], [100.0, 50.0, 0.0])
        good.quant_ids.sudo().in_date = self._in_days(-800)
        self.assertEqual(self._row(good).provision_rate, 60.0)
        self.assertEqual(self._row(near).provision, 200.0)
        self.env["med.provision.rate"].create(
            {"kind": "expiry", "days": 70, "percent": 75.0, "company_id": self.company.id}
        )
        self.assertEqual(self._row(near).provision, 300.0)

    def test_w3_values_group_by_speed_for_pivot_and_graph(self):
        self._lots(-1, 60)
        groups = self.board._read_group(
            [("product_id", "=", self.device.id)], ["state"], ["value:sum", "provision:sum"]
        )
        self.assertIn(("near", 400.0, 200.0), groups)

    def test_w3_salespeople_see_quantities_but_no_cost(self):
        (lot,) = self._lots(60)
        row = self._row(lot).with_user(self.sales)
        self.assertEqual(row.quantity, 10.0)
        with self.assertRaises(AccessError):
            row.read(["value"])

    def test_another_companys_stock_is_not_shown(self):
        (lot,) = self._lots(60)
        other = self.env["res.company"].create({"name": "Second company"})
        self.keeper.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        row = self.board.with_user(self.keeper).with_company(other).search([("lot_id", "=", lot.id)])
        self.assertFalse(row)

    def test_days_before_expiry_are_asked_for(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.env["med.expiry.rung"].create({"name": "None", "days": 0})

    def test_correcting_the_date_takes_the_lot_off_the_ladder(self):
        (lot,) = self._lots(20)
        self._run()
        lot.expiration_date = self.now + timedelta(days=900)
        self._run()
        self.assertFalse(self.env["med.expiry.mark"].search([("lot_id", "=", lot.id)]))
