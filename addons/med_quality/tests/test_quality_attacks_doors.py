import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon
from .test_quality_attacks_people import Refusals
from .test_storage import StorageCommon
from .test_warehouse_dossier import WarehouseCommon


@tagged("post_install", "-at_install")
class TestDoorsAttacks(Refusals, InspectionCommon):
    """Side doors: counts elsewhere, scrap, defaults, the switcher of companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.green = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")

    def _at(self, place, lot):
        quants = self.env["stock.quant"].search([("location_id", "=", place.id), ("lot_id", "=", lot.id)])
        return sum(quants.mapped("quantity"))

    def test_k04_a_count_sheet_counts_nothing_at_customers(self):
        lot = self._stock(lot="G-1")
        count = self.env["med.count"].with_user(self.keeper).create({"location_id": self.green.id})
        count.action_start()
        count.line_ids.action_same()
        for place in (self.customers, self.suppliers, self.device.property_stock_inventory):
            vals = {
                "count_id": count.id,
                "location_id": place.id,
                "product_id": self.device.id,
                "lot_id": lot.id,
                "counted": 9.0,
                "cause_id": self.env.ref("med_quality.count_cause_picked").id,
            }
            with self.subTest(place=place.name):
                self._refused(lambda v=vals: self.env["med.count.line"].with_user(self.keeper).create(v))
                self.assertLessEqual(self._at(place, lot), 0.0)

    def test_k06_scrap_ends_at_no_customer_and_in_no_green_place(self):
        lot = self._stock(lot="Y-1", zone="await")
        good = self._stock(lot="G-1")
        for goods, source, target in (
            (good, self.green, self.customers),
            (lot, self._zone("await"), self.green),
            (lot, self._zone("await"), self.customers),
        ):
            vals = {
                "product_id": self.device.id,
                "lot_id": goods.id,
                "scrap_qty": 1.0,
                "location_id": source.id,
                "scrap_location_id": target.id,
            }
            scrap = self.env["stock.scrap"].with_user(self.keeper)
            self._refused(lambda v=vals, s=scrap: s.create(v).action_validate())
        self.assertEqual((self._at(self.customers, good), lot.med_green_qty), (0.0, 0.0))

    def test_k18_nothing_is_born_done_by_a_default(self):
        lot = self._stock(lot="Y-1", zone="await")
        places = {"location_id": self._zone("await").id, "location_dest_id": self.green.id}
        move = {"product_id": self.device.id, "product_uom_qty": 5.0, **places}
        vals = {"picking_type_id": self.warehouse.int_type_id.id, **places}
        done = {"default_state": "done"}
        pickings = self.env["stock.picking"].with_user(self.keeper)
        picking = pickings.create({**vals, "move_ids": [Command.create(move)]})
        line = {"lot_id": lot.id, "quantity": 5.0, "picking_id": picking.id, "product_id": self.device.id}
        line |= {**places, "move_id": picking.move_ids.id}
        for attack in (
            lambda: pickings.with_context(**done).create({**vals, "move_ids": [Command.create(move)]}),
            lambda: self.env["stock.move"].with_user(self.keeper).with_context(**done).create(move),
            lambda: self.env["stock.move.line"].with_user(self.keeper).with_context(**done).create(line),
        ):
            try:
                with self.cr.savepoint():
                    attack()
                    self.env.flush_all()
            except (UserError, AccessError):
                pass
            self.env.invalidate_all()
        moves = self.env["stock.move"].search([("product_id", "=", self.device.id)])
        self.assertNotIn("done", moves.mapped("state"))
        self.assertNotIn("done", moves.picking_id.mapped("state"))
        self.assertEqual((lot.med_green_qty, lot.med_yellow_qty), (0.0, 10.0))

    def test_k11_the_switcher_of_companies_frees_no_direct_transfer(self):
        other = self.env["res.company"].create({"name": "Second company"})
        self.keeper.sudo().company_ids = [Command.link(other.id)]
        lot = self._create_lot(self.device, name="BY-HAND")
        places = {"location_id": self.suppliers.id, "location_dest_id": self.customers.id}
        move = {"product_id": self.device.id, "product_uom_qty": 1.0, **places}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                "move_ids": [Command.create(move)],
                **places,
            }
        )
        picking.action_confirm()
        picking.move_line_ids.unlink()
        line = {"move_id": picking.move_ids.id, "picking_id": picking.id, "product_id": self.device.id}
        self.env["stock.move.line"].create(
            {**line, "lot_id": lot.id, "quantity": 1.0, "picked": True, **places}
        )
        switched = {"allowed_company_ids": [other.id, self.company.id]}
        mine = picking.with_user(self.keeper).with_context(**switched)
        self._refused(mine.button_validate, "record of direct delivery")

    def test_k11_the_switcher_of_companies_frees_no_held_lot(self):
        other = self.env["res.company"].create({"name": "Second company"})
        self.keeper.sudo().company_ids = [Command.link(other.id)]
        lot = self._stock(lot="G-1")
        picking = self._ship(lot=lot, done=False)
        self.env["med.lot.block"]._with_ticket("create").sudo().create(
            self.env["med.lot.block"]._prepare_place_vals("hold", lot, self.company, "Doubt", None)
        )
        picking.move_ids.picked = True
        mine = picking.with_user(self.keeper)
        mine = mine.with_context(allowed_company_ids=[other.id, self.company.id])
        self._refused(mine.button_validate, "on hold")
        self._refused(lambda: mine.move_line_ids.write({"quantity": 2.0}), "on hold")


@tagged("post_install", "-at_install")
class TestReadingsAttacks(Refusals, StorageCommon):
    """Readings that nobody took."""

    def test_k05_a_half_day_is_not_filled_by_a_reading_without_sensor_or_reason(self):
        day = self.today - timedelta(days=3)
        missing = self.env["med.storage.missing"]._with_ticket("create").create(
            {"area_id": self.cold.id, "company_id": self.company.id, "day": day, "slot": "am"}
        )
        row = {"area": "C1", "read_at": f"{fields.Date.to_string(day)}T09:00:00+08:00", "temperature": 5}
        readings = self.env["med.storage.reading"].with_user(self.keeper)
        self.assertEqual(readings.record([row])["accepted"], 1)
        self.assertEqual(missing.state, "open")
        later = {**row, "read_at": f"{fields.Date.to_string(day)}T09:30:00+08:00"}
        self.assertEqual(readings.record_round([{**later, "reason": ""}])["accepted"], 0)
        self.assertEqual(readings.record_round([{**later, "reason": "Book found"}])["accepted"], 1)
        self.assertEqual(missing.state, "filled")

    def test_k05_missing_readings_are_neither_made_nor_closed_by_hand(self):
        rows = self.env["med.storage.missing"]
        missing = rows._with_ticket("create").create(
            {"area_id": self.cold.id, "company_id": self.company.id, "day": self.today, "slot": "am"}
        )._without_ticket()
        for user in (self.keeper, self.officer):
            for attack in (
                lambda u=user: missing.with_user(u).write({"state": "explained"}),
                lambda u=user: missing.with_user(u).unlink(),
                lambda u=user: missing.with_user(u).action_explain(),
                lambda u=user: rows.with_user(u).create({"area_id": self.cold.id}),
            ):
                self._refused(attack)
        self.assertEqual(missing.state, "open")

    def test_k05_the_file_of_a_logger_stays_as_it_was_taken_in(self):
        raw = b"Time,Temperature\n2026-11-20 08:00,5.0\n"
        vals = {"name": "Plain", "time_column": "Time", "temperature_column": "Temperature"}
        form = self.env["med.logger.format"].create(vals)
        files = self.env["med.storage.import"].with_user(self.keeper)
        taken = files.create(
            {
                "file": base64.b64encode(raw),
                "file_name": "log.csv",
                "area_id": self.cold.id,
                "format_id": form.id,
            }
        )
        taken.action_take()
        own = [("res_model", "=", taken._name), ("res_id", "=", taken.id), ("res_field", "=", "file")]
        file = self.env["ir.attachment"].with_user(self.keeper).search(own)
        self.assertTrue(file)
        self._refused(lambda: file.write({"raw": b"other"}))
        self._refused(file.unlink)
        self._refused(lambda: taken.write({"file": base64.b64encode(b"other")}))
        self.assertEqual(file.raw, raw)

    def test_another_column_for_the_temperature_is_on_record(self):
        vals = {"name": "Plain", "time_column": "Time", "temperature_column": "Temperature"}
        form = self.env["med.logger.format"].create(vals)
        form.with_user(self.keeper).temperature_column = "Setpoint"
        entries = self.env["med.ledger.entry"].search([("event", "=", "rule.changed")])
        self.assertTrue(entries.filtered(lambda e: (e.res_model, e.res_id) == (form._name, form.id)))

    def test_k18_a_planned_blind_count_stays_blind(self):
        vals = {"name": "Dear", "location_id": self.shelf.id, "kind": "month", "is_blind": True}
        count = self.env["med.count.rule"].create(vals)._plan().with_user(self.keeper)
        for attack in (
            {"is_blind": False},
            {"rule_id": False, "is_blind": False},
            {"location_id": self.warehouse.lot_stock_id.id},
        ):
            self._refused(lambda v=attack: count.write(v), "planned")
        count.action_start()
        self._refused(count.line_ids.action_same, "blind")

    def test_k05_planned_goods_are_not_struck_off_a_check(self):
        plan = self.env["med.stock.check.plan"].create({"name": "Cold", "condition": "cold"})
        check = plan._make_check().with_user(self.keeper)
        line = check.line_ids
        other = self._stock(lot="OTHER")
        for attack in (
            line.unlink,
            lambda: line.write({"lot_id": other.id}),
            lambda: line.write({"quantity": 0.0}),
            lambda: check.write({"line_ids": [Command.delete(line.id)]}),
            check.unlink,
        ):
            self._refused(attack)
        line.write({"result": "doubt", "note": "Wet"})
        check.action_done()
        self.assertTrue(self.lot.is_on_hold)


@tagged("post_install", "-at_install")
class TestWarehouseAttacks(Refusals, WarehouseCommon):
    """A warehouse of others made to look like one in order."""

    def test_k18_an_evaluation_lasts_no_longer_than_its_year(self):
        later = self.today + timedelta(days=3650)
        self._refused(lambda: self._evaluate(next_on=later), "within the year")

    def test_k18_a_warehouse_with_a_file_is_not_called_our_own(self):
        self._approve()
        for job in ("consultant", "quality_officer"):
            warehouse = self.warehouse.with_user(self.users[job]).sudo(False)
            self._refused(lambda w=warehouse: w.write({"med_operation": "own"}))
        chief = self._create_job_user("quality_officer", login="med_test_chief_officer")
        chief.sudo().group_ids = [Command.link(self.env.ref("stock.group_stock_manager").id)]
        self._refused(lambda: self.warehouse.with_user(chief).write({"med_operation": "own"}), "file")
