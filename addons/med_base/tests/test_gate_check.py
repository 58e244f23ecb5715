from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateCheck(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls.env.ref("med_base.gate_check_device_class_missing")
        cls.law = cls.env.ref("med_base.gate_check_lot_not_released")
        cls.consultant = cls.users["consultant"]

    def _severity(self):
        order = self._create_sale_order(self.partner, [self.stopped])
        return [f["severity"] for f in order.action_gate_check()]

    def test_x2_consultant_changes_a_severity_and_the_gate_follows(self):
        self.check.with_user(self.consultant).severity_confirm = "warn"
        self.assertEqual(self._severity(), ["warn"])
        self.check.with_user(self.consultant).severity_confirm = "off"
        self.assertEqual(self._severity(), [])
        entries = self.env["med.ledger.entry"].search(
            [("event", "=", "gate.check_changed"), ("res_id", "=", self.check.id)]
        )
        self.assertEqual(entries.mapped("user_id"), [self.consultant.id] * 2)

    def test_check_of_the_law_cannot_be_softened_by_anybody(self):
        for user in (self.consultant, self.users["quality_head"]):
            law = self.law.with_user(user)
            for vals in (
                {"severity_ship": "warn"},
                {"active": False},
                {"is_statutory": False},
                {"date_to": "2020-01-01"},
                {"cutover_date": "2999-01-01"},
            ):
                with self.assertRaises(UserError, msg=f"{user.login} {vals}"):
                    law.write(vals)
        with self.assertRaises(UserError):
            self.law.with_user(self.consultant).unlink()
        with self.assertRaises(UserError):
            self.env["med.gate.check"].with_user(self.consultant).create(
                {"code": "lot_not_released", "name": "softer"}
            )

    def test_ordinary_check_cannot_be_renamed_into_one_of_the_law(self):
        with self.assertRaises(UserError):
            self.check.with_user(self.consultant).code = "lot_not_released"

    def test_row_of_the_company_goes_before_the_general_one(self):
        self.check.copy(
            {"company_id": self.env.company.id, "severity_confirm": "warn"}
        )
        self.assertEqual(self._severity(), ["warn"])

    def test_row_counts_only_while_in_force(self):
        yesterday = self.env.company._med_today() - timedelta(days=1)
        self.check.date_to = yesterday
        self.assertEqual(self._severity(), [])

    def test_code_without_any_row_stops(self):
        self.env.cr.execute(
            "DELETE FROM med_gate_check WHERE code = 'device_class_missing'"
        )
        self.env.invalidate_all()
        self.assertEqual(self._severity(), ["block"])

    def test_jobs_read_checks_and_only_some_edit(self):
        for job, user in self.users.items():
            self.check.with_user(user).check_access("read")
            may_write = self.check.with_user(user).has_access("write")
            self.assertEqual(
                may_write, job in ("consultant", "quality_head"), f"{job} writes checks"
            )

    def test_worklist_cannot_be_written_by_anybody(self):
        for user in (*self.users.values(), self.admin_user):
            with self.assertRaises(UserError):
                self.env["med.gate.refusal"].with_user(user).create(
                    {"res_model": "sale.order", "res_id": 1, "digest": "x"}
                )
