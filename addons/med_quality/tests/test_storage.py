"""Readings of rooms, excursions and their goods, missing readings, files of loggers."""

import base64
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import MedQualityCommon


class StorageCommon(MedQualityCommon):
    """A cold store (2 to 8 °C) over a shelf of its own, with a lot of the device on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Cold", "location_id": cls.warehouse.lot_stock_id.id}
        )
        cls.cold = cls.env["med.storage.area"].create(
            {"name": "Cold store", "code": "C1", "condition": "cold", "user_id": cls.officer.id}
        )
        cls.shelf.med_area_id = cls.cold
        cls.lot = cls._create_lot(cls.device, name="LOT-COLD")
        cls._add_stock(cls.device, 10.0, lot=cls.lot, location=cls.shelf)
        cls.now = fields.Datetime.now().replace(microsecond=0)
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"

    @classmethod
    def _record(cls, *rows, user=None, area="C1"):
        """Readings as (minutes ago, temperature), sent by a program of the keeper."""
        readings = cls.env["med.storage.reading"].with_user(user or cls.keeper)
        return readings.record(
            [
                {
                    "area": area,
                    "read_at": fields.Datetime.to_string(cls.now - timedelta(minutes=ago)),
                    "temperature": heat,
                }
                for ago, heat in rows
            ]
        )

    @classmethod
    def _excursion(cls):
        """The lot lay four hours ago in 12 °C for an hour; the place is inside its limits again."""
        result = cls._record((300, 5.0), (240, 12.0), (180, 6.0))
        return cls.env["med.storage.excursion"].browse(result["excursions"])

    def _assess(self, excursion, user=None):
        excursion = excursion.with_user(user or self.officer)
        excursion.write({"cause": "door", "assessment": "The maker allows 24 hours up to 15 °C"})
        return excursion


@tagged("post_install", "-at_install")
class TestStorage(StorageCommon):
    def test_u13_a_program_sends_readings_and_hears_what_became_of_each(self):
        result = self._record((20, 5.0), (10, 5.2))
        self.assertEqual((result["accepted"], result["refused"], result["excursions"]), (2, [], []))
        again = self._record((20, 5.0), (10, 5.9))
        self.assertEqual((again["accepted"], again["same"]), (0, 1))
        self.assertEqual([(r["row"], r["code"]) for r in again["refused"]], [(1, "duplicate")])
        reading = self.env["med.storage.reading"].search([("area_id", "=", self.cold.id)], limit=1)
        self.assertEqual(
            (reading.source, reading.recorded_by_id, reading.temperature), ("api", self.keeper, 5.2)
        )

    def test_u13_bad_rows_are_named_and_the_good_ones_kept(self):
        rows = [
            {"area": "C1", "read_at": "2026-11-20 08:00:00", "temperature": "NaN"},
            {"area": "C1", "read_at": "yesterday", "temperature": 5},
            {"area": "nowhere", "read_at": "2026-11-20 08:00:00", "temperature": 5},
            {"area": "C1", "read_at": "2999-01-01 08:00:00", "temperature": 5},
            {"area": "C1", "read_at": "2026-11-20 08:00:00"},
            {"area": "C1", "read_at": "2026-11-20 08:00:00", "temperature": 500},
            {"area": "C1", "read_at": "2026-11-20 08:00:00", "temperature": 5, "sensor": "unknown"},
            {"area": "C1", "read_at": "2026-11-20T16:00:00+08:00", "temperature": 5},
        ]
        with freeze_time("2026-11-22 08:00:00"):
            result = self.env["med.storage.reading"].with_user(self.keeper).record(rows)
        codes = ["not_number", "bad_time", "no_area", "future", "no_value", "impossible", "no_sensor"]
        self.assertEqual([r["code"] for r in result["refused"]], codes)
        self.assertEqual(result["accepted"], 1)
        self.assertTrue(all(r["message"] for r in result["refused"]))

    def test_u13_a_reading_older_than_one_before_is_marked(self):
        self._record((10, 5.0))
        self._record((20, 5.0))
        marks = self.env["med.storage.reading"].search([("area_id", "=", self.cold.id)]).mapped("mark")
        self.assertEqual(marks, [False, "disorder"])

    def test_u13_four_rooms_are_read_on_one_screen(self):
        codes = ("A", "B", "C")
        self.env["med.storage.area"].create(
            [{"name": f"Room {c}", "code": c, "has_humidity": True} for c in codes]
        )
        keeper = self.env["med.storage.area"].with_user(self.keeper)
        areas = keeper.round_data()["areas"]
        self.assertEqual(
            [area["code"] for area in areas if area["code"] in (*codes, "C1")], ["A", "B", "C", "C1"]
        )
        rows = [{"area": area["id"], "temperature": 6.0, "humidity": 50.0} for area in areas]
        result = self.env["med.storage.reading"].with_user(self.keeper).record_round(rows)
        self.assertEqual(result["accepted"], len(areas))
        last = {area["code"]: area["last"]["temperature"] for area in keeper.round_data()["areas"]}
        self.assertEqual(last["A"], 6.0)

    def test_u13_a_reading_entered_late_needs_its_reason(self):
        readings = self.env["med.storage.reading"].with_user(self.keeper)
        row = {
            "area": "C1",
            "read_at": fields.Datetime.to_string(self.now - timedelta(hours=9)),
            "temperature": 5,
        }
        refused = readings.record_round([row])["refused"]
        self.assertEqual([r["code"] for r in refused], ["no_reason"])
        self.assertEqual(readings.record_round([{**row, "reason": "Network down"}])["accepted"], 1)
        reading = readings.search([("area_id", "=", self.cold.id)])
        self.assertEqual((reading.mark, reading.reason), ("late", "Network down"))

    def test_u13_readings_are_changed_and_deleted_by_nobody(self):
        self._record((10, 5.0))
        reading = self.env["med.storage.reading"].search([("area_id", "=", self.cold.id)])
        for attempt in (
            lambda: reading.write({"temperature": 4.0}),
            lambda: reading.write({"is_out": False}),
            lambda: reading.unlink(),
            lambda: reading.create({"area_id": self.cold.id, "temperature": 5}),
        ):
            with self.assertRaises(UserError):
                attempt()
        self.assertFalse(reading.with_user(self.officer).has_access("write"))

    def test_u13_a_mistyped_reading_is_void_with_its_reason_and_stays(self):
        self._record((20, 5.0), (10, 55.0))
        wrong = self.env["med.storage.reading"].search(
            [("is_out", "=", True), ("area_id", "=", self.cold.id)]
        )
        with self.assertRaises(AccessError):
            wrong.with_user(self.keeper).action_void("Typed 55 for 5.5")
        wrong.with_user(self.officer).action_void("Typed 55 for 5.5")
        self.assertTrue(wrong.is_void)
        self.assertEqual(self._record((10, 5.5))["accepted"], 1)

    def test_people_of_other_jobs_record_nothing(self):
        for job in ("sales", "auditor", "consultant"):
            with self.subTest(job), self.assertRaises(AccessError):
                self._record((10, 5.0), user=self.users[job])

    def test_companies_do_not_see_each_others_storage(self):
        self._record((10, 20.0))
        readings = self.env["med.storage.reading"]
        other = self.env["res.company"].create({"name": "Second company"})
        stranger = new_test_user(
            self.env,
            login="med_other_officer",
            groups="med_base.group_quality_officer",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in ("med.storage.area", "med.storage.reading", "med.storage.excursion"):
            with self.subTest(model):
                records = self.env[model].search([("company_id", "=", self.company.id)])
                self.assertTrue(records)
                theirs = self.env[model].with_user(stranger)
                self.assertFalse(theirs.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    theirs.browse(records[0].id).read(["display_name"])
        theirs = readings.with_user(stranger).with_company(other)
        result = theirs.record_round([{"area": self.cold.id, "temperature": 5}])
        self.assertEqual([row["code"] for row in result["refused"]], ["no_area"])
        with self.assertRaises(AccessError):
            self.cold.with_user(stranger).chart_data(days=1)

    def test_u13_limits_are_changed_by_quality_and_ledgered(self):
        consultant = self.cold.with_user(self.users["consultant"])
        with self.assertRaises(AccessError):
            consultant.temperature_max = 30.0
        self.cold.with_user(self.officer).temperature_max = 9.0
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "storage.limits_changed"), ("res_id", "=", self.cold.id)]
        )
        self.assertEqual(len(entry), 1)
        with self.assertRaises(ValidationError):
            self.cold.temperature_min = 20.0

    def test_u13_the_curve_has_limits_and_excursions(self):
        excursion = self._excursion()
        data = self.cold.with_user(self.users["auditor"]).chart_data(days=1)
        self.assertEqual(data["limits"], {"temperature": [2.0, 8.0], "humidity": None})
        self.assertEqual([e["id"] for e in data["excursions"]], excursion.ids)
        self.assertEqual([p["temperature"][1] for p in data["points"]], [5.0, 12.0, 6.0])
        self.assertEqual([p["is_out"] for p in data["points"]], [False, True, False])

    def test_twice_as_many_readings_cost_the_same_number_of_queries(self):
        counts = []
        for number in (200, 400):
            area = self.env["med.storage.area"].create({"name": f"Room {number}", "code": f"R{number}"})
            rows = [(minute, 20.0) for minute in range(number)]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._record(*rows, area=area.code)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_u13_an_excursion_holds_what_lay_there_and_nothing_else(self):
        elsewhere = self._stock(lot="LOT-WARM")
        excursion = self._excursion()
        self.assertEqual(len(excursion), 1)
        self.assertEqual((excursion.peak, excursion.count, excursion.state), (12.0, 1, "open"))
        self.assertFalse(excursion.is_ongoing)
        self.assertEqual(excursion.line_ids.lot_id, self.lot)
        self.assertTrue(self.lot.is_on_hold)
        self.assertFalse(elsewhere.is_on_hold)
        self.assertEqual(excursion.activity_ids.user_id, self.officer)

    def test_u13_what_left_before_the_release_is_named_with_what_is_left(self):
        self._ship(lot=self.lot, quantity=4.0, location=self.shelf)
        self.env.cr.execute(
            "UPDATE stock_move_line SET date = %s WHERE lot_id = %s AND state = 'done'",
            [self.now - timedelta(minutes=210), self.lot.id],
        )
        self.env.invalidate_all()
        line = self._excursion().line_ids
        self.assertEqual((line.quantity, line.on_hand), (10.0, 6.0))

    def test_u13_released_goods_leave_held_ones_do_not(self):
        excursion = self._excursion()
        with self.assertRaises(UserError):
            self._ship(lot=self.lot, location=self.shelf)
        with self.assertRaises(UserError):
            excursion.with_user(self.officer).action_release()
        with self.assertRaises(UserError):
            excursion.with_user(self.keeper).action_release()
        self._assess(excursion).action_release()
        self.assertEqual((excursion.state, excursion.decided_by_id), ("released", self.officer))
        self.assertFalse(self.lot.is_on_hold)
        self.assertEqual(self._ship(lot=self.lot, location=self.shelf).state, "done")

    def test_u13_another_hold_of_the_lot_survives_the_release(self):
        self.lot._med_hold("Complaint", self.company)
        excursion = self._assess(self._excursion())
        excursion.action_release()
        self.assertTrue(self.lot.is_on_hold)

    def test_u13_the_excursion_says_its_mean_kinetic_temperature(self):
        self._record(*[(600 - 10 * n, 5.0) for n in range(30)])
        result = self._record(*[(300 - 10 * n, 15.0) for n in range(12)], (180, 5.0))
        excursion = self.env["med.storage.excursion"].browse(result["excursions"])
        self.assertAlmostEqual(excursion.mkt, 14.6, delta=0.5)
        self.assertTrue(5.0 < excursion.mkt_month < excursion.mkt)

    def test_u13_nothing_is_released_while_the_place_is_still_outside(self):
        result = self._record((60, 5.0), (30, 12.0))
        excursion = self._assess(self.env["med.storage.excursion"].browse(result["excursions"]))
        self.assertTrue(excursion.is_ongoing)
        with self.assertRaises(UserError):
            excursion.action_release()
        self.assertEqual(self._record((20, 13.0), (10, 6.0))["excursions"], excursion.ids)
        self.assertEqual((excursion.peak, excursion.count, excursion.is_ongoing), (13.0, 2, False))
        excursion.action_release()
        self.assertEqual(excursion.state, "released")

    def test_u13_a_door_that_was_open_shortly_is_no_excursion(self):
        self.cold.tolerance_minutes = 30
        self.assertEqual(self._record((60, 5.0), (50, 9.0), (40, 5.0))["excursions"], [])
        self.assertEqual(len(self._record((35, 9.0), (0, 5.0))["excursions"]), 1)

    def test_u13_readings_of_before_that_come_late_extend_the_excursion(self):
        excursion = self._excursion()
        result = self._record((280, 11.0))
        self.assertEqual(result["excursions"], excursion.ids)
        self.assertEqual(excursion.begin_at, self.now - timedelta(minutes=280))

    def test_u13_what_was_decided_is_not_opened_again(self):
        excursion = self._assess(self._excursion())
        excursion.action_release()
        self.assertEqual(self._record((230, 10.0))["excursions"], [])
        with self.assertRaises(UserError):
            excursion.assessment = "Other"
        with self.assertRaises(UserError):
            excursion.sudo().write({"state": "open"})
        with self.assertRaises(UserError):
            excursion.sudo().unlink()

    def test_u13_humidity_reports_and_holds_only_where_it_is_said(self):
        self.cold.write({"has_humidity": True, "humidity_min": 30.0, "humidity_max": 70.0})
        rows = [{"area": "C1", "temperature": 5.0, "humidity": 90.0}]
        readings = self.env["med.storage.reading"].with_user(self.keeper)
        excursion = self.env["med.storage.excursion"].browse(readings.record_round(rows)["excursions"])
        self.assertEqual((excursion.kind, excursion.peak), ("humidity", 90.0))
        self.assertFalse(self.lot.is_on_hold)

    def test_excursions_are_found_not_typed_in(self):
        with self.assertRaises(UserError):
            self.env["med.storage.excursion"].create(
                {
                    "area_id": self.cold.id,
                    "company_id": self.company.id,
                    "kind": "temperature",
                    "begin_at": self.now,
                }
            )
        line = self._excursion().line_ids
        with self.assertRaises(UserError):
            line.write({"quantity": 1.0})
        with self.assertRaises(UserError):
            line.copy()

    def _file(self, text, user=None, **vals):
        raw = text if isinstance(text, bytes) else text.encode()
        return (
            self.env["med.storage.import"]
            .with_user(user or self.keeper)
            .create(
                {
                    "file": base64.b64encode(raw),
                    "file_name": "logger.csv",
                    "area_id": self.cold.id,
                    **vals,
                }
            )
        )

    def test_u13_a_file_is_taken_in_and_its_bad_rows_are_named(self):
        text = "时间,温度,湿度\n2026-11-20 08:00,5.1,45\n2026-11-20 08:05,NaN,45\n2026-11-20 07:00,5,45\n"
        text += "2026-11-20 08:10,9.5,45\n2026-11-20 11:10,5,45\n"
        file = self._file(text)
        with freeze_time("2026-11-22 08:00:00"):
            file.action_take()
        self.assertEqual((file.state, file.accepted_count, file.refused_count), ("done", 3, 2))
        self.assertEqual(file.format_id, self.env.ref("med_quality.logger_format_titles_zh"))
        codes = {line.row_no: line.code for line in file.line_ids}
        self.assertEqual(codes, {3: "not_number", 4: "goes_back", 6: "silence"})
        self.assertEqual(len(file.excursion_ids), 1)
        self.assertEqual(file.first_at, datetime(2026, 11, 20))

    def test_u13_a_new_makers_columns_are_found_and_kept(self):
        text = "Serial,Datetime,Temp\n,2026-11-20 08:00:00,5.1\n"
        file = self._file(text)
        file.action_take()
        self.assertEqual((file.accepted_count, file.format_id.temperature_column), (1, "Temp"))
        again = self._file(text.replace("08:00", "09:00"))
        again.action_take()
        self.assertEqual(again.format_id, file.format_id)

    def test_u13_a_mapping_made_by_hand_reads_what_no_word_explains(self):
        text = "X,Y\n20/11/2026 08:00,5.1\n"
        file = self._file(text)
        with self.assertRaisesRegex(UserError, "X, Y"):
            file.action_take()
        file.format_id = (
            self.env["med.logger.format"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Own",
                    "time_column": "X",
                    "temperature_column": "Y",
                    "time_format": "%d/%m/%Y %H:%M",
                }
            )
        )
        file.action_take()
        self.assertEqual(file.accepted_count, 1)

    def test_u13_the_same_file_is_taken_in_once(self):
        text = "时间,温度\n2026-11-20 08:00,5.1\n"
        self._file(text).action_take()
        with self.assertRaises(UserError):
            self._file(text).action_take()

    def test_u13_pictures_and_empty_files_are_refused_with_the_way_out(self):
        for raw in (b"%PDF-1.7", b" "):
            with self.assertRaises(UserError):
                self._file(raw).action_take()

    def test_a_file_taken_in_stays(self):
        file = self._file("时间,温度\n2026-11-20 08:00,5.1\n")
        file.action_take()
        for attempt in (file.unlink, lambda: file.write({"area_id": False}), file.action_take):
            with self.assertRaises(UserError):
                attempt()
        with self.assertRaises(AccessError):
            self._file("x", user=self.users["sales"])

    def test_u13_cold_goods_that_arrive_ask_for_means_times_and_temperature(self):
        self.device.med_is_cold_chain = True
        picking = self._create_picking(self.supplier, self.device, code="incoming").with_user(self.receiver)
        self.assertTrue(picking.med_is_cold_chain)
        self.assertIn(
            picking._fields["med_departed_at"]._description_string(self.env), picking.med_transport_missing
        )
        picking.write(
            {
                "med_transport_mode": "cold_van",
                "med_plate": "浙A12345",
                "med_departed_at": self.now - timedelta(hours=5),
                "med_arrived_at": self.now,
                "med_arrival_temperature": 0.0,
                "med_transit_verdict": "ok",
            }
        )
        self.assertFalse(picking.med_transport_missing)
        with self.assertRaises(ValidationError):
            picking.med_arrived_at = self.now - timedelta(hours=6)

    def test_u13_goods_that_got_warm_on_the_way_are_not_released(self):
        self.device.med_is_cold_chain = True
        picking = self._create_picking(self.supplier, self.device, code="incoming")
        self.assertNotIn("cold_chain_record", self._stops(picking, "release"))
        picking.med_transit_verdict = "out"
        self.assertIn("cold_chain_broken", self._stops(picking, "release"))

    def test_u13_cold_goods_that_come_back_need_proof_of_their_temperature(self):
        delivery = self._ship(lot=self.lot, location=self.shelf)
        self.device.med_is_cold_chain = True
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 1.0
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.action_assign()
        back.move_ids.picked = True
        back._action_done()
        line = back.med_inspection_ids.line_ids
        line.result = "pass"
        self.assertIn("67", " ".join(line._sign_problems()))
        back.med_transit_verdict = "ok"
        self.assertNotIn("67", " ".join(line._sign_problems()))

    def test_u13_cold_goods_that_leave_name_their_van_or_box(self):
        self.device.med_is_cold_chain = True
        delivery = self._ship(lot=self.lot, location=self.shelf, done=False)
        self.assertIn(("cold_chain_record", "warn"), self._codes(delivery, "ship"))
        box = self.env["maintenance.equipment"].create({"name": "Box", "med_kind": "cool_box"})
        delivery.write(
            {
                "med_transport_mode": "cool_box",
                "med_cooling_equipment_id": box.id,
                "med_departed_at": self.now,
                "med_has_departure_temperature": True,
                "med_departure_temperature": 4.0,
            }
        )
        self.assertNotIn("cold_chain_record", dict(self._codes(delivery, "ship")))

    def test_u13_the_transport_record_prints_with_the_words_of_the_law(self):
        self.device.write({"med_is_cold_chain": True, "med_registration_no": "国械注准20222149001"})
        delivery = self._ship(lot=self.lot, location=self.shelf, done=False)
        reports = self.env["ir.actions.report"].with_user(self.users["reviewer"]).with_context(lang="zh_CN")

        def printed():
            return reports._render_qweb_html("med_quality.report_med_transport", delivery.ids)[0].decode()

        self.assertIn(delivery.with_context(lang="zh_CN").med_transport_missing, printed())
        box = self.env["maintenance.equipment"].create({"name": "Box 9", "med_kind": "cool_box"})
        delivery.write(
            {
                "med_transport_mode": "cool_box",
                "med_cooling_equipment_id": box.id,
                "med_plate": "浙A12345",
                "med_departed_at": "2026-11-20 20:30:00",
                "med_has_departure_temperature": True,
                "med_departure_temperature": 4.5,
            }
        )
        text = printed()
        for words in ("运输记录", self.customer.name, "国械注准20222149001", "LOT-COLD"):
            with self.subTest(words):
                self.assertIn(words, text)
        for words in ("Box 9", "浙A12345", "4.5 °C", "04:30"):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertNotIn("还须填写", text)

    def test_u13_warm_goods_ask_for_nothing(self):
        self.assertFalse(
            self._create_picking(self.supplier, self.device, code="incoming").med_transport_missing
        )


@tagged("post_install", "-at_install")
class TestEquipmentAndChecks(StorageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logger = (
            cls.env["maintenance.equipment"]
            .with_user(cls.officer)
            .create(
                {"name": "Logger 1", "serial_no": "SN-1", "med_kind": "logger", "med_area_id": cls.cold.id}
            )
        )
        cls.plan = cls.env["med.stock.check.plan"].create(
            {"name": "Cold chain", "interval_days": 7, "condition": "cold", "user_id": cls.keeper.id}
        )

    def _event(self, kind, date=None, user=None, equipment=None, **vals):
        if date:
            vals.setdefault("note", "Entered when the book was taken over")
        return (
            self.env["med.equipment.event"]
            .with_user(user or self.keeper)
            .create(
                {
                    "equipment_id": (equipment or self.logger).id,
                    "kind": kind,
                    "date": date or self.today,
                    **vals,
                }
            )
        )

    def test_e2_calibration_is_due_a_year_after_the_last_that_passed(self):
        self._event("calibration", self.today - timedelta(days=400), certificate="CAL-1")
        self.assertEqual(self.logger.med_due_state, "overdue")
        self._event("calibration", self.today - timedelta(days=10), certificate="CAL-2", is_passed=False)
        self.assertEqual(self.logger.med_due_state, "overdue")
        self._event("calibration", self.today - timedelta(days=350), certificate="CAL-3")
        self.assertEqual(self.logger.med_due_state, "soon")
        self.assertIn(self.logger, self.logger.search([("med_due_state", "=", "soon")]))
        self._event("calibration", certificate="CAL-4")
        self.assertEqual(self.logger.med_due_state, "ok")

    def test_e2_an_overdue_calibration_warns_on_the_place_and_one_person(self):
        self._event("calibration", self.today - timedelta(days=400), certificate="CAL-1")
        self.assertTrue(self.cold.with_user(self.keeper).is_doubtful)
        self.env["maintenance.equipment"]._cron_med_due()
        self.env["maintenance.equipment"]._cron_med_due()
        self.assertEqual(self.logger.activity_ids.user_id, self.officer)

    def test_e2_a_reading_of_a_known_sensor_names_it(self):
        row = {"area": "C1", "read_at": "2026-11-20 08:00:00", "temperature": 5, "sensor": "SN-1"}
        self.env["med.storage.reading"].with_user(self.keeper).record([row])
        reading = self.env["med.storage.reading"].search([("sensor_id", "=", self.logger.id)])
        self.assertEqual(reading.temperature, 5.0)

    def test_e2_a_vehicle_is_validated_before_use_and_after_a_long_stop(self):
        vehicle = (
            self.env["maintenance.equipment"]
            .with_user(self.keeper)
            .create({"name": "Van", "med_kind": "vehicle"})
        )
        self.assertTrue(vehicle.med_needs_validation)
        self._event("validation", self.today - timedelta(days=200), equipment=vehicle)
        self.assertFalse(vehicle.med_needs_validation)
        self._event("stop", self.today - timedelta(days=120), equipment=vehicle, note="Engine")
        self.assertEqual(vehicle.med_state, "stopped")
        with self.assertRaises(UserError):
            self._event("restart", equipment=vehicle)
        self._event("validation", equipment=vehicle)
        self._event("restart", equipment=vehicle)
        self.assertEqual((vehicle.med_state, vehicle.med_needs_validation), ("in_use", False))

    def test_e2_scrapped_for_good_and_its_records_stay(self):
        event = self._event("scrap", note="Compressor burnt")
        self.assertEqual((self.logger.med_state, self.logger.scrap_date), ("scrapped", self.today))
        for attempt in (
            lambda: self._event("restart"),
            lambda: self.logger.write({"med_state": "in_use"}),
            lambda: event.sudo().write({"note": "Other"}),
            lambda: event.sudo().unlink(),
            lambda: self.logger.unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_e2_what_is_entered_has_reason_certificate_and_a_past_date(self):
        for kind, vals in (("stop", {}), ("scrap", {}), ("calibration", {})):
            with self.subTest(kind), self.assertRaises(UserError):
                self._event(kind, **vals)
        with self.assertRaises(ValidationError):
            self._event("maintenance", self.today + timedelta(days=3))
        with self.assertRaises(AccessError):
            self._event("maintenance", user=self.users["sales"])

    def test_e2_every_job_sees_the_equipment(self):
        for job in ("keeper", "auditor", "owner", "inspector"):
            with self.subTest(job):
                self.assertEqual(self.logger.with_user(self.users[job]).name, "Logger 1")

    def test_w1_the_plan_lists_what_lies_there_preset_as_good(self):
        self._stock(lot="LOT-WARM")
        self.env["med.stock.check.plan"]._cron_make()
        check = self.env["med.stock.check"].search([("plan_id", "=", self.plan.id)])
        self.assertEqual((check.line_ids.lot_id, check.line_ids.result), (self.lot, "ok"))
        self.assertEqual(check.activity_ids.user_id, self.keeper)
        self.assertEqual(self.plan.next_date, self.today + timedelta(days=7))
        self.env["med.stock.check.plan"]._cron_make()
        check.with_user(self.keeper).action_done()
        self.assertEqual((check.state, check.done_by_id), ("done", self.keeper))

    def test_w1_a_doubt_holds_the_lot_at_once_and_needs_words(self):
        check = self.plan.with_user(self.keeper)._make_check()
        check.line_ids.result = "doubt"
        with self.assertRaises(UserError):
            check.action_done()
        check.line_ids.note = "Box is wet"
        check.action_done()
        self.assertTrue(self.lot.is_on_hold)

    def test_w1_a_finished_check_stays(self):
        check = self.plan.with_user(self.keeper)._make_check()
        line = check.line_ids
        check.action_done()
        for attempt in (
            lambda: line.write({"result": "bad"}),
            lambda: line.unlink(),
            lambda: check.write(
                {"line_ids": [Command.create({"product_id": self.device.id, "location_id": self.shelf.id})]}
            ),
            lambda: check.write({"state": "draft"}),
            check.unlink,
            check.action_done,
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_w1_an_empty_check_proves_nothing(self):
        empty = self.env["med.stock.check"].with_user(self.keeper).create({})
        with self.assertRaises(UserError):
            empty.action_done()


@tagged("post_install", "-at_install")
class TestMissingReadings(StorageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_quality_since = "2026-11-16"
        cls.env.cr.execute("UPDATE med_storage_area SET create_date = '2026-11-01'")
        cls.env.invalidate_all()

    def _ask(self, moment):
        """What is missing in the cold store after the cron at a moment of the place: {(day, slot)}."""
        with freeze_time(datetime.fromisoformat(moment) - timedelta(hours=8)):
            self.env["med.storage.missing"]._cron_ask()
        found = self.env["med.storage.missing"].search([("area_id", "=", self.cold.id)])
        return {(str(missing.day), missing.slot): missing for missing in found}

    def test_u13_two_readings_of_each_working_day_are_asked_for(self):
        # 2026-11-20 is a Friday, the 22nd a Sunday, the 23rd a Monday
        found = self._ask("2026-11-20 11:00")
        days = [f"2026-11-{day}" for day in (16, 17, 18, 19)]
        expected = {(day, slot) for day in days for slot in ("am", "pm")} | {("2026-11-20", "am")}
        self.assertEqual(set(found), expected)
        self.assertEqual(self.cold.activity_ids.user_id, self.officer)
        found = self._ask("2026-11-23 09:00")
        self.assertEqual(set(found), expected | {("2026-11-20", "pm")})
        self.assertEqual(len(self.cold.activity_ids), 2)

    def test_u13_a_late_reading_fills_the_half_day_or_it_is_explained(self):
        found = self._ask("2026-11-17 11:00")
        morning = found[("2026-11-16", "am")]
        with freeze_time("2026-11-17 03:30:00"):
            self.env["med.storage.reading"].with_user(self.keeper).record_round(
                [{"area": "C1", "read_at": "2026-11-16 00:30:00", "temperature": 5, "reason": "On paper"}]
            )
        self.assertEqual(morning.state, "filled")
        other = found[("2026-11-16", "pm")].with_user(self.keeper)
        with self.assertRaises(UserError):
            other.action_explain()
        other.reason = "Power failure in the whole quarter"
        other.action_explain()
        self.assertEqual((other.state, other.closed_by_id), ("explained", self.keeper))
        with self.assertRaises(UserError):
            other.reason = "Other"

    def test_u13_a_silent_logger_is_reported_once_a_day(self):
        self.cold.is_read_by_hand = False
        self.env["med.storage.reading"].with_user(self.keeper).record(
            [{"area": "C1", "read_at": "2026-11-18 00:00:00", "temperature": 5}]
        )
        self.assertEqual(set(self._ask("2026-11-18 08:30")), set())
        self.assertEqual(set(self._ask("2026-11-18 12:00")), {("2026-11-18", "logger")})
        self.assertEqual(set(self._ask("2026-11-18 15:00")), {("2026-11-18", "logger")})

    def test_missing_readings_are_found_not_typed_in(self):
        with self.assertRaises(UserError):
            self.env["med.storage.missing"].create(
                {"area_id": self.cold.id, "company_id": self.company.id, "day": "2026-11-16", "slot": "am"}
            )
