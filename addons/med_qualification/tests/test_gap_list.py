import io
from datetime import timedelta

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestGapList(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant = cls.users["consultant"]
        cls.good = cls._admit_dealer("Good dealer")
        cls.bare = cls._create_partner(name="Bare dealer")
        cls._create_dossier(cls.bare)

    def _lines(self, gaps, party):
        return gaps.line_ids.filtered(lambda line: line.partner_id == party)

    def _today(self, **vals):
        gaps = self.env["med.gap.list"].with_user(self.consultant).create(vals)
        gaps.action_compute()
        return gaps

    def _version(self):
        """A planned version that asks dealers for an annual report."""
        row = self.env["med.requirement"].create(
            {
                "code": "test_annual_report",
                "name": "Annual report of customers",
                "direction": "customer",
                "party_type_ids": [Command.set(self._party_type("distributor").ids)],
                "type_ids": [Command.set(self._type("quality_agreement").ids)],
                "law": "GSP art. 82",
                "active": False,
            }
        )
        law = self.env.ref("med_base.law_gsp")
        return (
            self.env["med.law.version"]
            .with_user(self.consultant)
            .create(
                {
                    "law_id": law.id,
                    "number": "Notice 2031 No. 1",
                    "date_from": self.today + timedelta(90),
                    "change_ids": [
                        Command.create({"kind": "start", "row_ref": f"med.requirement,{row.id}"}),
                    ],
                }
            )
        )

    def test_q36_gaps_of_today_name_law_party_paper_and_owner(self):
        gaps = self._today()
        self.assertFalse(self._lines(gaps, self.good).filtered("is_gap"))
        missing = self._lines(gaps, self.bare)
        self.assertIn("missing", missing.mapped("status"))
        line = missing.filtered(lambda li: li.requirement_id.is_statutory)[:1]
        self.assertTrue(line.law_text and line.law_article_ids and line.owner_id)
        self.assertEqual((line.trade, line.direction), ("domestic", "customer"))
        self.assertEqual(gaps.gap_count, len(gaps.line_ids.filtered("is_gap")))

    def test_q36_owner_due_date_and_measure_survive_a_new_computation(self):
        gaps = self._today()
        line = self._lines(gaps, self.bare)[0]
        line.write({"owner_id": self.sales.id, "date_due": self.today, "measure": "Call them"})
        self._paper_in_force("business_licence", self.bare)
        gaps.action_compute()
        kept = self._lines(gaps, self.bare).filtered(lambda li: li.measure)
        self.assertFalse(kept - line)
        other = self._create_partner(name="Another dealer")
        self._create_dossier(other)
        gaps.action_compute()
        self.assertTrue(self._lines(gaps, other))

    def test_q35_what_changes_if_a_version_comes_into_force(self):
        version = self._version()
        action = version.action_impact()
        gaps = self.env["med.gap.list"].browse(action["res_id"])
        self.assertEqual(gaps.day, version.date_from)
        self.assertEqual(set(gaps.line_ids.mapped("status")), {"missing"})
        self.assertLessEqual({self.good, self.bare}, set(gaps.line_ids.partner_id))
        self.assertEqual(set(gaps.line_ids.mapped("date_due")), {version.date_from})
        self._paper_in_force("quality_agreement", self.good)
        version.action_impact()
        line = self._lines(gaps, self.good)
        self.assertEqual((line.is_gap, bool(line.credential_id)), (False, True))
        self.assertEqual(self.good.med_qualification_state, "qualified")

    def test_q35_rules_that_end_are_shown_as_no_longer_asked(self):
        version = self._version()
        row = self.env["med.requirement"].search(
            [("direction", "=", "customer"), ("type_ids.code", "=", "business_licence")], limit=1
        )
        version.change_ids = [Command.create({"kind": "end", "row_ref": f"med.requirement,{row.id}"})]
        gaps = self.env["med.gap.list"].browse(version.action_impact()["res_id"])
        ended = gaps.line_ids.filtered(lambda line: line.status == "ended")
        self.assertEqual(ended.requirement_id, row)
        self.assertFalse(any(ended.mapped("is_gap")))

    def test_q36_the_list_is_printed_and_downloaded(self):
        gaps = self._today()
        sheet = openpyxl.load_workbook(io.BytesIO(gaps._workbook())).worksheets[0]
        self.assertEqual(sheet.max_row, len(gaps.line_ids) + 1)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("med_qualification.report_med_gap_list", gaps.ids)[0]
            .decode()
        )
        self.assertIn("Bare dealer", html)
        self.assertNotIn("Good dealer", html)

    def test_q36_who_may_make_lists_and_what_stays(self):
        gaps = self._today()
        with self.assertRaises(AccessError):
            gaps.with_user(self.sales).action_compute()
        with self.assertRaises(UserError):
            gaps.line_ids[0].write({"dossier_id": self.good.med_dossier_ids.id})

    def test_q36_computing_costs_the_same_number_of_queries_for_more_parties(self):
        def queries():
            gaps = self.env["med.gap.list"].create({})
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = gaps._judge("customer", gaps._rows("customer")[0], [])
            return self.env.cr.sql_log_count - before, len(found)

        queries()
        few, _found = queries()
        for number in range(15):
            self._create_dossier(self._create_partner(name=f"Dealer {number}"))
        many, found = queries()
        self.assertGreater(found, 15)
        self.assertLessEqual(many, few + 2)
