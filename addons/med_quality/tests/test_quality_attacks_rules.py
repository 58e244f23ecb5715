from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestRulesAttacks(InspectionCommon):
    """Ways round the status of goods by places, warehouses, settings, rules and repeated inspections."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.green = cls.warehouse.lot_stock_id
        # the head of the warehouse: a keeper who also keeps places and routes
        cls.chief = cls._create_job_user("keeper", login="med_test_chief")
        cls.chief.sudo().group_ids = [Command.link(cls.env.ref("stock.group_stock_manager").id)]

    def _refused(self, attack, text=""):
        with self.assertRaisesRegex((UserError, AccessError), text), self.cr.savepoint():
            attack()
            self.env.flush_all()
        self.env.invalidate_all()

    def _place(self, parent, **vals):
        return self.env["stock.location"].create({"name": "Shelf", "location_id": parent.id, **vals})

    # places -------------------------------------------------------------------

    def test_k04_a_place_above_waiting_goods_keeps_its_use(self):
        shelf = self._place(self._zone("await"))
        lot = self._create_lot(self.device, name="Y-1")
        self._add_stock(self.device, 10.0, lot=lot, location=shelf)
        for place in (shelf, self._zone("await")):
            for usage in ("inventory", "supplier", "customer", "production"):
                with self.subTest(place=place.name, usage=usage):
                    self._refused(lambda p=place, u=usage: p.with_user(self.chief).write({"usage": u}))
        self.assertEqual((lot.med_green_qty, lot.med_yellow_qty), (0.0, 10.0))

    def test_k04_a_place_in_the_yellow_zone_is_coloured_green_by_nobody_in_the_warehouse(self):
        zone = self._zone("await").with_user(self.chief)
        for vals in ({"med_zone": "released"}, {"med_zone": False}, {"location_id": self.green.id}):
            with self.subTest(vals):
                self._refused(lambda v=vals: zone.write(v))
        parent = self.warehouse.view_location_id.with_user(self.chief)
        self._refused(lambda: parent.write({"child_ids": [Command.update(zone.id, {"med_zone": False})]}))

    def test_k04_a_green_place_within_the_yellow_one_gets_no_waiting_goods(self):
        lot = self._stock(lot="Y-1", zone="await")
        hidden = self._place(self._zone("await"), med_zone="released")
        quant = lot.quant_ids.with_user(self.keeper)
        self._refused(lambda: quant.move_quants(location_dest_id=hidden), "not released")

    def test_k04_zones_of_a_warehouse_stay_places_of_their_colour(self):
        warehouse = self.warehouse.with_user(self.chief)
        for name in ("med_await_id", "med_return_id", "med_rejected_id"):
            for place in (self.green, self.env["stock.location"]):
                with self.subTest(name, place=place.name):
                    self._refused(lambda n=name, p=place: warehouse.write({n: p.id}))
        self._refused(lambda: warehouse.write({"med_await_id": self.warehouse.med_rejected_id.id}))

    def test_k04_a_zone_of_a_warehouse_is_not_archived(self):
        for name in ("await", "return", "rejected"):
            zone = self._zone(name).with_user(self.chief)
            with self.subTest(name):
                self._refused(lambda z=zone: z.write({"active": False}))
        self.assertTrue(self._zone("await").active)

    def test_another_red_place_may_be_the_zone_of_a_warehouse(self):
        red = self._place(self.warehouse.view_location_id, usage="internal", med_zone="rejected")
        self.warehouse.with_user(self.chief).med_rejected_id = red
        self.assertEqual(self.warehouse.med_rejected_id, red)

    # routes and transfers --------------------------------------------------------

    def test_k04_another_end_of_an_operation_type_brings_no_receipt_into_green(self):
        kind = self.warehouse.in_type_id.with_user(self.chief)
        kind.default_location_dest_id = self._place(self.green)
        lot = self._receipt(["T-1"]).line_ids.lot_id
        self.assertEqual((lot.med_green_qty, lot.med_yellow_qty), (0.0, 10.0))

    def test_k10_party_and_place_changed_after_the_reservation_are_judged(self):
        self._stock(lot="G-1")
        stranger = self._create_partner("distributor", name="Never admitted")
        picking = self._ship(done=False).with_user(self.keeper)
        picking.partner_id = stranger
        picking.move_ids.picked = True
        self._refused(picking.button_validate, "Never admitted")

    def test_k06_a_return_brings_nothing_straight_into_green(self):
        self._stock(lot="G-1")
        sent = self._ship(quantity=2.0)
        wizard = Form(
            self.env["stock.return.picking"]
            .with_user(self.chief)
            .with_context(active_id=sent.id, active_ids=sent.ids, active_model="stock.picking")
        ).save()
        wizard.product_return_moves.quantity = 2.0
        back = self.env["stock.picking"].with_user(self.chief).browse(
            wizard.action_create_returns()["res_id"]
        )
        back.location_dest_id = self.green
        back.move_ids.location_dest_id = self.green
        back.move_ids.picked = True
        back.button_validate()
        lot = sent.move_line_ids.lot_id
        self.assertEqual((lot.med_green_qty, lot.med_yellow_qty), (8.0, 2.0))

    # figures of the stock, by every door -----------------------------------------

    def test_k04_no_door_of_the_client_types_in_stock(self):
        lot = self._stock(lot="Y-1", zone="await")
        quant = lot.quant_ids.with_user(self.keeper)
        keeper = self.env["stock.quant"].with_user(self.keeper)
        vals = {"product_id": self.device.id, "location_id": self.green.id, "lot_id": lot.id}
        rows = [list(map(str, (self.device.id, self.green.id, lot.id, 5)))]
        names = ["product_id/.id", "location_id/.id", "lot_id/.id", "quantity"]
        defaults = {f"default_{name}": value for name, value in {**vals, "quantity": 5}.items()}
        more = Command.update(quant.id, {"quantity": 99})
        for attack in (
            lambda: quant.web_save({"location_id": self.green.id}, {}),
            lambda: lot.with_user(self.keeper).write({"quant_ids": [more]}),
            lambda: quant.copy({"location_id": self.green.id}),
            quant.unlink,
            lambda: keeper.with_context(**defaults).create({}),
            lambda: keeper.with_context(inventory_mode=True, **defaults).create({}),
        ):
            try:
                with self.cr.savepoint():
                    attack()
                    self.env.flush_all()
            except (UserError, AccessError):
                pass
            self.env.invalidate_all()
        keeper.load(names, rows)
        self.env.invalidate_all()
        self.assertEqual((lot.med_green_qty, lot.med_yellow_qty), (0.0, 10.0))

    def test_k08_a_lot_on_stock_does_not_become_another_products(self):
        lot = self._stock(lot="L-1")
        other = self._create_device("2", name="Other device")
        self._refused(lambda: lot.with_user(self.keeper).write({"product_id": other.id}))

    def test_k08_facts_of_a_block_are_written_by_nobody(self):
        lot = self._stock(lot="L-1")
        block = lot._med_hold("Doubt", self.company)
        for user in (self.users["quality_officer"], self.keeper, self.users["consultant"]):
            for vals in ({"reason": "None"}, {"state": "released"}, {"lot_id": False}):
                self._refused(lambda u=user, v=vals: block.with_user(u).write(v))
            self._refused(lambda u=user: block.with_user(u).unlink())

    def test_k07_expiry_is_not_switched_off_while_goods_lie_there(self):
        self.device.use_expiration_date = True
        self._receipt(["X-1"])
        for job in ("purchaser", "quality_officer"):
            product = self.device.with_user(self.users[job])
            for record in (product, product.product_tmpl_id):
                with self.subTest(job, model=record._name):
                    self._refused(lambda r=record: r.write({"use_expiration_date": False}), "on stock")

    # inspections ------------------------------------------------------------------

    def _inspect_anew(self, lot, user=None):
        lots = lot.with_user(user or self.inspector)
        inspection = self.env["med.inspection"].browse(lots.action_med_inspect("Look again")["res_id"])
        self._as(inspection.line_ids).write({"result": "pass"})
        self._as(inspection).action_sign()

    def test_k15_rejected_goods_are_not_released_by_inspecting_them_anew(self):
        inspection = self._receipt(["R-1"])
        line = self._as(inspection.line_ids)
        line.write({"result": "fail", "reason_id": self.reason.id})
        self._as(inspection).action_sign()
        lot = line.lot_id
        self._refused(lambda: self._inspect_anew(lot))
        self.assertEqual((lot.med_green_qty, lot.med_red_qty), (0.0, 10.0))

    def test_k15_goods_that_wait_elsewhere_are_not_inspected_by_a_lighter_plan(self):
        items = [Command.create({"name": "Look", "kind": "outer"})]
        self.env["med.inspection.plan"].create(
            {"name": "Two", "partner_id": self.supplier.id, "needs_two": True, "item_ids": items}
        )
        inspection = self._receipt(["W-1"])
        self.assertTrue(inspection.needs_second)
        lot = inspection.line_ids.lot_id
        self._refused(lambda: self._inspect_anew(lot), "waits in")
        lot.quant_ids.filtered(lambda q: q.location_id == self._zone("await")).with_user(
            self.keeper
        ).move_quants(location_dest_id=self._zone("return"))
        self._refused(lambda: self._inspect_anew(lot), "waits in")
        self.assertEqual(lot.med_green_qty, 0.0)

    def test_k15_goods_that_wait_for_a_paper_are_not_released_by_another_inspection(self):
        stranger = self._create_partner("supplier", name="Not admitted")
        inspection = self._receipt(["P-1"], partner=stranger)
        lot = inspection.line_ids.lot_id
        self._as(inspection).action_sign()
        self.assertEqual(inspection.line_ids.release_state, "waiting")
        self._refused(lambda: self._inspect_anew(lot), "waits in")
        self.assertEqual(lot.med_green_qty, 0.0)

    def test_k05_facts_of_arrival_stay_once_the_inspection_is_signed(self):
        inspection = self._receipt(["C-1"])
        receipt = inspection.picking_id.with_user(self.receiver)
        facts = {"med_transport_mode": "van", "med_transit_verdict": "out", "med_plate": "A1"}
        receipt.write({"med_arrival_temperature": 15.0, **facts})
        self._as(inspection).action_sign()
        for vals in (
            {"med_arrival_temperature": 5.0},
            {"med_transport_mode": "cold_van"},
            {"med_has_temperature": False},
            {"med_transit_verdict": "ok"},
            {"med_plate": False},
        ):
            with self.subTest(vals):
                self._refused(lambda v=vals: receipt.write(v), "signed")
        self.assertEqual(receipt.med_arrival_temperature, 15.0)
        receipt.write({"med_waybill": "WB-1", "med_plate": "A1"})
        receipt.with_user(self.users["quality_officer"]).med_plate = "A2"
        entries = self.env["med.ledger.entry"].search([("event", "=", "receipt.transport")])
        self.assertIn(receipt.id, entries.mapped("res_id"))

    # rules and settings -------------------------------------------------------------

    def test_k18_inspection_once_begun_is_not_put_off_by_the_settings(self):
        admin = self.admin_user
        later = self.today + timedelta(days=30)
        for value in (False, later):
            with self.subTest(value=value):
                company = self.company.with_user(admin)
                self._refused(lambda c=company, v=value: c.write({"med_quality_since": v}), "inspected since")
                settings = self.env["res.config.settings"].with_user(admin)
                begun = {"med_quality_since": value}
                self._refused(lambda s=settings, v=begun: s.create(v).execute(), "inspected since")
        self.assertTrue(self.company._med_quality_is_on())

    def test_settings_of_quality_are_on_record(self):
        company = self.company.with_user(self.admin_user)
        company.write({"med_count_limit": 77777.0, "med_backdate_hours": 9999.0})
        company.write({"med_count_limit": 77777.0})
        entries = self.env["med.ledger.entry"].search(
            [("event", "=", "quality.setting_changed"), ("res_id", "=", company.id)]
        ).filtered(lambda entry: "77777" in str(entry.facts))
        self.assertEqual(len(entries), 1)
        self.assertIn("9999", str(entries.facts))

    def test_k18_a_plan_for_all_goods_stays(self):
        plans = self.env["med.inspection.plan"].with_user(self.users["consultant"])
        general = plans.search(
            [("product_id", "=", False), ("categ_id", "=", False), ("partner_id", "=", False)]
        )
        self._refused(lambda: general.write({"active": False}), "every")
        self._refused(lambda: general.write({"partner_id": self.supplier.id}), "every")

    def test_k11_defaults_of_a_client_decide_nothing(self):
        officer = self.users["quality_officer"]
        forged = {"default_state": "done", "default_verified_by_id": officer.id, "default_number": "X"}
        capas = self.env["med.capa"].with_user(officer).with_context(**forged)
        capa = capas.create({"name": "Forged", "scope": "product", "product_id": self.device.id})
        self.assertEqual((capa.state, capa.verified_by_id.id), ("draft", False))
        self._refused(lambda: capas.name_create("Forged"))
