from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.med_base.tests.common import JOBS

from .common import MedCreditCommon

DECIDERS = {"finance", "owner"}
ASKERS = {"sales", *DECIDERS}
RULERS = {"finance", "consultant"}
READERS = {"finance", "owner", "auditor"}
TESTERS = {"finance", "owner", "consultant"}
CREDIT = {"sales", "billing", "finance", "owner", "auditor", "consultant"}
RELEASE_ASKERS = {*ASKERS, "billing", "keeper", "quality_head"}
WATCHERS = {"sales", "billing", "finance", "owner", "auditor"}
CLERKS = {"billing", "finance"}
# model: (who may read, write, create, delete)
MATRIX = {
    "med.credit.segment": (CREDIT, RULERS, RULERS, set()),
    "med.credit.bill": (CREDIT, {"finance"}, {"finance"}, {"finance"}),
    "med.credit.batch": ({*DECIDERS, "auditor"}, {"finance"}, {"finance"}, {"finance"}),
    "med.credit.batch.line": ({*DECIDERS, "auditor"}, {"finance"}, {"finance"}, {"finance"}),
    "med.credit.batch.deduction": ({*DECIDERS, "auditor"}, {"finance"}, {"finance"}, {"finance"}),
    "med.credit.deduction.reason": (CREDIT, RULERS, RULERS, set()),
    "med.credit.account": (CREDIT, DECIDERS, {"finance"}, set()),
    "med.credit.change": (CREDIT, ASKERS, ASKERS, ASKERS),
    "med.credit.release.wizard": (RELEASE_ASKERS,) * 3 + (set(),),
    "med.credit.rule": (CREDIT, RULERS, RULERS, set()),
    "med.credit.hit": (WATCHERS, DECIDERS, set(), set()),
    "med.credit.tile": (WATCHERS - {"billing"}, set(), set(), set()),
    "med.credit.statement": (WATCHERS, CLERKS, set(), set()),
    "med.credit.statement.line": (WATCHERS, set(), set(), set()),
    "med.credit.statement.link": (WATCHERS, set(), set(), set()),
    "med.credit.statement.run": (WATCHERS - {"sales"}, CLERKS, CLERKS, CLERKS),
    "med.credit.statement.sent": (CLERKS,) * 4,
    "med.credit.statement.sent.line": (CLERKS,) * 4,
    "med.credit.group": (CREDIT, DECIDERS, DECIDERS, DECIDERS),
    "med.credit.security": (CREDIT, DECIDERS, DECIDERS, DECIDERS),
    "med.credit.financial.read": ({"finance"},) * 4,
    "med.credit.financial": ({*DECIDERS, "auditor"}, {"finance"}, {"finance"}, {"finance"}),
    "med.credit.grade": (CREDIT, RULERS, RULERS, set()),
    "med.credit.scorecard": (CREDIT, RULERS, RULERS, RULERS),
    "med.credit.factor": (CREDIT, RULERS, RULERS, RULERS),
    "med.credit.factor.bin": (CREDIT, RULERS, RULERS, RULERS),
    "med.credit.knockout": (CREDIT, RULERS, RULERS, RULERS),
    "med.credit.run": (CREDIT, set(), set(), set()),
    "med.credit.run.line": (CREDIT, set(), set(), set()),
    "med.credit.backtest": (CREDIT, TESTERS, TESTERS, set()),
    "med.credit.backtest.line": (CREDIT, set(), set(), set()),
    "med.credit.backtest.grade": (CREDIT, set(), set(), set()),
    "med.credit.migration": (CREDIT, set(), set(), set()),
    "med.credit.figures": (READERS,) * 4,
    "med.credit.figure": (READERS,) * 4,
}
# models whose records belong to one company
OF_A_COMPANY = ("med.credit.account", "med.credit.change", "med.credit.group", "med.credit.security")


@tagged("post_install", "-at_install")
class TestSecurity(MedCreditCommon):
    def test_matrix_of_jobs_models_and_operations(self):
        for model, (read, write, create, unlink) in MATRIX.items():
            for job in JOBS:
                records = self.env[model].with_user(self.users[job])
                expected = {
                    "read": job in read,
                    "write": job in write,
                    "create": job in create,
                    "unlink": job in unlink,
                }
                actual = {operation: records.has_access(operation) for operation in expected}
                with self.subTest(model=model, job=job):
                    self.assertEqual(actual, expected)

    def test_a_user_without_a_job_has_no_access_at_all(self):
        for model in MATRIX:
            with self.subTest(model):
                self.assertFalse(self.env[model].with_user(self.plain_user).has_access("read"))

    def test_companies_do_not_see_each_others_credit(self):
        finance = self.env["med.credit.change"].with_user(self.finance)
        finance.create({"account_id": self.account.id, "amount": 1.0, "reason": "Test"})
        self.env["med.credit.group"].with_user(self.finance).create({"name": "Test group"})
        self.env["med.credit.security"].with_user(self.finance).create(
            {"account_id": self.account.id, "amount": 1.0}
        )
        other = self.env["res.company"].create({"name": "Second company"})
        stranger = new_test_user(
            self.env,
            login="med_other_finance",
            groups="med_base.group_finance",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in OF_A_COMPANY:
            with self.subTest(model):
                records = self.env[model].search([("company_id", "=", self.company.id)])
                self.assertTrue(records)
                theirs = self.env[model].with_user(stranger)
                self.assertFalse(theirs.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    theirs.browse(records[0].id).read(["display_name"])
