"""Warehouses that third parties run, or in another city: file, evaluation, reports, licence."""

import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualityCommon

FILE = "单号,货号,批号,数量,时间,经办人\n"


class WarehouseCommon(MedQualityCommon):
    """The warehouse of the tests is run by an operator with licence, agreement, evaluation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_quality_head_id = cls.head
        cls.device.med_di = "06909999100040"
        cls.operator = cls._create_partner("carrier", name="上海安捷冷链")
        cls.licence = cls._paper_in_force(
            "operating_licence", cls.operator, classes="3", business_mode="wholesale"
        )
        cls.warehouse.med_operation = "third_party"
        cls.far = cls.env["stock.warehouse"].create(
            {"name": "Far away", "code": "FAR9", "med_operation": "third_party"}
        )
        cls.dossier = cls._dossier()

    @classmethod
    def _license_ourselves(cls):
        # EXTENDS: the licence names the warehouse and one in another city
        cls.other = cls.env["stock.warehouse"].create({"name": "Ningbo", "code": "NB9"})
        own = cls.company.partner_id
        named = [Command.set((cls.warehouse | cls.other).ids)]
        vals = {"business_mode": "wholesale", "warehouse_ids": named}
        return {
            "business_licence": cls._paper_in_force("business_licence", own),
            "operating_licence": cls._paper_in_force("operating_licence", own, classes="3", **vals),
            "operating_filing": cls._paper_in_force("operating_filing", own, classes="2", **vals),
        }

    @classmethod
    def _dossier(cls, user=None, **vals):
        values = {
            "warehouse_id": cls.warehouse.id,
            "operator_id": cls.operator.id,
            "address": "上海市浦东新区某路1号",
            "agreement_number": "WT-1",
            "agreement_from": cls.today - timedelta(days=100),
            "agreement_to": cls.today + timedelta(days=200),
        }
        return cls.env["med.warehouse.dossier"].with_user(user or cls.officer).create({**values, **vals})

    @classmethod
    def _evaluate(cls, days=10, result="pass", **vals):
        marks = dict.fromkeys(("storage", "climate", "records", "staff", "data"), "good")
        values = {"evaluated_on": cls.today - timedelta(days=days), "result": result, **marks}
        evaluations = cls.env["med.warehouse.evaluation"].with_user(cls.officer)
        evaluation = evaluations.create({"dossier_id": cls.dossier.id, **values, **vals})
        evaluation.action_done()
        return evaluation

    @classmethod
    def _approve(cls):
        cls._evaluate()
        cls.dossier.attachment_ids = [Command.create({"name": "agreement.pdf", "raw": b"%PDF-1.4"})]
        cls.dossier.action_approve()


@tagged("post_install", "-at_install")
class TestWarehouseDossier(WarehouseCommon):
    def test_w5_file_is_approved_with_licence_agreement_and_evaluation_only(self):
        with self.assertRaisesRegex(UserError, "(?s)evaluated.*attach the agreement"):
            self.dossier.action_approve()
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.keeper).action_approve()
        self._approve()
        self.assertEqual((self.dossier.state, self.dossier.approved_by_id), ("approved", self.officer))
        self.assertFalse(self.dossier.problem_text)
        self.assertEqual(self.dossier.operator_paper_ids, self.licence)

    def test_w5_nothing_leaves_a_warehouse_without_a_file_and_all_does_with_one(self):
        lot = self._stock(lot="W-1")
        with self.assertRaisesRegex(UserError, "file is not approved"):
            self._ship(lot=lot)
        self._approve()
        self.assertEqual(self._ship(lot=lot).state, "done")
        self.dossier.action_close()
        with self.assertRaisesRegex(UserError, "has no file"):
            self._ship(lot=lot)

    def test_w5_evaluation_that_is_old_or_failed_stops_the_warehouse_and_may_be_waived(self):
        self._approve()
        lot = self._stock(lot="W-2")
        self._evaluate(days=0, result="fail", storage="bad", note="Roof leaks")
        picking = self._ship(lot=lot, done=False)
        findings = [f for f in picking.action_gate_check("ship") if f["check"].startswith("warehouse")]
        self.assertEqual([(f["check"], f["waivable"]) for f in findings], [("warehouse_agreement", True)])
        self.assertIn("did not pass", self.dossier.problem_text)

    def test_w5_yearly_evaluation_has_its_day_and_quality_is_reminded_once(self):
        self._approve()
        evaluation = self.dossier.evaluation_ids
        self.assertEqual(evaluation.next_on, evaluation.evaluated_on + timedelta(days=365))
        self.assertEqual(self.dossier.deadline_at.date(), evaluation.next_on)
        self.dossier.sudo().deadline_at = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(self.dossier.deadline_state, "overdue")
        self.dossier.sudo()._deadline_remind("overdue")
        self.assertEqual(self.dossier.activity_ids.user_id, self.head)
        self._evaluate(days=0)
        self.assertFalse(self.dossier.activity_ids)

    def test_w5_evaluation_without_marks_or_against_its_marks_is_not_signed(self):
        evaluations = self.env["med.warehouse.evaluation"].with_user(self.officer)
        evaluation = evaluations.create({"dossier_id": self.dossier.id, "result": "pass"})
        with self.assertRaisesRegex(UserError, "Rooms and Zones"):
            evaluation.action_done()
        evaluation.write(dict.fromkeys(("storage", "climate", "records", "staff", "data"), "bad"))
        with self.assertRaisesRegex(UserError, "not acceptable"):
            evaluation.action_done()
        evaluation.write({"evaluated_on": self.today + timedelta(days=1)})
        with self.assertRaisesRegex(UserError, "has come"):
            evaluation.action_done()

    def test_x19_licence_is_judged_for_each_warehouse(self):
        self._approve()
        self.assertEqual(self._ship(lot=self._stock(lot="X-1")).state, "done")
        far = self._dossier(warehouse_id=self.far.id)
        self.assertIn("no licence or filing of ours", far.problem_text)
        lot = self._create_lot(self.device, name="X-FAR")
        self._add_stock(self.device, 5, lot=lot, location=self.far.lot_stock_id)
        with self.assertRaisesRegex(UserError, "no licence or filing of ours"):
            self._ship(lot=lot, location=self.far.lot_stock_id)
        picking = self._ship(lot=lot, location=self.far.lot_stock_id, done=False)
        mine = [f for f in picking.action_gate_check("ship") if f["check"] == "warehouse_licence"]
        self.assertTrue(mine)
        self.assertEqual({(f["is_statutory"], f["waivable"]) for f in mine}, {(True, False)})

    def test_x19_papers_are_judged_by_the_day(self):
        self._approve()
        problems = self.dossier._problems(self.today + timedelta(days=1500))[self.dossier]
        self.assertEqual(sorted(code for code, _text in problems), ["agreement", "evaluation", "licence"])
        self.assertFalse(self.dossier._problems(self.today)[self.dossier])

    def test_x19_warehouse_in_another_city_needs_its_notice(self):
        self.other.med_operation = "other_city"
        dossier = self._dossier(warehouse_id=self.other.id, operator_id=False)
        marks = dict.fromkeys(("storage", "climate", "records", "staff", "data"), "good")
        self.env["med.warehouse.evaluation"].with_user(self.officer).create(
            {"dossier_id": dossier.id, "result": "pass", **marks}
        ).action_done()
        with self.assertRaisesRegex(UserError, "notice"):
            dossier.action_approve()
        dossier.notice_number = "甬市监通〔2026〕9001号"
        dossier.action_approve()
        self.assertEqual(dossier.state, "approved")

    def test_x19_receipt_into_an_unlicensed_warehouse_is_taken_but_not_released(self):
        vals = {"picking_type_id": self.far.in_type_id.id, "location_dest_id": self.far.lot_stock_id.id}
        picking = self._create_picking(self.supplier, self.device, code="incoming", **vals)
        picking.move_ids.location_dest_id = self.far.lot_stock_id
        picking.action_confirm()
        picking.move_ids.move_line_ids.lot_name = "X-IN"
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(picking.state, "done")
        lot = picking.move_line_ids.lot_id
        self.assertEqual(lot.quality_state, "awaiting")
        blocks = self.env["med.lot.block"].search([("lot_id", "=", lot.id)])
        self.assertIn("may not be used", "".join(blocks.mapped("reason")))

    def test_x19_nobody_but_quality_says_who_runs_a_warehouse(self):
        manager = self._create_job_user("keeper", login="med_stock_manager")
        manager.sudo().group_ids += self.env.ref("stock.group_stock_manager")
        with self.assertRaises(AccessError):
            self.warehouse.with_user(manager).med_operation = "own"
        with self.assertRaises(ValidationError):
            self._dossier(warehouse_id=self.other.id)

    def test_w5_nothing_of_an_approved_file_is_typed_over(self):
        self._approve()
        for attack in (
            lambda: self.dossier.write({"operator_id": self.supplier.id}),
            lambda: self.dossier.write({"address": "Elsewhere"}),
            lambda: self.dossier.sudo().write({"state": "draft"}),
            lambda: self.dossier.evaluation_ids.write({"result": "conditions"}),
            lambda: self.dossier.evaluation_ids.sudo().write({"state": "draft"}),
            lambda: self.dossier.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                attack()

    def test_x19_judging_asks_the_same_for_any_number_of_moves(self):
        self._approve()

        def queries(count):
            products = [self._register(self._create_device("2", name=f"W{count}-{n}")) for n in range(count)]
            picking = self._create_picking(self.customer, products)
            picking.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            picking.move_ids._med_warehouse_findings("ship")
            return self.cr.sql_log_count - before

        queries(2)
        self.assertLess(queries(12) - queries(3), 3, "nothing is asked once a move")


@tagged("post_install", "-at_install")
class TestOperatorReports(WarehouseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._approve()
        cls.now = fields.Datetime.now() - timedelta(hours=30)
        cls.told = fields.Datetime.to_string(cls.now + timedelta(hours=8))  # as clocks there show it

    def _record(self, kind, rows, user=None):
        return self.dossier.with_user(user or self.receiver).record(kind, rows)

    def _incoming(self, quantity=10):
        picking = self._create_picking(self.supplier, self.device, code="incoming", quantity=quantity)
        picking.action_confirm()
        return picking

    def _row(self, picking, **vals):
        row = {"reference": picking.name, "product": "06909999100040", "lot": "OP-1", "quantity": 10}
        return {**row, "happened_at": self.told, "person": "张某", **vals}

    def test_w5_receipt_inspection_and_shipment_come_in_by_json_marked_as_the_operators(self):
        picking = self._incoming()
        answer = self._record("receipt", [self._row(picking)])
        self.assertEqual((answer["taken"], answer["refused"]), (1, []))
        self.assertEqual((picking.state, picking.event_at), ("done", self.now.replace(microsecond=0)))
        self.assertIn("上海安捷冷链", picking.med_operator)
        self.assertTrue(picking.is_backdated)
        lot = picking.move_line_ids.lot_id
        self.assertEqual(lot.quality_state, "awaiting")

        expiry = fields.Date.to_string(self.today + timedelta(days=400))
        answer = self._record("inspection", [self._row(picking, expiry=expiry)], self.inspector)
        self.assertEqual(answer["refused"], [])
        inspection = picking.med_inspection_ids
        self.assertEqual((inspection.state, inspection.inspector_id), ("done", self.inspector))
        self.assertIn("上海安捷冷链 · 张某", inspection.line_ids.note)
        self.assertEqual(lot.quality_state, "released")

        out = self._create_picking(self.customer, self.device, quantity=4)
        out.action_confirm()
        answer = self._record("shipment", [self._row(out, quantity=4)], self.keeper)
        self.assertEqual(answer["refused"], [])
        self.assertEqual((out.state, out.move_line_ids.lot_id), ("done", lot))

    def test_w5_shipment_that_the_gate_stops_is_refused_with_its_reason_and_nothing_moves(self):
        picking = self._incoming()
        self._record("receipt", [self._row(picking)])
        out = self._create_picking(self.customer, self.device, quantity=4)
        out.action_confirm()
        answer = self._record("shipment", [self._row(out, quantity=4)], self.keeper)
        self.assertEqual((answer["taken"], len(answer["refused"])), (0, 1))
        self.assertNotEqual(out.state, "done")
        self.assertFalse(out.med_operator)

    def test_w5_file_of_the_operator_is_taken_in_row_by_row(self):
        one, two = self._incoming(), self._incoming()
        told = self.told.replace("-", "/")
        text = FILE + "".join(
            f"{row}\n"
            for row in (
                f"{one.name},06909999100040,Ａ－1,6,{told},李某",
                f"{one.name},06909999100040,A-2,4,{told},李某",
                f"{two.name},NO-SUCH,A-3,4,{told},李某",
                f"WH/IN/99999,06909999100040,A-4,4,{told},李某",
                f"{two.name},06909999100040,A-5,NaN,{told},李某",
                f"{two.name},06909999100040,A-6,-1,{told},李某",
                f"{two.name},06909999100040,A-7,1,2099-01-01,李某",
                f"{two.name},06909999100040,A-8,1,yesterday,李某",
            )
        )
        reports = self.env["med.warehouse.report"].with_user(self.receiver)
        file = base64.b64encode(text.encode("gb18030"))
        report = reports.create({"dossier_id": self.dossier.id, "file": file, "file_name": "in.csv"})
        report.action_take_in()
        self.assertEqual((report.taken_count, report.refused_count), (2, 6))
        self.assertEqual((one.state, two.state), ("done", "assigned"))
        self.assertEqual(sorted(one.move_line_ids.lot_id.mapped("name")), ["A-1", "A-2"])
        self.assertEqual(len(report.digest), 64)
        self.assertTrue(all(report.line_ids.filtered(lambda line: line.state == "refused").mapped("problem")))
        again = reports.create({"dossier_id": self.dossier.id, "file": file, "file_name": "in.csv"})
        again.action_take_in()
        self.assertEqual(again.taken_count, 0, "the same file does nothing twice")

    def test_w5_inspection_is_taken_by_inspectors_in_the_quantity_received(self):
        picking = self._incoming()
        self._record("receipt", [self._row(picking)])
        for row, user in (
            (self._row(picking, quantity=9), self.inspector),
            (self._row(picking, lot="OTHER"), self.inspector),
            (self._row(picking), self.receiver),
        ):
            self.assertEqual(self._record("inspection", [row], user)["taken"], 0)
        row = self._row(picking, quantity=7, rejected=3, reason="Box wet")
        self.assertEqual(self._record("inspection", [row], self.inspector)["refused"], [])
        self.assertEqual(picking.med_inspection_ids.line_ids.rejected_quantity, 3)

    def test_w5_readings_are_kept_as_the_operators_and_taken_once(self):
        rows = [
            {"area": "冷库1", "temperature": 4.2, "humidity": "55", "happened_at": self.told},
            {"area": "冷库1", "temperature": "NaN", "happened_at": self.told},
            {"area": "冷库1", "happened_at": self.told},
        ]
        answer = self._record("reading", rows, self.keeper)
        self.assertEqual((answer["taken"], len(answer["refused"])), (1, 2))
        self.assertEqual(self._record("reading", rows[:1], self.keeper)["taken"], 0)

    def test_w5_reports_are_for_those_who_work_with_the_goods_and_stay_as_they_came(self):
        for user in (self.sales, self.users["auditor"]):
            with self.assertRaises(AccessError):
                self._record("reading", [{"area": "A", "temperature": 1, "happened_at": self.told}], user)
        for bad in (("stock", [{}]), ("reading", []), ("reading", "text")):
            with self.assertRaises(UserError):
                self._record(*bad)
        answer = self._record(
            "reading", [{"area": "A", "temperature": 1, "happened_at": self.told}], self.keeper
        )
        report = self.env["med.warehouse.report"].search([("name", "=", answer["report"])])
        line = report.line_ids
        for attack in (
            lambda: line.sudo().write({"temperature": 5}),
            lambda: line.sudo().unlink(),
            lambda: line.sudo().create({"report_id": report.id}),
            lambda: report.write({"kind": "receipt"}),
            lambda: report.sudo().write({"state": "draft"}),
            lambda: report.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                attack()
