from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.med_base.tests.common import JOBS
from odoo.addons.med_base.tests.gate_waiver_common import GateWaiverCommon

ASKERS = {
    "quality_head",
    "quality_officer",
    "receiver",
    "keeper",
    "reviewer",
    "purchaser",
    "sales",
    "billing",
    "finance",
    "aftersales",
    "owner",
}
WRITTEN_BY_SERVER = ("med.gate.trial.hit", "med.gate.evaluation")
OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestGateWaiverSecurity(GateWaiverCommon):
    def _may(self, model, job):
        records = self.env[model].with_user(self.users[job])
        return {operation for operation in OPERATIONS if records.has_access(operation)}

    def test_matrix_of_jobs_on_waivers(self):
        for job in JOBS:
            with self.subTest(job=job):
                expected = set(OPERATIONS) if job in ASKERS else {"read"}
                self.assertEqual(self._may("med.gate.waiver", job), expected)

    def test_matrix_of_jobs_on_what_the_gate_writes(self):
        for model in WRITTEN_BY_SERVER:
            for job in JOBS:
                with self.subTest(model=model, job=job):
                    self.assertEqual(self._may(model, job), {"read"})

    def test_people_without_a_job_see_nothing_of_the_gate(self):
        for model in ("med.gate.waiver", *WRITTEN_BY_SERVER):
            records = self.env[model].with_user(self.plain_user)
            for operation in OPERATIONS:
                self.assertFalse(records.has_access(operation), (model, operation))

    def test_auditor_and_consultant_ask_for_nothing(self):
        for job in ("auditor", "consultant"):
            with self.assertRaises(AccessError):
                self._draft(user=self.users[job])

    def test_asking_needs_the_right_to_read_the_document(self):
        purchaser = self.users["purchaser"]
        with self.assertRaises(AccessError):
            self._draft(user=purchaser)

    def test_another_company_sees_neither_waiver_nor_hit(self):
        waiver = self._requested()
        hit = self.env["med.gate.trial.hit"]._record(self.order, "confirm", self.order.action_gate_check())
        other = self.env["res.company"].create({"name": "Other trading company"})
        stranger = new_test_user(
            self.env,
            login="med_test_stranger",
            groups="med_base.group_quality_head",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (waiver, hit[:1]):
            records = self.env[record._name].with_user(stranger)
            self.assertFalse(records.search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                records.browse(record.id).check_access("read")
        with self.assertRaises(AccessError):
            self._signed(waiver, stranger).action_grant()
