from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.med_base.tests.gate_waiver_common import RULE, GateWaiverCommon


@tagged("post_install", "-at_install")
class TestGateWaiver(GateWaiverCommon):
    def test_waiver_asked_by_one_and_granted_by_another_lets_the_order_go(self):
        with self.assertRaisesRegex(UserError, "days late"):
            self.order.action_confirm()
        waiver = self._granted()
        self.assertEqual(waiver.state, "granted")
        self.assertEqual(waiver.granted_by_id, self.head)
        self.assertTrue(self._finding()["waived"])
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_waiver_counts_for_the_delivery_of_its_order(self):
        self._granted()
        self.order.action_confirm()
        picking = self.order.picking_ids
        granted = self.env["med.gate.waiver"]._granted_digests(picking._gate_waiver_documents())
        self.assertEqual(granted, {("sale.order", self.order.id): {self._requested_digest()}})

    def test_waiver_counts_for_the_copy_of_stopped_lines(self):
        self._granted()
        copy = self.order.sudo().copy({"gate_split_from_id": self.order.id}).sudo(False)
        self.assertTrue(self._finding(copy)["waived"])
        self.assertFalse(self._finding(self.order.copy())["waived"])

    def test_release_can_be_asked_for_where_another_step_comes_first(self):
        self.check.next_action = "add_paper"
        action = self.order.action_gate_request_release(RULE, self.order.order_line.id)
        self.assertEqual(action["res_model"], self._release_model())

    def _release_model(self):
        self.check.next_action = "request_release"
        return self.order.action_gate_next(RULE, self.order.order_line.id)["res_model"]

    def _requested_digest(self):
        return self.env["med.gate.waiver"].search([("check_code", "=", RULE)]).digest

    def test_request_takes_the_finding_from_the_document(self):
        waiver = self._requested()
        self.assertEqual(waiver.message, "The paper is 3 days late.")
        self.assertEqual(waiver.facts, {"days_late": 3})
        self.assertEqual(waiver.res_name, self.order.name)
        self.assertEqual(waiver.requested_by_id, self.sales)
        self.assertIn("days_late: 3", waiver.facts_text)

    def test_new_facts_need_a_new_waiver(self):
        self._granted()
        self.days_late = 4
        self.assertFalse(self._finding()["waived"])
        with self.assertRaisesRegex(UserError, "4 days late"):
            self.order.action_confirm()

    def test_facts_that_changed_after_the_request_cannot_be_granted(self):
        waiver = self._requested()
        self.days_late = 9
        with self.assertRaisesRegex(UserError, "facts changed"):
            self._signed(waiver).action_grant()
        self.assertEqual(waiver.state, "requested")

    def test_k11_no_context_deletes_what_was_asked(self):
        waiver = self._requested()
        with self.assertRaisesRegex(UserError, "stays on record"):
            waiver.sudo().with_context(_force_unlink=True).unlink()
        self.assertTrue(waiver.exists())

    def test_waiver_of_another_order_does_not_count(self):
        self._granted()
        other = self._create_sale_order(self.partner, self.good)
        self.assertFalse(self._finding(other)["waived"])

    def test_who_asked_cannot_grant_even_as_quality_head(self):
        waiver = self._draft(user=self.head)
        waiver.action_request("Because.", self.env.company._med_today())
        with self.assertRaisesRegex(UserError, "yourself"):
            self._signed(waiver).action_grant()
        self.assertFalse(waiver.can_decide)

    def test_grant_needs_the_group_of_the_check(self):
        waiver = self._requested()
        officer = self.users["quality_officer"]
        with self.assertRaisesRegex(UserError, "do not belong"):
            self._signed(waiver, officer).action_grant()
        with self.assertRaisesRegex(UserError, "do not belong"):
            self._signed(waiver, self.env.ref("base.user_root")).action_grant()
        self.assertFalse(waiver.with_user(officer).can_decide)
        self.assertTrue(waiver.with_user(self.head).can_decide)

    def test_k17_grant_without_signature_is_refused(self):
        waiver = self._requested()
        with self.assertRaisesRegex(UserError, "signed"):
            waiver.with_user(self.head).action_grant()
        self.assertEqual(waiver.state, "requested")

    def test_what_the_law_forbids_is_waived_by_nobody(self):
        self.check.sudo().write({"is_statutory": True})
        with self.assertRaisesRegex(UserError, "forbidden by law"):
            self._requested()
        with self.assertRaisesRegex(UserError, "forbidden by law"):
            self._draft().sudo().action_request("x", self.env.company._med_today())

    def test_check_that_became_law_takes_the_waiver_away(self):
        waiver = self._granted()
        asked = self._create_sale_order(self.partner, self.good)
        self.check.sudo().write({"is_statutory": True})
        self.assertFalse(self._finding()["waived"])
        self.assertEqual(self.env["med.gate.waiver"]._granted_digests([self.order]), {})
        self.assertEqual(waiver.state, "granted")
        self.assertFalse(self._finding(asked)["waivable"])

    def test_request_that_became_law_cannot_be_granted(self):
        waiver = self._requested()
        self.check.sudo().write({"is_statutory": True})
        with self.assertRaises(UserError):
            self._signed(waiver).action_grant()
        self.assertEqual(waiver.state, "requested")

    def test_check_without_a_group_is_waived_by_nobody(self):
        self.check.sudo().write({"waiver_group_id": False})
        with self.assertRaisesRegex(UserError, "no group"):
            self._requested()

    def test_request_needs_reason_and_a_last_day_in_the_future(self):
        today = self.env.company._med_today()
        for reason, until in (
            ("", today),
            ("   ", today),
            (None, today),
            ("Good", False),
            ("Good", "tomorrow"),
            ("Good", today - timedelta(days=1)),
        ):
            with self.assertRaises(UserError):
                self._draft().action_request(reason, until)

    def test_finding_that_is_not_there_cannot_be_waived(self):
        with self.assertRaisesRegex(UserError, "does not show this finding"):
            self._draft(digest="0" * 64).action_request("Good", self.env.company._med_today())

    def test_expired_waiver_has_no_effect_and_is_marked(self):
        waiver = self._granted()
        waiver.sudo()._guarded_write_fields(
            {"valid_until": self.env.company._med_today() - timedelta(days=1)}
        )
        self.assertFalse(self._finding()["waived"])
        self.env["med.gate.waiver"]._cron_expire()
        self.assertEqual(waiver.state, "expired")

    def test_refusal_needs_a_reason_and_tells_the_asker(self):
        waiver = self._requested()
        with self.assertRaisesRegex(UserError, "Say why"):
            waiver.with_user(self.head).action_refuse(" ")
        waiver.with_user(self.head).action_refuse("Too late already.")
        self.assertEqual(waiver.state, "refused")
        told = waiver.sudo().activity_ids
        self.assertEqual(told.user_id, self.sales)
        self.assertIn("Too late already.", told.note)

    def test_each_step_is_in_the_ledger(self):
        waiver = self._granted()
        entries = self.env["med.ledger.entry"].search(
            [("res_model", "=", "med.gate.waiver"), ("res_id", "=", waiver.id)]
        )
        self.assertEqual(
            set(entries.mapped("event")),
            {"gate.waiver_requested", "gate.waiver_granted"},
        )

    def test_k18_state_cannot_be_set_from_outside(self):
        values = {"granted_by_id": self.head.id, "state": "granted"}
        for name, value in values.items():
            with self.assertRaises(UserError):
                self._draft(**{name: value})
            with self.assertRaises(UserError):
                self._draft().write({name: value})
            with self.assertRaises(UserError):
                self._draft().sudo().write({name: value})

    def test_k11_default_in_the_context_sets_no_state(self):
        waivers = self.env["med.gate.waiver"].with_user(self.sales)
        waiver = waivers.with_context(
            default_state="granted", default_granted_by_id=self.head.id, med_ticket=True
        ).create(
            {
                "res_model": "sale.order",
                "res_id": self.order.id,
                "check_code": RULE,
                "digest": self._finding()["digest"],
                "valid_until": self.env.company._med_today(),
            }
        )
        self.assertEqual(waiver.state, "draft")
        self.assertFalse(waiver.granted_by_id)
        self.assertFalse(self._finding()["waived"])

    def test_k11_personal_default_sets_no_state(self):
        self.env["ir.default"].with_user(self.sales).set("med.gate.waiver", "state", "granted", user_id=True)
        self.assertEqual(self._draft().state, "draft")

    def test_asked_waiver_is_frozen_and_stays(self):
        waiver = self._requested()
        for vals in ({"res_id": 1}, {"digest": "x"}, {"valid_until": "2999-01-01"}):
            with self.assertRaises(UserError):
                waiver.write(vals)
        with self.assertRaises(UserError):
            waiver.sudo().unlink()
        with self.assertRaises(UserError):
            waiver.copy({"state": "granted"})

    def test_duplicate_of_a_granted_waiver_is_a_draft(self):
        twin = self._granted().copy()
        self.assertEqual(twin.state, "draft")
        self.assertFalse(twin.granted_by_id)

    def test_document_outside_the_gate_is_refused(self):
        for model, res_id in (("res.users", 1), ("no.model", 1), ("sale.order", 0)):
            with self.assertRaisesRegex(UserError, "no document"):
                self._draft(res_model=model, res_id=res_id)

    def test_draft_of_somebody_else_is_not_used(self):
        waiver = self._draft()
        with self.assertRaises(UserError):
            waiver.with_user(self.users["purchaser"]).action_request("Good", self.env.company._med_today())

    def test_dialog_from_the_panel_asks_for_the_waiver(self):
        action = self.order.action_gate_next(RULE, self.order.order_line.id)
        self.assertEqual(action["res_model"], "med.gate.waiver.wizard")
        wizard = Form(
            self.env["med.gate.waiver.wizard"].with_user(self.sales).with_context(**action["context"])
        )
        self.assertEqual(wizard.message, "The paper is 3 days late.")
        wizard.reason = "Courier"
        wizard.save().action_ask()
        waiver = self.env["med.gate.waiver"].search([("check_code", "=", RULE)])
        self.assertEqual(waiver.state, "requested")
        self.assertEqual(self.order.med_waiver_count, 1)

    def test_panel_says_that_a_waiver_was_asked_for(self):
        self.assertFalse(self.order.gate_panel["findings"][0]["requested"])
        self._requested()
        self.order.invalidate_recordset(["gate_panel"])
        self.assertTrue(self.order.gate_panel["findings"][0]["requested"])

    def test_dialog_for_a_settled_finding_asks_nothing(self):
        wizard = (
            self.env["med.gate.waiver.wizard"]
            .with_user(self.sales)
            .create(
                {
                    "res_model": "sale.order",
                    "res_id": self.order.id,
                    "digest": self._finding()["digest"],
                    "reason": "Courier",
                }
            )
        )
        self.days_late = 0
        wizard.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "any more"):
            wizard.action_ask()

    def test_refusal_dialog_refuses(self):
        waiver = self._requested()
        context = waiver.with_user(self.head).action_open_refuse()["context"]
        wizard = Form(self.env["med.gate.waiver.refuse.wizard"].with_user(self.head).with_context(**context))
        wizard.reason = "No."
        wizard.save().action_refuse()
        self.assertEqual(waiver.state, "refused")

    def test_waivers_of_many_documents_are_one_query(self):
        orders = self.order
        for _index in range(5):
            orders += self._create_sale_order(self.partner, self.good)
        self._granted()
        waivers = self.env["med.gate.waiver"]
        waivers._granted_digests(orders)
        self.env.flush_all()
        with self.assertQueryCount(1):
            waivers._granted_digests(orders)
