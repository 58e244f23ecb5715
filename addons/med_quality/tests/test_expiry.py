from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import MedQualityCommon


class ExpiryCommon(MedQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()

    @classmethod
    def _in_days(cls, days):
        return cls.now + timedelta(days=days)

    @classmethod
    def _lots(cls, *ends, quantity=10.0):
        """Lots on stock that expire in so many days (None: never)."""
        return [
            cls._stock(
                lot=f"LOT-{number}",
                quantity=quantity,
                expiration_date=cls._in_days(days) if days is not None else False,
            )
            for number, days in enumerate(ends, 1)
        ]


@tagged("post_install", "-at_install")
class TestExpiry(ExpiryCommon):
    def test_peer_11_a_lot_without_date_gets_none(self):
        self.device.write({"use_expiration_date": True, "expiration_time": 365, "removal_time": 30})
        lot = self._create_lot(self.device, name="NO-DATE")
        self.assertFalse(lot.expiration_date)
        self.assertFalse(lot.removal_date)

    def test_peer_11_goods_that_are_no_devices_keep_odoos_rule(self):
        goods = self._create_goods(tracking="lot", use_expiration_date=True, expiration_time=30)
        self.assertTrue(self._create_lot(goods, name="PLAIN").expiration_date)

    def test_peer_11_a_receipt_fills_in_no_date(self):
        self.device.write({"use_expiration_date": True, "expiration_time": 365})
        picking = self._receive(lot_name="RECEIVED")
        self.assertFalse(picking.move_line_ids.expiration_date)
        self.assertFalse(picking.move_line_ids.lot_id.expiration_date)

    def test_peer_11_a_receipt_keeps_the_date_that_was_typed(self):
        picking = self._create_picking(self.supplier, self.device, code="incoming", quantity=5)
        picking.action_confirm()
        end = self._in_days(400)
        picking.move_ids.move_line_ids.write({"lot_name": "TYPED", "expiration_date": end})
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(picking.move_line_ids.lot_id.expiration_date, end)

    def test_peer_11_generated_lots_have_no_date_and_pasted_ones_theirs(self):
        self.device.write({"use_expiration_date": True, "expiration_time": 365})
        context = {
            "default_product_id": self.device.id,
            "default_tracking": "lot",
            "default_quantity": 4,
            "default_location_dest_id": self.warehouse.lot_stock_id.id,
        }
        moves = self.env["stock.move"]
        made = moves.action_generate_lot_line_vals(context, "generate", "L-001", 2, None)
        self.assertEqual([bool(vals.get("expiration_date")) for vals in made], [False, False])
        pasted = moves.action_generate_lot_line_vals(context, "import", None, 0, "L-9;2\t2031-05-31")
        self.assertEqual(fields.Datetime.to_string(pasted[0]["expiration_date"])[:10], "2031-05-31")

    def test_peer_11_the_date_in_the_lot_form_is_empty(self):
        self.device.write({"use_expiration_date": True, "expiration_time": 365})
        form = Form(self.env["stock.lot"].with_context(default_product_id=self.device.id))
        form.name = "FORM"
        self.assertFalse(form.save().expiration_date)

    def test_u19_a_new_device_kept_by_lot_has_a_place_for_the_date(self):
        self.assertTrue(self._create_device("2").use_expiration_date)
        self.assertFalse(self._create_device("2", tracking="none").use_expiration_date)

    def test_u19_expiry_before_production_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "before it was made"):
            self._create_lot(
                self.device,
                name="BACK",
                med_production_date=self.today - timedelta(days=10),
                expiration_date=self._in_days(-20),
            )

    def test_u19_the_expiry_of_goods_that_moved_is_corrected_by_quality_only(self):
        lot = self._receive(expiration_date=self._in_days(200)).move_line_ids.lot_id
        with self.assertRaisesRegex(AccessError, "evidence"):
            lot.with_user(self.keeper).write({"expiration_date": self._in_days(900)})
        lot.with_user(self.officer).write({"expiration_date": self._in_days(300)})
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "lot.expiry_date"), ("res_id", "=", lot.id)], order="id desc", limit=1
        )
        self.assertTrue(entry)

    def test_u19_devices_leave_by_their_expiry(self):
        _later, soon, never = self._lots(300, 100, None)
        picking = self._ship(quantity=15, done=False)
        taken = picking.move_line_ids.sorted("id")
        self.assertEqual(taken.lot_id[0], soon)
        self.assertEqual(sum(taken.filtered(lambda line: line.lot_id == soon).mapped("quantity")), 10)
        self.assertNotIn(never, taken.lot_id)

    def test_u19_a_chosen_strategy_counts_more_than_the_default(self):
        later, _soon = self._lots(300, 100)
        self.warehouse.lot_stock_id.removal_strategy_id = self.env.ref("stock.removal_fifo")
        later.quant_ids.sudo().write({"in_date": self._in_days(-50)})
        self.assertEqual(self._ship(done=False).move_line_ids.lot_id, later)

    def test_peer_17_expired_goods_do_not_leave_with_skip_expired(self):
        lot = self._stock(expiration_date=self._in_days(100))
        picking = self._ship(quantity=2, lot=lot, done=False)
        picking.move_ids.picked = True
        lot.expiration_date = self._in_days(-1)
        keeper = picking.with_user(self.keeper).with_context(skip_expired=True)
        with self.assertRaisesRegex(UserError, "expired"):
            keeper.button_validate()
        with self.assertRaisesRegex(UserError, "expired"):
            keeper._action_done()

    def test_peer_17_an_expired_lot_is_not_reserved_though_no_cron_ran(self):
        expired, good = self._lots(-1, 200)
        picking = self._ship(quantity=12, done=False)
        self.assertEqual(picking.move_line_ids.lot_id, good)
        self.assertNotIn(expired, picking.move_line_ids.lot_id)

    def test_peer_17_an_expired_lot_cannot_be_put_in_by_hand(self):
        lot = self._stock(expiration_date=self._in_days(-1))
        with self.assertRaisesRegex(UserError, "expired"):
            self._ship(lot=lot)


