"""Choosing routes, steps of one person, delegation, messages, voiding fields."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalRoutes(ApprovalCommon):
    def _route(self, *steps, **vals):
        """A route for the test paper that goes before the shipped ones."""
        values = {
            "name": "Special",
            "sequence": 1,
            "model_id": self.env["ir.model"]._get_id("med.test.paper"),
            "step_ids": [
                Command.create({"sequence": number, "name": f"S{number}", **step})
                for number, step in enumerate(steps, 1)
            ],
        }
        return self.env["med.approval.route"].create({**values, **vals})

    def _by(self, job, **vals):
        return {"group_id": self.env.ref(f"med_base.group_{job}").id, **vals}

    # --- which route ------------------------------------------------------------
    def test_q18_shipped_routes_exist_in_three_sizes_for_every_document(self):
        for size, steps in (("small", 1), ("standard", 2), ("full", 4)):
            self.company.med_approval_size = size
            paper = self._paper()
            route = self.env["med.approval.route"]._for_document(paper, self.company)
            self.assertEqual((route.size, len(route.step_ids)), (size, steps))
            self.assertFalse(route.model_id)
        self.assertTrue(route.step_ids[-1].needs_signature)
        self.assertEqual(
            route.step_ids.mapped("meaning"),
            ["first_review", "re_review", "verify", "release"],
        )

    def test_x1_own_route_of_a_model_and_condition_goes_before_the_general_one(self):
        route = self._route(self._by("owner"), domain="[('price', '>', 100)]")
        cheap, dear = self._submitted(price=10), self._submitted(price=500)
        self.assertNotEqual(self._request(cheap).route_id, route)
        self.assertEqual(self._request(dear).route_id, route)
        dear.with_user(self.owner).action_approve()
        self.assertEqual(dear.approval_state, "approved")

    def test_route_of_another_company_does_not_apply(self):
        other = self.env["res.company"].create({"name": "Other"})
        route = self._route(self._by("owner"), company_id=other.id)
        self.assertNotEqual(self._request(self._submitted()).route_id, route)

    def test_no_route_is_told_with_the_next_step(self):
        self.env["med.approval.route"].search([]).active = False
        with self.assertRaisesRegex(UserError, "no approval route"):
            self._submitted()

    def test_x1_condition_and_fields_of_a_route_are_checked_when_written(self):
        for vals in (
            {"domain": "[('nothing', '=', 1)]"},
            {"domain": "env.cr.commit()"},  # house: ok, a text that must be refused
            {"content_fields": "price, colour"},
        ):
            with self.assertRaises(ValidationError):
                self._route(self._by("owner"), **vals)
        with self.assertRaisesRegex(ValidationError, "name who decides"):
            self._route({"approver_type": "group"})

    def test_waiting_requests_keep_the_steps_they_started_with(self):
        route = self._route(self._by("quality_head"))
        paper = self._submitted()
        route.step_ids.group_id = self.env.ref("med_base.group_owner")
        paper.with_user(self.head).action_approve()
        self.assertEqual(paper.approval_state, "approved")

    def test_changes_of_routes_are_ledgered(self):
        route = self._route(self._by("owner"))
        route.step_ids.quorum = 2
        events = self.env["med.ledger.entry"].search(
            [("res_model", "=", route._name), ("res_id", "=", route.id)]
        )
        self.assertIn("approval.route_created", events.mapped("event"))
        self.assertIn("approval.route_changed", events.mapped("event"))

    def test_routes_are_found_by_their_kind_of_document(self):
        route = self._route(self._by("owner"), content_fields="name")
        self.assertEqual(route.model_id.model, "med.test.paper")
        routes = self.env["med.approval.route"]
        self.assertIn(route, routes.search([("model_id", "=", route.model_id.id)]))
        general = routes.search([("model_id", "=", False)])
        self.assertNotIn(route, general)
        self.assertIn(self.env.ref("med_base.approval_route_full"), general)
        self.assertIn(route, routes.search([("model_id.model", "=", "med.test.paper")]))

    # --- who decides ------------------------------------------------------------
    def test_q20_steps_by_job_person_and_field_of_the_document(self):
        finance = self.users["finance"]
        self._route(
            self._by("purchaser"),
            {"approver_type": "user", "user_id": finance.id},
            {"approver_type": "field", "field_name": "decider_id"},
            self._by("owner"),
        )
        paper = self._submitted(decider_id=self.users["billing"].id)
        for user in ("purchaser", "finance", "billing", "owner"):
            paper.with_user(self.users[user]).action_approve()
        self.assertEqual(paper.approval_state, "approved")
        decisions = self._request(paper).decision_ids
        self.assertEqual(
            decisions.mapped("user_name"),
            [self.users[u].name for u in ("sales", "purchaser", "finance", "billing", "owner")],
        )
        self.assertEqual(decisions[2].role_name, finance.name)

    def test_quorum_waits_for_so_many_different_persons(self):
        self._route(self._by("quality_officer", quorum=2))
        paper = self._submitted()
        paper.with_user(self.officer).action_approve()
        self.assertEqual(paper.approval_state, "pending")
        with self.assertRaises(UserError):
            paper.with_user(self.officer).action_approve()
        paper.with_user(self.head).action_approve()
        self.assertEqual(paper.approval_state, "approved")

    def test_four_eyes_sends_the_second_step_to_another_person(self):
        second = self._create_job_user("quality_head", login="med_test_head2")
        paper = self._submitted()
        paper.with_user(self.head).action_approve()
        with self.assertRaisesRegex(UserError, "another person must decide"):
            paper.with_user(self.head).action_approve()
        paper.with_user(second).action_approve()
        self.assertEqual(paper.approval_state, "approved")

    def test_without_four_eyes_the_same_person_clicks_once(self):
        self._create_job_user("quality_head", login="med_test_head2")
        self._route(self._by("quality_officer"), self._by("quality_head", is_four_eyes=False))
        paper = self._submitted()
        paper.with_user(self.head).action_approve()
        self.assertEqual(self._kinds(paper), ["submitted", "approved", "merged"])

    def test_a_merged_step_never_skips_a_signature(self):
        self._route(self._by("quality_head"), self._by("quality_head", needs_signature=True))
        paper = self._submitted()
        with self.assertRaisesRegex(UserError, "must be signed"):
            paper.with_user(self.head).action_approve()
        self._sign(paper.with_user(self.head), "action_approve", comment="ok")
        decisions = self._request(paper).decision_ids
        self.assertEqual(decisions.mapped("kind"), ["submitted", "merged", "approved"])
        self.assertTrue(all(d.signature_id for d in decisions[1:]))

    # --- delegation -------------------------------------------------------------
    def _delegate(self, to_user, days=3, user=None, **vals):
        return (
            self.env["med.approval.delegation"]
            .with_user(user or self.head)
            .create(
                {
                    "from_user_id": self.head.id,
                    "to_user_id": to_user.id,
                    "date_to": self.env.company._med_today() + timedelta(days=days),
                    "reason": "holiday",
                    **vals,
                }
            )
        )

    def test_stand_in_decides_during_the_period_marked_on_behalf(self):
        stand_in = self.users["keeper"]
        self._delegate(stand_in)
        paper = self._submitted()
        waiting = self.env["med.approval.request"].with_user(stand_in)
        queue = waiting.search([("can_decide", "=", True)])
        self.assertIn(self._request(paper), queue)
        paper.with_user(stand_in).action_approve()
        decision = self._request(paper).decision_ids[1]
        self.assertEqual(decision.user_id, stand_in)
        self.assertEqual(decision.delegated_for_id, self.head)

    def test_stand_in_loses_the_right_after_the_period_or_when_it_is_ended(self):
        stand_in = self.users["keeper"]
        delegation = self._delegate(stand_in)
        paper = self._submitted()
        with freeze_time(date.today() + timedelta(days=10)), self.assertRaises(UserError):
            paper.with_user(stand_in).action_approve()
        delegation.action_revoke()
        with self.assertRaisesRegex(UserError, "not for you"):
            paper.with_user(stand_in).action_approve()
        events = self.env["med.ledger.entry"].search([("res_id", "=", delegation.id)])
        self.assertLessEqual(
            {"approval.delegated", "approval.delegation_revoked"},
            set(events.mapped("event")),
        )

    def test_nobody_takes_a_delegation_for_himself_or_edits_it(self):
        keeper = self.users["keeper"]
        with self.assertRaisesRegex(UserError, "or the quality head"):
            self._delegate(keeper, user=keeper)
        with self.assertRaisesRegex(UserError, "or the quality head"):
            self._delegate(self.head, user=self.head, from_user_id=self.owner.id)
        delegation = self._delegate(keeper)
        with self.assertRaisesRegex(UserError, "not edited"):
            delegation.sudo().date_to = self.env.company._med_today() + timedelta(days=900)
        with self.assertRaisesRegex(UserError, "not deleted"):
            delegation.sudo().unlink()
        with self.assertRaisesRegex(ValidationError, "cannot stand in"):
            self._delegate(self.users["auditor"])

    def test_applicant_does_not_approve_as_the_stand_in_of_the_head(self):
        self._delegate(self.sales)
        paper = self._submitted()
        with self.assertRaisesRegex(UserError, "another person"):
            paper.action_approve()

    # --- voiding fields -----------------------------------------------------
    def test_which_changes_void_an_approval_is_a_list_of_the_route(self):
        self._route(self._by("quality_head"), content_fields="name, attachments")
        paper = self._submitted()
        paper.price = 77.0
        paper.with_user(self.head).action_approve()
        self.assertTrue(paper._approval_is_current())
        paper.name = "Another"
        self.assertEqual(paper.approval_state, "void")
        self.assertFalse(paper._approval_is_current())

    # --- messages -------------------------------------------------------------
    def test_one_person_gets_one_activity_and_a_queue_gets_none(self):
        paper = self._submitted()
        request = self._request(paper)
        self.assertFalse(request.activity_ids)
        paper.with_user(self.officer).action_approve()
        self.assertEqual(request.activity_ids.user_id, self.head)
        self.assertEqual(len(request.activity_ids), 1)
        paper.with_user(self.head).action_approve()
        self.assertFalse(request.activity_ids)

    def test_applicant_is_told_the_result_once(self):
        paper = self._submitted()
        paper.with_user(self.officer).action_return("blurred")
        notes = self.env["mail.message"].search(
            [
                ("model", "=", paper._name),
                ("res_id", "=", paper.id),
                ("notified_partner_ids", "in", self.sales.partner_id.ids),
            ]
        )
        self.assertEqual(len(notes), 1)
        self.assertIn("blurred", notes.body)
