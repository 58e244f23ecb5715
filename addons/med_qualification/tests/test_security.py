from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.med_base.tests.common import JOBS

from .common import MedQualificationCommon

WRITERS = {"quality_head", "quality_officer", "sales", "purchaser"}
SELLERS = {"quality_head", "quality_officer", "sales"}
VISITORS = {*WRITERS, "aftersales"}
RULERS = {"quality_head", "consultant"}
PACKERS = WRITERS | {"billing"}
# model: (who may write, who may create, who may delete); everybody with a job reads
MATRIX = {
    "med.credential": (WRITERS, WRITERS, WRITERS),
    "med.credential.scope": (WRITERS, WRITERS, WRITERS),
    "med.credential.model": (WRITERS, WRITERS, WRITERS),
    "med.credential.type.field": (RULERS, RULERS, RULERS),
    "med.credential.type.check": (RULERS, RULERS, RULERS),
    "med.precheck.rule": (RULERS, RULERS, RULERS),
    "med.exempt.list": (RULERS, RULERS, set()),
    "med.delivery.place": (SELLERS, SELLERS, SELLERS),
    "med.credential.file": (set(), set(), set()),
    "med.credential.verification": (set(), {"quality_head", "quality_officer"}, set()),
    "med.site.visit": (VISITORS, VISITORS, VISITORS),
    "med.dossier": (WRITERS, WRITERS, WRITERS),
    "med.dossier.line": (set(), set(), set()),
    "med.party.document": (set(), set(), set()),
    "med.party.report": (set(), set(), set()),
    "med.sold.report": (set(), set(), set()),
    "med.report.export": (set(JOBS),) * 3,
    "med.quality.board": ({"quality_head", "auditor", "owner"},) * 3,
    "med.quality.figure": ({"quality_head", "auditor", "owner"},) * 3,
    "med.paper.todo": (set(), set(), set()),
    "med.reminder": (set(), set(), set()),
    "med.reminder.digest": (set(), set(), set()),
    "med.credential.snooze": (WRITERS, WRITERS, WRITERS),
    "med.inspection.wizard": ({"quality_head", "quality_officer", "auditor", "owner"},) * 3,
    "med.qualification.status": (set(), set(), set()),
    "med.dossier.requalification": (set(), set(), set()),
    "med.requalification.reason": (RULERS, RULERS, set()),
    "med.dossier.restriction": ({"quality_head", "quality_officer"},) * 3,
    "med.background.finding": (WRITERS, WRITERS, {"quality_head", "quality_officer"}),
    "med.background.conclusion": ({"quality_head", "quality_officer"},) * 3,
    "med.credential.type": (RULERS, RULERS, set()),
    "med.requirement": (RULERS, RULERS, set()),
    "med.own.letter": ({"quality_head", "quality_officer"},) * 3,
    "med.credential.renewal": ({"quality_head", "quality_officer"},) * 3,
    "med.dossier.decision": ({"quality_head", "quality_officer"},) * 3,
    "med.document.pack": (PACKERS, PACKERS, PACKERS),
    "med.document.pack.line": (PACKERS, PACKERS, PACKERS),
    "med.slip.link": (set(), set(), set()),
    "med.portal.link": (set(), set(), set()),
    "med.portal.message": (set(), set(), set()),
    "med.portal.send": (WRITERS,) * 3,
    "med.portal.send.line": (WRITERS,) * 3,
    "med.upload": ({"quality_head", "quality_officer"}, set(), set()),
    "med.upload.answer": ({"quality_head", "quality_officer"},) * 3,
}
WIZARDS = {
    "med.own.letter",
    "med.credential.renewal",
    "med.dossier.decision",
    "med.portal.send",
    "med.portal.send.line",
    "med.upload.answer",
    "med.background.conclusion",
    "med.credential.snooze",
    "med.inspection.wizard",
    "med.quality.board",
    "med.quality.figure",
}


@tagged("post_install", "-at_install")
class TestSecurity(MedQualificationCommon):
    def test_matrix_of_jobs_models_and_operations(self):
        for model, (write, create, unlink) in MATRIX.items():
            for job in JOBS:
                records = self.env[model].with_user(self.users[job])
                expected = {
                    "read": job in write if model in WIZARDS else True,
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


@tagged("post_install", "-at_install")
class TestCompanies(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create(
            {"name": "Second company", "country_id": cls.env.ref("base.cn").id}
        )
        cls.other._guarded_write({"med_mode": "live"})
        cls.dealer = cls._admit_dealer()
        cls.stranger = new_test_user(
            cls.env,
            login="med_other_officer",
            groups="med_base.group_quality_officer,med_base.group_sales",
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )

    def test_companies_do_not_see_each_others_papers_and_files(self):
        for model in (
            "med.credential",
            "med.credential.scope",
            "med.dossier",
            "med.dossier.line",
            "med.qualification.status",
        ):
            with self.subTest(model):
                records = self.env[model].search([("company_id", "=", self.company.id)])
                self.assertTrue(records)
                theirs = self.env[model].with_user(self.stranger)
                self.assertFalse(theirs.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    theirs.browse(records[0].id).read(["display_name"])

    def test_a_party_admitted_here_is_not_admitted_there(self):
        self.assertEqual(self.dealer.med_qualification_state, "qualified")
        there = self.dealer.with_user(self.stranger)
        self.assertEqual(there.med_qualification_state, "none")
        self.assertEqual(self.dealer.with_company(self.other).med_qualification_state, "none")
        self.assertFalse(there.med_missing_line_ids)

    def test_an_order_is_judged_by_the_papers_of_its_own_company(self):
        device = self._register(self._create_device("2"))
        order = self.env["sale.order"].with_user(self.stranger).create(
            {
                "partner_id": self.dealer.id,
                "order_line": [Command.create({"product_id": device.id, "product_uom_qty": 1})],
            }
        )
        codes = {f["check"] for f in order.action_gate_check("confirm")}
        self.assertLessEqual({"own_paper", "partner_unqualified", "product_unregistered"}, codes)

    def test_the_same_party_may_have_a_file_in_each_company(self):
        dossier = self.env["med.dossier"].with_user(self.stranger).create(
            {"partner_id": self.dealer.id, "direction": "customer"}
        )
        self.assertEqual(dossier.company_id, self.other)
