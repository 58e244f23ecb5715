from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditRelease(MedCreditCommon):
    """Request, release, delivery without a second stop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.users["sales"]
        cls.today = cls.env.company._med_today()
        cls.promise = cls.today + timedelta(days=10)

    def _ask(self, order, user=None, reason="Operation on Friday"):
        """Ask for a release of all that stops the order: its waivers."""
        user = user or self.sales
        action = self.env["med.credit.release.wizard"].with_user(user)._open_for(order.with_user(user))
        wizard = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        wizard = wizard.create({"reason": reason, "promised_on": self.promise})
        wizard.action_ask()
        return self.env["med.gate.waiver"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id), ("state", "=", "requested")]
        )

    def _released(self, amount=15000.0):
        """An order above the limit, released by finance and confirmed."""
        order = self._order(amount)
        self._ask(order).with_user(self.finance).action_credit_release()
        order.with_user(self.sales).action_confirm()
        return order

    def _stops(self, document):
        return {f["check"] for f in document._credit_stops()}

    def test_c14_one_request_answers_all_reasons_and_one_tap_releases_them(self):
        self._old_invoice(6000.0, days_late=30)
        order = self._order(15000.0)
        self.assertEqual(self._stops(order), {"credit_over_limit", "credit_overdue", "credit_overdue_share"})
        waivers = self._ask(order)
        self.assertEqual(len(waivers), 3)
        self.assertEqual(set(waivers.mapped("promised_on")), {self.promise})
        self.assertEqual(set(waivers.mapped("credit_amount")), {15000.0})
        self.assertEqual(waivers[0].credit_figures["overdue_days"], 30)
        waivers[0].with_user(self.finance).action_open_grant()
        self.assertEqual(set(waivers.mapped("state")), {"granted"})
        order.with_user(self.sales).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_c19_a_released_order_is_delivered_in_parts_without_a_second_stop(self):
        order = self._released()
        first = self._deliver(order, share=0.4)
        self.assertEqual(first.state, "done")
        backorder = order.picking_ids - first
        found = [f for f in backorder.action_gate_check() if f["check"] == "credit_over_limit"]
        self.assertTrue(all(f["waived"] for f in found))
        self.assertEqual(self._deliver(order).state, "done")

    def test_c14_the_head_of_the_company_releases_too_and_nobody_else(self):
        order = self._order(15000.0)
        waivers = self._ask(order)
        for job in ("sales", "billing", "quality_head", "keeper", "consultant", "auditor"):
            with self.assertRaises(UserError):
                waivers.with_user(self.users[job]).action_credit_release()
        waivers.with_user(self.owner).action_credit_release()
        self.assertEqual(waivers.state, "granted")

    def test_c14_nobody_releases_what_he_asked_for_or_sold(self):
        asked = self._ask(self._order(15000.0), user=self.finance)
        with self.assertRaises(UserError):
            asked.with_user(self.finance).action_credit_release()
        asked.with_user(self.owner).action_credit_release()
        both = self._create_job_user("sales", "finance")
        own = self._ask(self._order(15000.0, user=both), user=both)
        with self.assertRaises(UserError):
            own.with_user(both).action_credit_release()
        self.assertEqual(own.state, "requested")

    def test_c14_a_release_needs_a_reason_and_a_promised_day(self):
        order = self._order(15000.0)
        with self.assertRaises(UserError):
            self._ask(order, reason="  ")
        self.promise = self.today - timedelta(days=1)
        with self.assertRaises(UserError):
            self._ask(order)

    def test_c14_other_waivers_are_still_signed(self):
        waiver = self.env["med.gate.waiver"].new({"check_code": "late_paper"})
        with self.assertRaises(UserError):
            waiver._med_require_signature("action_grant")

    def test_c14_a_house_may_ask_for_a_signature_on_credit(self):
        self.env.ref("med_credit.sign_rule_credit_release").is_required = True
        waivers = self._ask(self._order(15000.0))
        with self.assertRaises(UserError):
            waivers.with_user(self.finance).action_credit_release()

    def test_c19_growth_within_the_tolerance_is_not_stopped_more_is_with_the_reason(self):
        order = self._released()
        line = order.order_line.with_user(self.sales)
        line.price_unit = 1570.0  # 15,700: 4.7 % more
        with self.assertRaises(UserError) as refusal:
            line.price_unit = 1580.0  # 15,800: 5.3 % more than was released
        self.assertIn("has grown", str(refusal.exception))
        self._deliver(order)

    def test_c19_what_has_grown_is_released_again_and_holds_again(self):
        order = self._order(15000.0)
        self._ask(order).with_user(self.finance).action_credit_release()
        order.order_line.price_unit = 2000.0
        self.assertEqual(self._stops(order), {"credit_over_limit"})
        self._ask(order).with_user(self.finance).action_credit_release()
        order.with_user(self.sales).action_confirm()
        self._deliver(order)

    def test_c19_a_release_that_has_ended_is_asked_for_again(self):
        order = self._released()
        waiver = self.env["med.gate.waiver"].search([("res_id", "=", order.id), ("state", "=", "granted")])
        waiver._guarded_write_fields({"valid_until": self.today - timedelta(days=1)})
        order._credit_write_pass(credit_passed_on=self.today - timedelta(days=40))
        found = [f for f in order.picking_ids.action_gate_check() if f["check"] == "credit_over_limit"]
        self.assertFalse(found[0]["waived"])
        self.assertIn("that time is over", found[0]["message"])
        self._ask(order).with_user(self.finance).action_credit_release()
        self._deliver(order)

    def test_c19_something_new_stops_a_released_order_and_says_that_it_is_new(self):
        order = self._released()
        self._old_invoice(6000.0, days_late=30)
        found = {f["check"]: f for f in order.picking_ids.action_gate_check()}
        self.assertIn("new since the release", found["credit_overdue"]["message"])
        with self.assertRaises(UserError):
            self._deliver(order)
        self._ask(order).with_user(self.owner).action_credit_release()
        self._deliver(order)

    def test_c19_the_request_at_delivery_is_for_the_order(self):
        order = self._order(9000.0)
        order.with_user(self.sales).action_confirm()
        self.account._guarded_write({"state": "frozen", "state_reason": "Late"})
        picking = order.picking_ids
        action = picking.with_user(self.users["keeper"])._gate_action_request_release(
            {"check": "credit_frozen"}
        )
        self.assertEqual(action["context"]["default_res_model"], "sale.order")
        self.assertEqual(action["context"]["default_res_id"], order.id)

    def test_c19_a_copy_by_split_and_its_order_share_one_release(self):
        order = self._order(15000.0)
        self._ask(order).with_user(self.finance).action_credit_release()
        other = self._order(0.0)
        copy = order.sudo().copy({"gate_split_from_id": order.id}).sudo(False)
        self.assertEqual(self._stops(copy), {"credit_over_limit"}, "30,000 in all is more than 15,000")
        copy.order_line.price_unit = 0.0
        self.assertFalse(self._stops(order))
        order.order_line.price_unit = 1000.0
        copy.order_line.price_unit = 500.0
        self.assertFalse(self._stops(copy), "10,000 and 5,000 are the 15,000 released")
        self.assertFalse(self._stops(order))
        self.assertFalse(self._stops(other))

    def test_c16_a_release_on_credit_answers_no_question_of_papers(self):
        order = self._order(15000.0)
        stranger = self._create_partner(name="Without papers")
        order.partner_shipping_id = stranger
        self._ask(order).with_user(self.finance).action_credit_release()
        with self.assertRaises(UserError) as refusal:
            order.with_user(self.sales).action_confirm()
        self.assertIn("Without papers", str(refusal.exception))
        self.assertNotIn("too much", str(refusal.exception))

    def test_c16_what_waits_for_papers_may_be_released_on_credit_beforehand(self):
        order = self._order(15000.0)
        self._ask(order).with_user(self.finance).action_credit_release()
        found = {f["check"]: f for f in order.action_gate_check()}
        self.assertTrue(found["credit_over_limit"]["waived"])
        self.assertIn("Released by", found["credit_over_limit"]["message"])

    def test_k09_a_release_of_another_order_does_not_count(self):
        self._released()
        order = self._order(15000.0)
        self.assertEqual(self._stops(order), {"credit_over_limit"})

    def test_c14_the_amount_and_promise_of_a_release_cannot_be_written(self):
        waivers = self._ask(self._order(15000.0))
        for vals in ({"credit_amount": 1e9}, {"promised_on": self.today}, {"is_emergency": True}):
            with self.assertRaises(UserError):
                waivers.sudo().write(vals)

    def test_c14_refused_without_typing_tells_the_asker(self):
        waivers = self._ask(self._order(15000.0))
        waivers.with_user(self.owner).action_credit_refuse()
        self.assertEqual(waivers.state, "refused")
        task = self.env["mail.activity"].search(
            [("res_model", "=", "med.gate.waiver"), ("res_id", "=", waivers.id)]
        )
        self.assertEqual(task.user_id, self.sales)

    # emergency --------------------------------------------------------------

    def test_c20_who_is_on_call_lets_an_order_go_and_the_papers_follow(self):
        order = self._order(15000.0)
        with self.assertRaises(UserError):
            order.with_user(self.owner).action_emergency_release()
        self.company.med_on_call_ids = self.owner
        order.with_user(self.owner).action_emergency_release()
        waiver = self.env["med.gate.waiver"].search([("res_id", "=", order.id), ("is_emergency", "=", True)])
        self.assertEqual((waiver.state, waiver.granted_by_id), ("granted", self.owner))
        self.assertTrue(waiver.papers_missing)
        hours = (waiver.deadline_at - fields.Datetime.now()).total_seconds() / 3600
        self.assertAlmostEqual(hours, 24, delta=0.1)
        order.with_user(self.sales).action_confirm()
        self._deliver(order)
        with self.assertRaises(UserError):
            waiver.with_user(self.sales).action_add_papers("", self.promise)
        waiver.with_user(self.sales).action_add_papers("Trauma case", self.promise)
        self.assertFalse(waiver.papers_missing)
        self.assertEqual(waiver.deadline_state, "none")
        events = self.env["med.ledger.entry"].search(
            [("res_model", "=", "med.gate.waiver"), ("res_id", "=", waiver.id)]
        )
        self.assertLessEqual(
            {"credit.emergency_released", "credit.papers_added"}, set(events.mapped("event"))
        )

    def test_c20_nobody_on_call_lets_his_own_order_go(self):
        both = self._create_job_user("sales", "owner")
        self.company.med_on_call_ids = both
        with self.assertRaises(UserError):
            self._order(15000.0, user=both).with_user(both).action_emergency_release()

    def test_c20_missing_papers_are_asked_of_who_let_it_go(self):
        self.company.med_on_call_ids = self.owner
        order = self._order(15000.0)
        order.with_user(self.owner).action_emergency_release()
        waiver = self.env["med.gate.waiver"].search([("res_id", "=", order.id)])
        waiver._guarded_write_fields({"deadline_at": fields.Datetime.now() - timedelta(hours=1)})
        due = self.env["med.gate.waiver"]._deadline_to_remind()
        self.assertEqual(due[waiver], "overdue")
        waiver._deadline_remind("overdue")
        task = self.env["mail.activity"].search(
            [
                ("res_model", "=", "med.gate.waiver"),
                ("res_id", "=", waiver.id),
                ("user_id", "=", self.owner.id),
            ]
        )
        self.assertEqual(len(task), 1)
