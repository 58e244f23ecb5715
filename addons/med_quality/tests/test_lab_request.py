"""Outside laboratories: request, sample, report by file, by hand and by a real SOAP service."""

import base64
import json
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualityCommon
from .soap_peer import laboratory

REPORT = {
    "head": {"status": "已出具", "reportNumber": "JC-9001", "conclusion": "合格"},
    "rows": [
        {"code": "EO", "value": "3.2", "unit": "µg/g", "verdict": "合格"},
        {"name": "无菌", "value": "无菌生长", "verdict": "合格"},
    ],
    "file": b"%PDF-1.4 report",
}
SHEET = "检验项目,检验结果,单位,单项判定\n环氧乙烷残留量,{value},{unit},合格\n无菌,无菌生长,,合格\n"


class MedLabCommon(MedQualityCommon):
    """A laboratory with a service and a lot of which a sample goes there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.laboratory = cls._create_partner("testing_body", name="浙江某检验研究院")
        cls.eo = cls.env.ref("med_quality.lab_test_eo")
        cls.sterility = cls.env.ref("med_quality.lab_test_sterility")
        for test, name in ((cls.eo, "环氧乙烷残留量"), (cls.sterility, "无菌")):
            test.with_context(lang="zh_CN").name = name
        cls.lot = cls._stock(lot="LAB-1")

    @classmethod
    def _request(cls, user=None, **vals):
        requests = cls.env["med.lab.request"].with_user(user or cls.inspector)
        lines = [Command.create({"test_id": test.id}) for test in (cls.eo, cls.sterility)]
        values = {
            "laboratory_id": cls.laboratory.id,
            "product_id": cls.device.id,
            "lot_id": cls.lot.id,
            "quantity": 2,
            "line_ids": lines,
        }
        return requests.create({**values, **vals})

    def _service(self):
        """The laboratory's service, running, as a source."""
        peer = self.enterContext(laboratory())
        self.env["ir.config_parameter"].set_param("med_base.register_origins", peer.base)
        self.source = self.env["med.register.source"].create(
            {
                "name": "Laboratory's service",
                "subject": "laboratory",
                "protocol": "soap",
                "laboratory_id": self.laboratory.id,
                "url": peer.wsdl,
                "soap_timeout": 1,
            }
        )
        return peer

    def _enter(self, request, user=None, **vals):
        """A report entered from paper; results as {code or name: (value, unit, verdict)}."""
        results = vals.pop("results", None)
        wizard = self.env["med.lab.report.wizard"].with_user(user or self.inspector)
        values = {"request_id": request.id, "report_number": "JC-1", "conclusion": "pass"}
        values["report_file"] = base64.b64encode(b"%PDF-1.4 paper")
        wizard = wizard.create({**values, "report_name": "JC-1.pdf", **vals})
        for line in wizard.line_ids:
            if results and line.code in results:
                line.value, line.unit, line.verdict = results[line.code]
        wizard.action_apply()
        return request

    GOOD = {"EO": ("3.2", "µg/g", "pass"), "STERILE": ("No growth", "", "pass")}


