"""Data-quality rules of papers."""

from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestDataRules(MedQualificationCommon):
    def test_x10_paper_in_force_without_its_file_is_found(self):
        dealer = self._admit_dealer("Measured dealer", classes="3")
        papers = self.env["med.credential"].search([("partner_id", "=", dealer.id), ("state", "=", "valid")])
        rule = self.env.ref("med_qualification.data_rule_credential_without_file")
        before = rule._measure()
        total, breaches = before.total, before.breaches
        self.assertGreaterEqual(total, len(papers.filtered("type_id.needs_file")))
        self.env.flush_all()
        # as an old system's data would be: a paper in force keeps its files
        paper = papers.filtered(lambda paper: paper.type_id.needs_file and paper.attachment_ids)[:1]
        field = papers._fields["attachment_ids"]
        self.env.cr.execute(f"DELETE FROM {field.relation} WHERE {field.column1} = %s", [paper.id])
        self.env.invalidate_all()
        row = rule._measure()
        self.assertEqual((row.total, row.breaches), (total, breaches + 1))
        action = rule.with_user(self.officer).action_open_breaches()
        self.assertIn(paper, self.env["med.credential"].search(action["domain"]))
