from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestLaw(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gsp = cls.env.ref("med_base.law_gsp")
        cls.consultant = cls.users["consultant"]
        cls.head = cls.users["quality_head"]

    def _version(self, user=None, **vals):
        versions = self.env["med.law.version"].with_user(user or self.consultant)
        values = {
            "law_id": self.gsp.id,
            "number": "Notice 2030 No. 1",
            "date_from": self.env.company._med_today() + timedelta(60),
        }
        return versions.create({**values, **vals})

    def _check(self, **vals):
        values = {"code": "test_law_check", "name": "Test", "law": "GSP art. 82"}
        return self.env["med.gate.check"].create({**values, **vals})

    def test_q35_shipped_laws_have_versions_articles_and_dates(self):
        laws = self.env["med.law"].with_user(self.users["sales"]).search([])
        self.assertLessEqual({"GSP", "Order 54", "Regulation", "Order 47"}, set(laws.mapped("citation")))
        self.assertEqual(str(self.gsp.date_from), "2024-07-01")
        old = self.env.ref("med_base.law_version_gsp_2014")
        self.assertEqual(old.status, "repealed")
        self.assertIn("82", self.gsp.article_ids.mapped("number"))

    def test_q35_a_rule_that_cites_articles_is_linked_to_them(self):
        check = self._check(law="Order 54 art. 4, 14-16; GSP art. 82; House rule")
        self.assertEqual(
            check.law_article_ids.mapped("display_name"),
            ["Order 54 art. 4", "Order 54 art. 14", "Order 54 art. 15", "Order 54 art. 16", "GSP art. 82"],
        )
        self.assertIn(check, check.law_article_ids[0]._cited_rows())

    def test_q35_shipped_checks_are_linked(self):
        shipped = self.env.ref("med_base.gate_check_lot_not_released")
        self.assertEqual(shipped.law_article_ids.mapped("display_name"), ["GSP art. 64", "GSP art. 80"])

    def test_q35_a_planned_version_changes_nothing_until_it_is_adopted(self):
        ends = self._check()
        starts = self._check(code="test_law_new", active=False)
        version = self._version(
            change_ids=[
                (0, 0, {"kind": "end", "row_ref": f"med.gate.check,{ends.id}"}),
                (0, 0, {"kind": "start", "row_ref": f"med.gate.check,{starts.id}"}),
            ]
        )
        self.assertEqual(version.status, "planned")
        self.assertFalse(ends.date_to or starts.active)
        self._sign(version.with_user(self.head), "action_adopt")
        self.assertEqual(ends.date_to, version.date_from - timedelta(1))
        self.assertEqual((starts.active, starts.date_from), (True, version.date_from))
        before = self.env.ref("med_base.law_version_gsp_2023")
        self.assertEqual(before.date_to, version.date_from - timedelta(1))
        entry = self.env["med.ledger.entry"].search([("event", "=", "law.version_adopted")], limit=1)
        self.assertEqual(entry.res_id, version.id)

    def test_q35_nobody_adopts_what_he_prepared_himself(self):
        check = self._check()
        version = self._version(
            self.head, change_ids=[(0, 0, {"kind": "end", "row_ref": f"med.gate.check,{check.id}"})]
        )
        with self._at_a_screen(), self.assertRaisesRegex(AccessError, "prepared"):
            version.action_ask_adopt()
        self.assertFalse(check.date_to)

    def test_q35_adoption_needs_the_quality_head_and_a_signature(self):
        version = self._version()
        with self.assertRaises(AccessError):
            version.action_adopt()
        with self.assertRaisesRegex(UserError, "must be signed"):
            version.with_user(self.head).action_adopt()
        with self.assertRaises(UserError):
            version.with_user(self.head).write({"state": "adopted"})

    def test_q35_an_adopted_version_and_its_changes_stay(self):
        check = self._check()
        change = {"kind": "end", "row_ref": f"med.gate.check,{check.id}"}
        version = self._version(change_ids=[(0, 0, change)])
        self._sign(version.with_user(self.head), "action_adopt")
        for attack in (
            lambda: version.write({"date_from": "2020-01-01"}),
            lambda: version.change_ids.unlink(),
            lambda: version.change_ids.write({"kind": "start"}),
            lambda: self.env["med.law.change"].with_user(self.consultant).create(
                {"version_id": version.id, **change}
            ),
            lambda: version.unlink(),
        ):
            with self.assertRaises(UserError):
                attack()

    def test_q35_a_house_rule_changes_no_general_row(self):
        rule = self.env["med.law"].create(
            {"code": "house", "citation": "House", "name": "House", "company_id": self.env.company.id}
        )
        check = self._check()
        with self.assertRaises(ValidationError):
            self._version(
                law_id=rule.id, change_ids=[(0, 0, {"kind": "end", "row_ref": f"med.gate.check,{check.id}"})]
            )
