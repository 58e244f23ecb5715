from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .nc_common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestCapa(NonconformityCommon):
    """Carried out by some, verified by another, judged by the data."""

    def setUp(self):
        super().setUp()
        self.capa = (
            self.env["med.capa"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Cartons arrive crushed",
                    "scope": "supplier",
                    "partner_id": self.supplier.id,
                    "watch_days": 30,
                }
            )
        )
        self.worker = self.users["purchaser"]

    def _plan(self, **vals):
        values = {"capa_id": self.capa.id, "name": "Agree on corner guards", "date_due": self.today}
        actions = self.env["med.capa.action"].with_user(self.officer)
        return actions.create({**values, "user_id": self.worker.id, **vals}).with_user(self.worker)

    def _do(self, action):
        action.write({"result": "Agreed in writing", "attachment_ids": self._file(action.env.user)})
        action.action_done()

    def _running(self):
        self.capa.write({"root_cause": "No packing specification", "root_cause_method": "why"})
        action = self._plan()
        self.capa.action_start()
        return action

    def _watching(self):
        self._do(self._running())
        self._sign(self.capa.with_user(self.head), "action_verify")
        return self.capa

    def test_qm1_a_capa_starts_with_root_cause_and_actions_of_owners(self):
        with self.assertRaisesRegex(UserError, "Root Cause"):
            self.capa.action_start()
        self._running()
        self.assertEqual(self.capa.state, "running")

    def test_qm1_actions_are_done_by_their_owner_with_a_proof(self):
        action = self._running()
        with self.assertRaises(AccessError):
            action.with_user(self.users["sales"]).action_done()
        with self.assertRaisesRegex(UserError, "proof"):
            action.action_done()
        with self.assertRaises(AccessError):
            action.date_due = self.today + timedelta(30)
        self._do(action)
        self.assertEqual((action.state, action.done_by_id), ("done", self.worker))
        with self.assertRaises(UserError):
            action.result = "Something else"

    def test_qm1_another_person_verifies(self):
        action = self._running()
        with self.assertRaisesRegex(UserError, "every action done"):
            self.capa.with_user(self.head).action_verify_work()
        self._do(action)
        with self.assertRaisesRegex(UserError, "another person"):
            self.capa.action_verify_work()
        with self.assertRaisesRegex(UserError, "signed"):
            self.capa.with_user(self.head).action_verify()
        self._sign(self.capa.with_user(self.head), "action_verify")
        self.assertEqual((self.capa.state, self.capa.verified_by_id), ("watching", self.head))

    def test_qm1_a_period_without_repeats_proves_the_effect(self):
        self._watching()
        self.capa.sudo()._judge()
        self.assertEqual(self.capa.state, "watching")
        self.capa.sudo()._judge(today=self.today + timedelta(32))
        self.assertEqual(self.capa.state, "done")

    def test_qm1_a_repeat_opens_it_again_at_once(self):
        self._watching()
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self._case()
        self.assertEqual((self.capa.state, self.capa.reopen_count, self.capa.repeat_count), ("draft", 1, 1))
        self.assertTrue(self.capa.sudo().activity_ids.filtered(lambda a: a.user_id == self.officer))

    def test_qm1_opened_again_it_needs_new_actions(self):
        self._watching()
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self._case()
            with self.assertRaisesRegex(UserError, "Actions"):
                self.capa.action_start()
            self._plan(name="Change the carrier")
            self.capa.action_start()
        self.assertEqual(self.capa.state, "running")

    def test_qm1_cases_of_another_kind_do_not_count(self):
        self._watching()
        other = self._create_partner("supplier", name="Other supplier")
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            lot = self._stock(zone="rejected")
            self.cases._open(self.company, self.device, lot, 1.0, self._zone("rejected"), "Torn", None, other)
        self.assertEqual(self.capa.state, "watching")

    def test_qm1_cases_before_are_counted_as_the_baseline(self):
        self._case()
        self._running()
        self.assertEqual(self.capa.baseline_count, 1)
        found = self.cases.search(self.capa.action_open_baseline()["domain"])
        self.assertEqual(len(found), 1)

    def test_peer_21_no_capa_is_closed_by_rpc(self):
        self._watching()
        for vals in ({"state": "done"}, {"watch_until": self.today}, {"repeat_count": 0}, {"scope": "cause"}):
            with self.assertRaises(UserError):
                self.capa.with_user(self.head).write(vals)

    def test_its_measure_must_be_complete(self):
        with self.assertRaises(ValidationError):
            self.env["med.capa"].with_user(self.officer).create({"name": "x", "scope": "product"})

    def test_a_case_leads_to_its_capa(self):
        case = self._case()
        case.cause_id = self.cause
        case.action_open_capa()
        self.assertEqual((case.capa_id.scope, case.capa_id.cause_id), ("cause", self.cause))
