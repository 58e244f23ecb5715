from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.med_base.tests.common import JOBS

from .nc_common import NonconformityCommon

ALL = set(JOBS)
HEADS = {"quality_head"}
OFFICERS = {"quality_officer", "quality_head"}
RULERS = {"quality_head", "consultant"}
LOOKERS = {"inspector", *OFFICERS, "owner", "auditor"}
BUYERS = {*LOOKERS, "purchaser"}
EVALUATORS = {"purchaser", *OFFICERS}
CHANGERS = {"purchaser", "inspector", "keeper", "aftersales", "owner", *OFFICERS}
SETTERS = {*OFFICERS, "consultant"}
KEEPERS = {"keeper", *OFFICERS}
CHECKERS = {*KEEPERS, "inspector"}
READERS = {*CHECKERS, "receiver"}
SAMPLERS = {"inspector", *OFFICERS}
DIRECTORS = {"inspector", "purchaser", *OFFICERS}
REPORTERS = {"receiver", "inspector", "keeper", *OFFICERS}
# model: (who may read, write, create, delete)
MATRIX = {
    "med.storage.area": (ALL, SETTERS, SETTERS, set()),
    "med.storage.reading": (ALL, set(), set(), set()),
    "med.storage.missing": (ALL, KEEPERS, set(), set()),
    "med.storage.excursion": (ALL, OFFICERS, set(), set()),
    "med.storage.excursion.line": (ALL, OFFICERS, set(), set()),
    "med.storage.import": (ALL, READERS, READERS, READERS),
    "med.storage.import.line": (ALL, set(), set(), set()),
    "med.storage.void": (OFFICERS, OFFICERS, OFFICERS, set()),
    "med.logger.format": (ALL, {*KEEPERS, "consultant"}, {*KEEPERS, "consultant"}, SETTERS),
    "med.equipment.event": (ALL, set(), KEEPERS, set()),
    "med.stock.check.plan": (ALL, SETTERS, SETTERS, SETTERS),
    "med.stock.check": (ALL, CHECKERS, CHECKERS, CHECKERS),
    "med.stock.check.line": (ALL, CHECKERS, CHECKERS, CHECKERS),
    "med.lab.test": (ALL, {*OFFICERS, "consultant"}, {*OFFICERS, "consultant"}, set()),
    "med.lab.request": (ALL, SAMPLERS, SAMPLERS, SAMPLERS),
    "med.lab.request.line": (ALL, SAMPLERS, SAMPLERS, SAMPLERS),
    "med.lab.path": (ALL, RULERS, RULERS, RULERS),
    "med.lab.report.wizard": (SAMPLERS, SAMPLERS, SAMPLERS, set()),
    "med.lab.report.wizard.line": (SAMPLERS,) * 4,
    "med.direct.delivery": (ALL, DIRECTORS, DIRECTORS, DIRECTORS),
    "med.direct.line": (ALL, DIRECTORS, DIRECTORS, DIRECTORS),
    "med.warehouse.dossier": (ALL, OFFICERS, OFFICERS, OFFICERS),
    "med.warehouse.evaluation": (ALL, OFFICERS, OFFICERS, OFFICERS),
    "med.warehouse.report": (ALL, REPORTERS, REPORTERS, REPORTERS),
    "med.warehouse.report.line": (ALL, set(), set(), set()),
    "med.nc.cause": (ALL, RULERS, RULERS, set()),
    "med.nonconformity": (ALL, {"inspector", *OFFICERS}, set(), set()),
    "med.capa": (ALL, OFFICERS, OFFICERS, set()),
    "med.capa.action": (ALL, ALL, OFFICERS, set()),
    "med.nc.report": (ALL, ALL, ALL, set()),
    "med.nc.cancel": (HEADS, HEADS, HEADS, set()),
    "med.quality.alert.rule": (ALL, RULERS, RULERS, set()),
    "med.quality.alert": (ALL, OFFICERS, set(), set()),
    "med.nc.pareto": (LOOKERS,) * 4,
    "med.nc.pareto.line": (LOOKERS,) * 4,
    "med.supplier.figures": (BUYERS,) * 4,
    "med.supplier.figure": (BUYERS,) * 4,
    "med.supplier.evaluation": (ALL, EVALUATORS, EVALUATORS, EVALUATORS),
    "med.document": (ALL, OFFICERS, OFFICERS, OFFICERS),
    "med.document.version": (ALL, OFFICERS, OFFICERS, OFFICERS),
    "med.document.reading": (ALL, set(), set(), set()),
    "med.change.request": (ALL, CHANGERS, CHANGERS, set()),
}
COUNTERS = {"keeper", "receiver", "inspector", *OFFICERS}
MATRIX |= {
    "med.life.rule": (ALL, {"sales", *OFFICERS}, {"sales", *OFFICERS}, OFFICERS),
    "med.expiry.rung": (ALL, RULERS, RULERS, RULERS),
    "med.provision.rate": (ALL, {"finance", *RULERS}, {"finance", *RULERS}, {"finance", *RULERS}),
    "med.expiry.board": (ALL, set(), set(), set()),
    "med.expiry.buyer": (ALL, set(), set(), set()),
    "med.expiry.run": (ALL, set(), set(), set()),
    "med.expiry.mark": (ALL, set(), set(), set()),
    "med.opening.batch": (ALL, OFFICERS, OFFICERS, set()),
    "med.opening.line": (ALL, OFFICERS, OFFICERS, OFFICERS),
    "med.count": (ALL, {*COUNTERS, "finance", "owner"}, COUNTERS, set()),
    "med.count.line": (ALL, {*COUNTERS, "finance", "owner"}, COUNTERS, set()),
    "med.count.cause": (ALL, {*OFFICERS, "consultant"}, {*OFFICERS, "consultant"}, {*OFFICERS, "consultant"}),
    "med.count.rule": (ALL, {*OFFICERS, "consultant"}, {*OFFICERS, "consultant"}, {*OFFICERS, "consultant"}),
}
PLANNERS = {*OFFICERS, "consultant"}
VALUERS = {"finance", "billing", "owner", "auditor", "quality_head", "purchaser"}
MATRIX |= {
    "med.inspection": (ALL, {"inspector"}, set(), set()),
    "med.inspection.line": (ALL, {"inspector"}, set(), set()),
    "med.inspection.check": (ALL, {"inspector"}, set(), set()),
    "med.inspection.plan": (ALL, PLANNERS, PLANNERS, set()),
    "med.inspection.plan.item": (ALL, PLANNERS, PLANNERS, PLANNERS),
    "med.inspection.reason": (ALL, PLANNERS, PLANNERS, set()),
    "med.inspection.balance": (VALUERS, set(), set(), set()),
}
# models whose records belong to one company
OF_A_COMPANY = (
    "med.nonconformity",
    "med.capa",
    "med.capa.action",
    "med.supplier.evaluation",
    "med.document",
    "med.document.version",
    "med.change.request",
)


@tagged("post_install", "-at_install")
class TestSecurity(NonconformityCommon):
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

    def test_companies_do_not_see_each_others_quality(self):
        case = self._case()
        case.cause_id = self.cause
        case.action_open_capa()
        self.env["med.capa.action"].create(
            {"name": "Test", "capa_id": case.capa_id.id, "user_id": self.keeper.id, "date_due": self.today}
        )
        self.env["med.supplier.evaluation"].create({"partner_id": self.supplier.id})
        document = self.env["med.document"].create({"number": "QP-01", "name": "Receipts"})
        document.action_new_version()
        self.env["med.change.request"].create({"name": "Test"})
        other = self.env["res.company"].create({"name": "Second company"})
        stranger = new_test_user(
            self.env,
            login="med_other_head",
            groups="med_base.group_quality_head",
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