@tagged("post_install", "-at_install")
class TestLabRequest(MedLabCommon):
    """The way of a sample without a service."""

    def test_qm5_sample_is_sent_reported_from_paper_and_accepted(self):
        request = self._request()
        self.assertTrue(request.name.startswith("SJ"))
        request.action_send()
        self.assertEqual((request.state, request.sent_by_id), ("sent", self.inspector))
        self._enter(request, results=self.GOOD)
        self.assertEqual((request.state, request.verdict), ("received", "pass"))
        self.assertEqual(request.attachment_ids.name, "JC-1.pdf")
        request.with_user(self.officer).action_accept()
        self.assertEqual((request.state, request.decided_by_id), ("accepted", self.officer))
        events = self.env["med.ledger.entry"].search(
            [("res_model", "=", "med.lab.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(set(events.mapped("event")), {"lab.sent", "lab.received", "lab.accepted"})

    def test_qm5_lot_does_not_ship_before_its_report_is_accepted(self):
        request = self._request()
        request.action_send()
        with self.assertRaisesRegex(UserError, "waits for the report"):
            self._ship(lot=self.lot)
        self._enter(request, results=self.GOOD)
        with self.assertRaisesRegex(UserError, request.name):
            self._ship(lot=self.lot)
        request.with_user(self.officer).action_accept()
        self.assertEqual(self._ship(lot=self.lot).state, "done")

    def test_qm5_request_that_does_not_block_lets_the_lot_go(self):
        self._request(is_blocking=False).action_send()
        self.assertEqual(self._ship(lot=self.lot).state, "done")

    def test_qm5_table_of_results_is_read_by_its_chinese_headings(self):
        request = self._request()
        request.action_send()
        sheet = base64.b64encode(SHEET.format(value="12.5", unit="µg/g").encode("gb18030"))
        wizard = self.env["med.lab.report.wizard"].with_user(self.inspector)
        wizard = wizard.create(
            {"request_id": request.id, "report_number": "JC-2", "conclusion": "pass", "sheet": sheet}
        )
        self.assertEqual(wizard.line_ids.mapped("value"), ["12.5", "无菌生长"])
        wizard.action_apply()
        line = request.line_ids.filtered(lambda line: line.code == "EO")
        self.assertEqual((line.value, line.verdict, line.is_conflict), (12.5, "fail", True))
        self.assertEqual(request.verdict, "fail", "our limit counts, whatever the laboratory calls it")

    def test_qm5_failed_report_cannot_be_accepted_and_its_rejection_stops_the_lot(self):
        request = self._request()
        request.action_send()
        self._enter(request, results={**self.GOOD, "EO": ("12", "µg/g", "fail")}, conclusion="fail")
        officer = request.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Ethylene oxide residue"):
            officer.action_accept()
        with self.assertRaisesRegex(UserError, "reason"):
            officer.action_reject()
        officer.decision_note = "Residue above the limit"
        officer.action_reject()
        self.assertEqual(request.state, "rejected")
        self.assertTrue(self.lot.is_on_hold)
        case = self.env["med.nonconformity"].search([("lot_id", "=", self.lot.id)])
        self.assertEqual((case.origin_model, case.origin_id), ("med.lab.request", request.id))
        self.assertIn("Ethylene oxide residue", case.reason)
        with self.assertRaisesRegex(UserError, "hold"):
            self._ship(lot=self.lot)

    def test_qm5_report_without_a_result_is_taken_but_not_accepted(self):
        request = self._request()
        request.action_send()
        self._enter(request, results={"EO": self.GOOD["EO"]}, report_file=False)
        self.assertEqual(request.state, "received")
        self.assertIn("Sterility", request.missing_text)
        with self.assertRaisesRegex(UserError, "(?s)Sterility.*report file"):
            request.with_user(self.officer).action_accept()

    def test_qm5_figures_in_another_unit_of_the_family_are_converted_others_refused(self):
        test = self.env["med.lab.test"].create(
            {"name": "Weight", "code": "W", "unit": "g", "has_max": True, "limit_max": 500}
        )
        request = self._request(line_ids=[Command.create({"test_id": test.id})])
        request.action_send()
        with self.assertRaisesRegex(UserError, "one cannot be turned"):
            self._enter(request, results={"W": ("0.4", "L", "pass")})
        self.assertEqual((request.state, request.line_ids.is_answered), ("sent", False))
        self._enter(request, results={"W": ("0.4", "kg", "pass")})
        self.assertAlmostEqual(request.line_ids.value, 400)
        self.assertEqual(request.line_ids.verdict, "pass")

    def test_qm5_words_for_numbers_and_impossible_days_are_refused(self):
        request = self._request()
        request.action_send()
        with self.assertRaisesRegex(UserError, "no number"):
            self._enter(request, results={**self.GOOD, "EO": ("NaN", "µg/g", "pass")})
        with self.assertRaisesRegex(UserError, "dated"):
            self._enter(request, results=self.GOOD, report_on=self.today - timedelta(days=3))
        with self.assertRaisesRegex(UserError, "dated"):
            self._enter(request, results=self.GOOD, report_on=self.today + timedelta(days=3))
        self.assertEqual(request.state, "sent")

    def test_qm5_sample_of_nothing_of_another_product_or_of_tomorrow_is_refused(self):
        other = self._create_device("2", name="Other device")
        for vals in (
            {"quantity": 0},
            {"product_id": other.id},
            {"sampled_on": self.env.company._med_today() + timedelta(days=2)},
        ):
            with self.assertRaises(ValidationError):
                self._request(**vals)
        with self.assertRaisesRegex(UserError, "no test"):
            self._request(line_ids=[]).action_send()

    def test_qm5_nothing_of_a_sent_request_is_typed_over(self):
        request = self._request()
        request.action_send()
        for attack in (
            lambda: request.write({"state": "accepted"}),
            lambda: request.write({"lot_id": False}),
            lambda: request.write({"conclusion": "pass"}),
            lambda: request.line_ids[0].write({"laboratory_verdict": "pass"}),
            lambda: request.line_ids[0].write({"limit_max": 1000}),
            lambda: request.write({"line_ids": [Command.create({"name": "x"})]}),
            lambda: request.line_ids[0].unlink(),
            lambda: request.unlink(),
            lambda: (
                request.with_context(default_state="accepted")
                .sudo()
                .create(
                    {"state": "accepted", "laboratory_id": self.laboratory.id, "product_id": self.device.id}
                )
            ),
        ):
            with self.assertRaises(UserError):
                attack()

    def test_qm5_reports_are_decided_on_by_quality_only(self):
        request = self._request()
        request.action_send()
        self._enter(request, results=self.GOOD)
        for user in (self.inspector, self.keeper, self.sales, self.users["auditor"]):
            with self.assertRaises(AccessError):
                request.with_user(user).action_accept()
        with self.assertRaises(AccessError):
            self._request(user=self.users["keeper"])

    def test_qm5_cancelling_needs_a_reason_and_another_sample_starts_afresh(self):
        request = self._request()
        request.action_send()
        with self.assertRaisesRegex(AccessError, "quality"):
            request.action_cancel()
        with self.assertRaisesRegex(UserError, "reason"):
            request.with_user(self.officer).action_cancel()
        request.decision_note = "Sample broken in transport"
        request.with_user(self.officer).action_cancel()
        self.assertEqual(self._ship(lot=self.lot).state, "done")
        again = self.env["med.lab.request"].browse(request.action_retest()["res_id"])
        self.assertEqual((again.state, again.retest_of_id), ("draft", request))
        self.assertEqual(again.line_ids.mapped("code"), ["EO", "STERILE"])

    def test_qm5_figures_land_in_the_inspection_and_accepted_goods_wait_for_them(self):
        picking = self._receive(lot_name="LAB-IN")
        inspection = picking.med_inspection_ids.with_user(self.inspector)
        lot = inspection.line_ids.lot_id
        inspection.line_ids.write({"result": "pass", "expiry_date": self.today + timedelta(days=500)})
        request = self._request(lot_id=lot.id, picking_id=picking.id)
        request.action_send()
        self._enter(request, results=self.GOOD)
        request.with_user(self.officer).action_accept()
        checks = inspection.line_ids.check_ids.filtered(lambda check: check.source == request.name)
        self.assertEqual(set(checks.mapped("name")), {self.eo.name, self.sterility.name})
        self.assertEqual(set(checks.mapped("result")), {"pass"})

        again = self._request(lot_id=lot.id)
        again.action_send()
        inspection.action_sign()
        self.assertEqual(inspection.line_ids.release_state, "waiting")
        self.assertIn(again.name, inspection.line_ids.stop_reason)
        self._enter(again, results=self.GOOD)
        again.with_user(self.officer).action_accept()
        inspection.action_release_waiting()
        self.assertEqual(inspection.line_ids.release_state, "released")

    def test_qm5_overdue_report_is_told_to_the_sender_once(self):
        request = self._request()
        request.action_send()
        self.assertTrue(request.deadline_at)
        request.sudo().deadline_at = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(request.deadline_state, "overdue")
        due = request._deadline_to_remind()
        self.assertIn(request, due)
        request.sudo()._deadline_remind("overdue")
        self.assertEqual(request.activity_ids.user_id, self.inspector)
        self.assertNotIn(request, request._deadline_to_remind())

    def test_qm5_shipping_judges_any_number_of_lots_by_the_same_queries(self):
        def queries(count):
            lots = self.env["stock.lot"].create(
                [{"name": f"Q{count}-{n}", "product_id": self.device.id} for n in range(count)]
            )
            for lot in lots:
                self._add_stock(self.device, 1.0, lot=lot)
            picking = self._create_picking(self.customer, self.device, quantity=count)
            picking.action_confirm()
            picking.move_ids.move_line_ids.unlink()
            self.env["stock.move.line"].create(
                [
                    {
                        "move_id": picking.move_ids.id,
                        "picking_id": picking.id,
                        "product_id": self.device.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                        "location_id": picking.location_id.id,
                        "location_dest_id": picking.location_dest_id.id,
                    }
                    for lot in lots
                ]
            )
            self._request(lot_id=lots[0].id).action_send()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            findings = picking.move_ids.with_user(self.keeper)._gate_findings("ship")
            self.assertIn("lab_report_open", [finding["check"] for finding in findings])
            return self.cr.sql_log_count - before

        queries(2)
        self.assertLess(queries(12) - queries(3), 3, "nothing is asked once a lot")


@tagged("post_install", "-at_install")
class TestLabService(MedLabCommon):
    """The same by SOAP, against a real server, with all that can go wrong."""

    def _sent(self, peer):
        request = self._request()
        self.assertEqual(request.source_id, self.source)
        self.assertTrue(request.action_send() is True, "the service took it")
        return request

    def _last_call(self, request):
        return self.env["med.register.call"].search([("lab_request_id", "=", request.id)], limit=1)

    def test_qm5_service_is_told_of_the_sample_and_gives_the_report(self):
        peer = self._service()
        request = self._sent(peer)
        self.assertEqual(request.laboratory_number, f"L-{request.name}")
        told = peer.requests[request.name]
        self.assertEqual((told["lot"], told["quantity"]), ("LAB-1", "2.0"))
        self.assertEqual(len(told["tests"]), 2)
        request.action_fetch_report()
        self.assertEqual((request.state, self._last_call(request).state), ("sent", "ok"))
        peer.reports[request.name] = REPORT
        self.assertTrue(request.action_fetch_report() is True, self._last_call(request).error)
        self.assertEqual(
            (request.state, request.verdict, request.report_number), ("received", "pass", "JC-9001")
        )
        self.assertEqual(request.attachment_ids.raw, b"%PDF-1.4 report")
        call = self._last_call(request)
        self.assertEqual(call.operation, "report")
        self.assertIn(b"JC-9001", base64.b64decode(call.raw))
        self.assertIn(request.name, call.request["message"])
        request.with_user(self.officer).action_accept()

    def test_qm5_service_that_fails_is_told_in_words_kept_as_evidence_and_changes_nothing(self):
        peer = self._service()
        request = self._sent(peer)
        words = {
            "fault": "refused: 未知的委托编号",
            "error": "error. 503",
            "html": "cannot be understood",
            "cut": "cannot be understood",
            "other": "cannot be understood",
            "entity": "cannot be understood",
            "slow": "in time",
            "drip": "in time",
            "redirect": "elsewhere",
            "closed": "does not answer",
            "elsewhere": "administrator",
            "no_wsdl": "error. 404",
            "bad_wsdl": "WSDL",
        }
        for mode, text in words.items():
            with self.subTest(mode):
                peer.mode = mode
                before = request.read(["state", "conclusion", "write_date"])
                answer = request.action_fetch_report()
                self.assertIn(text, answer["params"]["message"])
                call = self._last_call(request)
                self.assertEqual((call.state, call.error), ("failed", answer["params"]["message"]))
                self.assertEqual(request.read(["state", "conclusion", "write_date"]), before)
                self.assertFalse(any(request.line_ids.mapped("is_answered")))
        self.assertEqual(request.call_count, len(words) + 1)

    def test_qm5_report_that_makes_no_sense_leaves_nothing_half_written(self):
        peer = self._service()
        request = self._sent(peer)
        good = REPORT["rows"]
        bad = {
            "no word for pass": {"head": {**REPORT["head"], "conclusion": "也许"}},
            "status is not known": {"head": {**REPORT["head"], "status": "丢失"}},
            "stand twice": {"rows": [*good, good[0]]},
            "is no number": {"rows": [good[1], {**good[0], "value": "NaN"}]},
            "one cannot be turned": {"rows": [good[1], {**good[0], "unit": "kg"}]},
            "names no test": {"rows": [good[0], {"value": "1"}]},
            "is dated": {"head": {**REPORT["head"], "reportDate": "2020-01-01"}},
            "says nothing": {"head": {"status": "已出具"}, "rows": []},
        }
        for text, changed in bad.items():
            with self.subTest(text):
                head = {"status": "", **{**REPORT, **changed}["head"]}
                order = ("status", "reportNumber", "reportDate", "conclusion")
                peer.reports[request.name] = {
                    **REPORT, **changed, "head": {key: head[key] for key in order if key in head},
                }  # fmt: skip
                answer = request.action_fetch_report()
                self.assertIn(text, answer["params"]["message"])
                self.assertEqual((request.state, request.conclusion), ("sent", False))
                self.assertFalse(any(request.line_ids.mapped("is_answered")))
                self.assertEqual(len(request.line_ids), 2)
                self.assertFalse(request.attachment_ids)
                self.assertTrue(self._last_call(request).raw, "the answer is kept all the same")

    def test_qm5_answer_about_another_request_is_not_taken(self):
        peer = self._service()
        one, two = self._sent(peer), self._sent(peer)
        peer.reports[one.name] = REPORT
        answer = {"number": one.name, "status": "已出具", "conclusion": "合格", "results": None}
        with self.assertRaisesRegex(UserError, "about request"):
            two._take_answer(answer)
        self.assertEqual(two.state, "sent")

    def test_qm5_sample_is_not_sent_when_the_service_refuses_it(self):
        peer = self._service()
        peer.mode = "fault"
        request = self._request()
        answer = request.action_send()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual((request.state, request.laboratory_number), ("draft", False))
        self.assertEqual(self._last_call(request).operation, "submit")

    def test_qm5_server_that_was_not_allowed_is_never_asked(self):
        peer = self._service()
        request = self._sent(peer)
        asked = len(peer.asked)
        self.env["ir.config_parameter"].set_param("med_base.register_origins", "https://other.example.com")
        answer = request.action_fetch_report()
        self.assertIn("administrator", answer["params"]["message"])
        self.assertEqual(len(peer.asked), asked)

    def test_qm5_night_run_fetches_all_reports_and_stops_where_nobody_answers(self):
        peer = self._service()
        one, two = self._sent(peer), self._sent(peer)
        peer.reports[two.name] = REPORT
        self.source._fetch("watch")
        self.assertEqual((one.state, two.state), ("sent", "received"))
        three = self._sent(peer)
        peer.mode = "slow"
        before = len(peer.asked)
        self.assertEqual(self.source._fetch("watch").state, "failed")
        self.assertEqual(len(peer.asked) - before, 1, "the other would wait as long")
        self.assertEqual(three.state, "sent")

    def test_qm5_laboratory_with_its_own_names_is_understood(self):
        self._service()
        self.source.path_ids = [
            Command.create({"key": key, "path": path})
            for key, path in (
                ("status", "Report.State"),
                ("rows", "Report.Items.Item"),
                ("row.code", "TestCode"),
                ("row.value", "Figure"),
                ("conclusion", "Report.Verdict"),
                ("request", "Order"),
            )
        ]
        request = self._request()
        request.action_send()
        items = [{"TestCode": "EO", "Figure": "2"}, {"TestCode": "STERILE", "Figure": "无菌生长"}]
        request._take_answer(
            {
                "Order": request.name,
                "Report": {"State": "done", "Verdict": "符合规定", "Items": {"Item": items}},
            }
        )
        self.assertEqual(
            (request.state, request.line_ids.mapped("value_text")), ("received", ["2", "无菌生长"])
        )

    def test_qm5_password_of_a_service_is_read_by_nobody_who_works_with_it(self):
        self._service()
        self.source.write({"soap_user": "康泽", "soap_secret": "secret-1"})
        for user in (self.officer, self.inspector, self.users["auditor"]):
            with self.assertRaises(AccessError):
                self.source.with_user(user).read(["soap_secret"])
        request = self._request()
        request.action_send()
        call = self._last_call(request)
        self.assertNotIn("secret-1", json.dumps(call.request))
