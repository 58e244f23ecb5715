from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualityCommon


@tagged("post_install", "-at_install")
class TestLots(MedQualityCommon):
    """Only what is released, unblocked and unexpired is reserved or shipped, on every path."""

    def _reserved(self, lot):
        lines = self.env["stock.move.line"].search([("lot_id", "=", lot.id), ("state", "!=", "done")])
        return sum(lines.mapped("quantity"))

    def _line_vals(self, picking, lot, quantity=1.0):
        return {
            "move_id": picking.move_ids.id,
            "picking_id": picking.id,
            "product_id": lot.product_id.id,
            "lot_id": lot.id,
            "quantity": quantity,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        }

    # receipts --------------------------------------------------------------

    def test_w1_a_receipt_is_taken_into_the_yellow_zone(self):
        picking = self._receive(quantity=5.0)
        lot = picking.move_line_ids.lot_id
        self.assertEqual(picking.move_line_ids.location_dest_id, self._zone("await"))
        self.assertEqual((lot.quality_state, lot.med_yellow_qty), ("awaiting", 5.0))
        self.assertEqual(self.device.free_qty, 0.0)

    def test_w1_a_receipt_of_a_company_that_has_not_started_stays_where_it_was_sent(self):
        self.company.med_quality_since = False
        picking = self._receive()
        self.assertEqual(picking.move_line_ids.location_dest_id, self.warehouse.lot_stock_id)

    def test_w1_a_return_of_a_customer_goes_to_the_returns_zone(self):
        lot = self._stock()
        delivery = self._ship(lot=lot)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=delivery.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 1.0
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back._action_done()
        self.assertEqual(back.move_line_ids.location_dest_id, self._zone("return"))

    # reservation -----------------------------------------------------------

    def test_waiting_rejected_held_and_expired_lots_are_not_reserved(self):
        now = fields.Datetime.now()
        self._stock(lot="W", zone="await")
        self._stock(lot="R", zone="rejected")
        self._stock(lot="E", expiration_date=now - timedelta(minutes=1))
        self._stock(lot="H")._med_hold("Box wet", self.company)
        good = self._stock(lot="G", quantity=3.0)
        picking = self._ship(quantity=20.0, done=False)
        self.assertEqual(picking.move_ids.move_line_ids.lot_id, good)
        self.assertEqual(self._reserved(good), 3.0)
        self.assertEqual(self.device.free_qty, 0.0)

    def test_free_quantity_leaves_out_what_nobody_may_sell(self):
        self._stock(lot="W", zone="await", quantity=7.0)
        self._stock(lot="H", quantity=5.0)._med_hold("Box wet", self.company)
        self._stock(lot="G", quantity=3.0)
        self.env.invalidate_all()
        self.assertEqual((self.device.qty_available, self.device.free_qty), (15.0, 3.0))
        self.assertEqual(self.device.virtual_available, 3.0)

    def test_a_hold_ends_reservations_and_the_picker_is_told(self):
        lot = self._stock()
        picking = self._ship(quantity=4.0, done=False)
        picking.user_id = self.keeper
        self.assertEqual(self._reserved(lot), 4.0)
        wizard = self.env["med.lot.hold.wizard"].with_user(self.keeper)
        wizard.create({"lot_ids": [Command.set(lot.ids)], "reason": "Box wet"}).action_apply()
        self.assertEqual(self._reserved(lot), 0.0)
        self.assertEqual(lot.quant_ids.filtered("quantity").reserved_quantity, 0.0)
        self.assertIn(lot.name, picking.activity_ids.summary)
        self.assertTrue(lot.is_on_hold)

    def test_a_hold_is_lifted_by_quality_with_a_reason(self):
        lot = self._stock()
        lot._med_hold("Box wet", self.company)
        for user in (self.keeper, self.sales):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                lot.med_block_ids.with_user(user).action_lift("Dry again")
        with self.assertRaises(UserError):
            lot.med_block_ids.with_user(self.officer).action_lift(" ")
        lot.med_block_ids.with_user(self.officer).action_lift("Only the carton was wet")
        self.assertFalse(lot.is_on_hold)
        self.assertEqual(self._ship(lot=lot).state, "done")

    def test_a_salesperson_stops_no_lot(self):
        lot = self._stock()
        wizard = self.env["med.lot.hold.wizard"].with_user(self.sales)
        with self.assertRaises(AccessError):
            wizard.create({"lot_ids": [Command.set(lot.ids)], "reason": "x"}).action_apply()

    # every other path --------------------------------------------------------

    def test_k04_stock_is_not_typed_into_another_zone(self):
        lot = self._stock(zone="await")
        quant = lot.quant_ids.with_user(self.keeper)
        for vals in (
            {"location_id": self.warehouse.lot_stock_id.id},
            {"quantity": 1.0},
            {"lot_id": self._create_lot(self.device, name="B").id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                quant.write(vals)

    def test_k15_no_line_takes_a_lot_that_is_not_released(self):
        lots = {
            "held": self._stock(lot="H"),
            "expired": self._stock(lot="E", expiration_date=fields.Datetime.now() - timedelta(1)),
        }
        lots["held"]._med_hold("Box wet", self.company)
        for name, lot in lots.items():
            picking = self._ship(done=False)
            with self.subTest(name), self.assertRaisesRegex(UserError, "hold|expired"):
                self.env["stock.move.line"].with_user(self.keeper).create(self._line_vals(picking, lot))

    def test_k15_a_line_is_not_written_over_to_a_lot_that_is_not_released(self):
        good, bad = self._stock(lot="G"), self._stock(lot="H")
        bad._med_hold("Box wet", self.company)
        picking = self._ship(done=False)
        self.assertEqual(picking.move_line_ids.lot_id, good)
        with self.assertRaisesRegex(UserError, "on hold"):
            picking.move_line_ids.with_user(self.keeper).lot_id = bad

    def test_k15_goods_do_not_leave_the_yellow_zone_by_hand(self):
        lot = self._stock(zone="await")
        for source, target in (
            (self._zone("await"), self.warehouse.lot_stock_id),
            (self._zone("rejected"), self._zone("await")),
        ):
            if source == self._zone("rejected"):
                self._add_stock(self.device, 2.0, lot=lot, location=source)
            picking = self._create_picking(self.supplier, self.device, code="internal")
            picking.write({"location_id": source.id, "location_dest_id": target.id})
            picking.move_ids.write({"location_id": source.id, "location_dest_id": target.id})
            with self.subTest(source=source.name), self.assertRaisesRegex(UserError, "not released"):
                picking.action_confirm()
                picking.action_assign()

    def test_k15_a_chained_pick_takes_no_held_lot_on(self):
        self.warehouse.delivery_steps = "pick_ship"
        lot = self._stock()
        order = self._create_sale_order(self.customer, self.device, user=self.sales, quantity=2.0)
        order.with_user(self.sales).action_confirm()
        pick = order.picking_ids.filtered(lambda p: p.picking_type_id == self.warehouse.pick_type_id)
        pick.action_assign()
        pick.move_ids.picked = True
        pick._action_done()
        ship = order.picking_ids - pick
        ship = ship or pick.move_ids.move_dest_ids.picking_id
        self.assertEqual(ship.move_line_ids.lot_id, lot)
        lot._med_hold("Box wet", self.company)
        self.assertFalse(ship.move_line_ids)
        ship.action_assign()
        self.assertFalse(ship.move_line_ids)

    def test_k15_context_opens_nothing(self):
        lot = self._stock()
        lot._med_hold("Box wet", self.company)
        picking = self._ship(done=False)
        for context in (
            {"med_ticket": "zone_release"},
            {"skip_expired": True, "bypass_reservation_update": True},
            {"with_expiration": "2000-01-01"},
        ):
            lines = self.env["stock.move.line"].with_user(self.keeper).with_context(**context)
            with self.subTest(context=context), self.assertRaises(UserError):
                lines.create(self._line_vals(picking, lot))

    def test_k15_a_lot_stopped_after_picking_does_not_ship(self):
        lot = self._stock()
        picking = self._ship(lot=lot, done=False)
        picking.move_ids.picked = True
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_lot SET expiration_date = now() - interval '1 day' WHERE id = %s", [lot.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "expired"):
            picking._action_done()
        self.assertNotEqual(picking.state, "done")

    def test_k16_more_than_lies_there_is_not_shipped(self):
        lot = self._stock(quantity=100.0)
        picking = self._ship(quantity=1.0, lot=lot, done=False)
        picking.move_line_ids.quantity = 500.0
        picking.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "more would leave"):
            picking._action_done()
        self.env.invalidate_all()
        self.assertFalse(lot.quant_ids.filtered(lambda q: q.quantity < 0))

    def test_k08_a_lot_that_was_judged_is_not_deleted(self):
        lot = self._create_lot(self.device, name="D")
        lot._med_hold("Box wet", self.company)
        with self.assertRaises(UserError):
            lot.unlink()

    def test_scrap_and_return_of_rejected_goods_stay_possible(self):
        lot = self._stock(zone="rejected")
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.device.id,
                "lot_id": lot.id,
                "scrap_qty": 1.0,
                "location_id": self._zone("rejected").id,
            }
        )
        scrap.do_scrap()
        self.assertEqual(scrap.state, "done")

    # zones --------------------------------------------------------------------

    def test_goods_are_released_by_the_transfer_of_quality_only(self):
        lot = self._stock(zone="await", quantity=8.0)
        row = {
            "product_id": self.device.id,
            "lot_id": lot.id,
            "quantity": 5.0,
            "location_id": self._zone("await").id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
        }
        picking = self.env["med.zone.transfer"]._move(self.company, [row], "release", lot)
        self.assertEqual(picking.state, "done")
        self.assertEqual((lot.med_green_qty, lot.med_yellow_qty), (5.0, 3.0))
        self.assertEqual(lot.quality_state, "released")
        lot._med_hold("Box wet", self.company)
        with self.assertRaisesRegex(UserError, "on hold"):
            self.env["med.zone.transfer"]._move(self.company, [{**row, "quantity": 3.0}], "release", lot)

    def test_a_release_uses_up_what_a_route_in_two_steps_had_planned(self):
        self.warehouse.reception_steps = "two_steps"
        order = self._create_purchase_order(self.supplier, self.device, quantity=6.0)
        order.button_confirm()
        receipt = order.picking_ids.with_user(self.env.user)
        self.assertEqual(receipt.location_dest_id.med_zone_effective, "await")
        receipt.move_line_ids.lot_name = "LOT-2S"
        receipt.move_ids.picked = True
        receipt._action_done()
        waiting = receipt.move_ids.move_dest_ids
        self.assertFalse(waiting.move_line_ids)
        row = {
            "product_id": self.device.id,
            "lot_id": receipt.move_line_ids.lot_id.id,
            "quantity": 4.0,
            "location_id": receipt.location_dest_id.id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
        }
        self.env["med.zone.transfer"]._move(self.company, [row], "release", receipt)
        self.assertEqual(waiting.product_uom_qty, 2.0)

    def test_a_place_with_goods_does_not_change_its_colour(self):
        self._stock(zone="await")
        with self.assertRaises(UserError):
            self._zone("await").with_user(self.officer).sudo().med_zone = "released"
        with self.assertRaises(AccessError):
            self._zone("return").with_user(self.keeper).sudo(False).med_zone = "released"

    def test_no_configuration_lets_unreleased_goods_out(self):
        rules = self.env["med.zone.rule"].with_user(self.users["consultant"])
        for vals in (
            {"source": "yellow", "destination": "customer", "goods": "clear"},
            {"source": "green", "destination": "customer", "goods": "any"},
            {"source": "red", "destination": "green", "goods": "clear"},
            {"source": "yellow", "destination": "customer", "goods": "clear", "purpose": "release"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                rules.create(vals)

    def test_state_and_zone_agree_in_search_and_on_the_form(self):
        lots = {
            "awaiting": self._stock(lot="1", zone="await"),
            "released": self._stock(lot="2"),
            "rejected": self._stock(lot="3", zone="rejected"),
            "expired": self._stock(lot="4", expiration_date=fields.Datetime.now() - timedelta(1)),
        }
        for state, lot in lots.items():
            with self.subTest(state):
                self.assertEqual(lot.quality_state, state)
                domain = [("quality_state", "=", state), ("product_id", "=", self.device.id)]
                self.assertEqual(self.env["stock.lot"].search(domain), lot)

    def test_queries_of_a_delivery_do_not_grow_with_its_lines(self):
        counts = []
        for number in (5, 10):
            names = [f"P{number}-{position}" for position in range(number)]
            products = [self._register(self._create_device("2", name=name)) for name in names]
            for product in products:
                self._stock(product, lot=f"L{product.id}")
            picking = self._create_picking(self.customer, [(p, 1.0) for p in products])
            picking.action_confirm()
            picking.action_assign()
            lines = self.env["stock.move.line"].browse(picking.move_line_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines._med_problems()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
