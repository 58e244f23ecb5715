"""Waivers and trial mode over real HTTP: JSON-2 with a key."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.med_base.tests.gate_waiver_common import RULE, GateWaiverCommon

WAIVER = "med.gate.waiver"
TICKETS = {"med_ticket": True, "ticket": "state", "su": True}


@tagged("post_install", "-at_install")
class TestGateWaiverHttp(GateWaiverCommon, HttpCase):
    def _json2(self, user, model, method, context=None, **values):
        # sudo: the test hands out keys
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return self.url_open(
            f"/json/2/{model}/{method}",
            json={"context": context or {}, **values},
            headers={"Authorization": f"bearer {keys._generate('rpc', 'test', None)}"},
        )

    def _vals(self, **vals):
        return {
            "res_model": "sale.order",
            "res_id": self.order.id,
            "check_code": RULE,
            "digest": self._finding()["digest"],
            **vals,
        }

    def _refused(self, answer):
        self.assertIn(answer.status_code, (403, 404, 422), answer.text)

    def test_waiver_is_asked_for_over_json2(self):
        answer = self._json2(self.sales, WAIVER, "create", vals_list=[self._vals()])
        self.assertEqual(answer.status_code, 200, answer.text)
        answer = self._json2(
            self.sales,
            WAIVER,
            "action_request",
            ids=answer.json(),
            reason="Courier",
            valid_until=str(self.env.company._med_today()),
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        waiver = self.env[WAIVER].search([("check_code", "=", RULE)])
        self.assertEqual(waiver.state, "requested")

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k17_key_holder_does_not_grant(self):
        waiver = self._requested()
        for method in ("action_grant", "action_open_grant"):
            answer = self._json2(self.head, WAIVER, method, TICKETS, ids=waiver.ids)
            self.assertEqual(answer.status_code, 422, answer.text)
        self.assertEqual(waiver.state, "requested")

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k11_state_is_set_by_no_call(self):
        waiver = self._requested()
        granted = {"state": "granted", "granted_by_id": self.head.id}
        for user in (self.sales, self.head, self.admin_user):
            for method, values in (
                ("write", {"ids": waiver.ids, "vals": granted}),
                ("create", {"vals_list": [self._vals(**granted)]}),
                ("copy", {"ids": waiver.ids, "default": granted}),
                ("_guarded_write", {"ids": waiver.ids, "vals": granted}),
                ("_guarded_write_fields", {"ids": waiver.ids, "vals": granted}),
                ("_advance", {"ids": waiver.ids, "vals": granted, "event": "x"}),
                ("unlink", {"ids": waiver.ids}),
            ):
                with self.subTest(user=user.login, method=method):
                    self._refused(self._json2(user, WAIVER, method, TICKETS, **values))
        self.assertEqual(waiver.state, "requested")
        self.assertFalse(self._finding()["waived"])

    def test_k11_default_in_the_context_over_json2_sets_no_state(self):
        context = {"default_state": "granted", "default_granted_by_id": self.head.id}
        answer = self._json2(self.sales, WAIVER, "create", context, vals_list=[self._vals()])
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(self.env[WAIVER].browse(answer.json()).state, "draft")

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_mode_is_switched_by_the_quality_head_only(self):
        company = self.env.company
        for user in (self.sales, self.users["consultant"], self.admin_user):
            for method, values in (
                ("action_med_go_trial", {}),
                ("action_med_set_cutover", {"date": "2999-01-01"}),
                ("write", {"vals": {"med_mode": "trial"}}),
                ("_med_set_mode", {"mode": "trial", "date": False, "event": "x"}),
            ):
                with self.subTest(user=user.login, method=method):
                    self._refused(
                        self._json2(
                            user,
                            "res.company",
                            method,
                            TICKETS,
                            ids=company.ids,
                            **values,
                        )
                    )
        self.assertEqual(company.med_mode, "live")
        answer = self._json2(self.head, "res.company", "action_med_go_trial", ids=company.ids)
        self.assertEqual(answer.status_code, 200, answer.text)
        company.invalidate_recordset()
        self.assertEqual(company.med_mode, "trial")

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_evidence_of_trial_mode_is_written_by_the_gate_only(self):
        values = {"res_model": "sale.order", "res_id": self.order.id, "check_code": "x"}
        for user in (self.sales, self.head, self.users["consultant"]):
            for model in ("med.gate.trial.hit", "med.gate.evaluation"):
                self._refused(self._json2(user, model, "create", vals_list=[values]))
        self._refused(self._json2(self.sales, "med.gate.trial.hit", "_record", documents=[]))