@tagged("post_install", "-at_install")
class TestRemainingLife(ExpiryCommon):
    def test_u19_reservation_skips_lots_too_short_for_this_customer(self):
        soon, later = self._lots(100, 300)
        self.customer.med_min_remaining_days = 180
        self.assertEqual(self._ship(done=False).move_line_ids.lot_id, later)
        other = self._create_picking(self._admit_dealer(name="Takes all", med_uscc=False), self.device)
        other.action_confirm()
        other.action_assign()
        self.assertEqual(other.move_line_ids.lot_id, soon)

    def test_u19_a_short_lot_put_in_by_hand_stops_at_the_door(self):
        soon, _later = self._lots(100, 300)
        self.customer.med_min_remaining_days = 180
        with self.assertRaisesRegex(UserError, "at least 180 days"):
            self._ship(lot=soon)

    def test_u19_the_closest_rule_counts(self):
        self.customer.med_min_remaining_days = 180
        rules = self.env["med.life.rule"]
        least = lambda: self.customer._med_least_days(self.device, self.company)  # noqa: E731
        self.assertEqual(least(), (180, True))
        everybody = rules.create({"product_id": self.device.id, "days": 30})
        self.assertEqual(least(), (180, True))
        rules.create({"partner_id": self.customer.id, "categ_id": self.device.categ_id.id, "days": 90})
        self.assertEqual(least(), (90, True))
        own = rules.create({"partner_id": self.customer.id, "product_id": self.device.id, "days": 0})
        self.assertEqual(least(), (0, True))
        own.active = False
        self.assertEqual(least(), (90, True))
        self.assertEqual(self.supplier._med_least_days(self.device, self.company), (30, True))
        everybody.unlink()
        self.company.med_min_remaining_months = 4
        self.assertEqual(self.supplier._med_least_days(self.device, self.company), (120, False))

    def test_u19_the_companys_general_rule_reminds_and_lets_go(self):
        self.company.med_min_remaining_months = 6
        (soon,) = self._lots(100)
        picking = self._ship(done=False)
        self.assertEqual(picking.move_line_ids.lot_id, soon)
        self.assertIn(("remaining_life_short", "warn"), self._codes(picking, "ship"))
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(picking.state, "done")

    def test_u19_an_address_of_the_customer_may_ask_for_more(self):
        self.customer.med_min_remaining_days = 30
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.customer.id, "type": "delivery", "med_min_remaining_days": 90}
        )
        self.assertEqual(ward._med_least_days(self.device, self.company), (90, True))

    def test_k11_a_context_neither_gives_nor_takes_remaining_life(self):
        soon, later = self._lots(100, 300)
        self.customer.med_min_remaining_days = 180
        keys = {"med_least_life": {}, "med_least_life_wanted": {"moment": "2000-01-01"}}
        picking = self._ship(done=False).with_context(**keys)
        picking.do_unreserve()
        picking.action_assign()
        self.assertEqual(picking.move_line_ids.lot_id, later)
        self.assertNotIn(soon, picking.move_line_ids.lot_id)

    def test_reserving_more_lines_takes_no_more_queries_for_their_rules(self):
        self.env["med.life.rule"].create({"product_id": self.device.id, "days": 20})
        self._lots(100, 300, quantity=1000.0)

        def queries(lines):
            picking = self._create_picking(self.customer, [(self.device, 1.0)] * lines)
            picking.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            moves = picking.move_ids
            before = self.env.cr.sql_log_count
            moves._med_least_moments()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(12), queries(2) + 1)
