from odoo.tests import tagged

from .test_lab_request import MedLabCommon
from .test_quality_attacks_people import Refusals


@tagged("post_install", "-at_install")
class TestLaboratoryAttacks(Refusals, MedLabCommon):
    """Reports forged, typed over or walked round."""

    BAD = {"EO": ("30", "µg/g", "fail"), "STERILE": ("No growth", "", "pass")}

    def _sent(self):
        request = self._request()
        request.action_send()
        return request

    def test_k15_an_inspector_does_not_free_a_lot_from_its_report(self):
        request = self._sent()
        self._refused(lambda: request.write({"is_blocking": False}), "quality")
        self._refused(lambda: self._ship(lot=self.lot), "waits for the report")
        request.with_user(self.officer).is_blocking = False
        entries = self.env["med.ledger.entry"].search([("event", "=", "lab.unblocked")])
        self.assertIn(request.id, entries.mapped("res_id"))

    def test_k15_a_report_that_failed_is_not_withdrawn_nor_typed_over(self):
        request = self._enter(self._sent(), results=self.BAD, conclusion="fail")
        self.assertEqual(request.verdict, "fail")
        request.decision_note = "A mistake"
        self._refused(request.action_cancel)
        self._refused(request.with_user(self.officer).action_cancel, "not withdrawn")
        self._refused(lambda: self._enter(request, results=self.GOOD))
        self.assertEqual((request.state, request.verdict), ("received", "fail"))

    def test_k17_who_typed_a_report_does_not_accept_it(self):
        request = self._enter(self._sent(), user=self.officer, results=self.GOOD)
        self._refused(request.with_user(self.officer).action_accept, "another officer")
        request.with_user(self.head).action_accept()
        self.assertEqual(request.state, "accepted")

    def test_k05_figures_of_a_report_are_written_by_nobody(self):
        request = self._enter(self._sent(), results=self.BAD, conclusion="fail")
        line = request.line_ids[0]
        attacks = (
            lambda records: records.write({"conclusion": "pass"}),
            lambda records: records.write({"line_ids": [(1, line.id, {"value": 1.0})]}),
            lambda records: records.line_ids.write({"limit_max": 999.0}),
            lambda records: records.line_ids.write({"laboratory_verdict": "pass"}),
            lambda records: records.write({"line_ids": [(2, line.id)]}),
            lambda records: records.unlink(),
        )
        for user in (self.inspector, self.officer, self.head):
            for attack in attacks:
                self._refused(lambda a=attack, u=user: a(request.with_user(u)))
        self.assertEqual(request.verdict, "fail")
