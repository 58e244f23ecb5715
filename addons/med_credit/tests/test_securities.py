from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_change import MedChangeCommon


@tagged("post_install", "-at_install")
class TestSecurities(MedChangeCommon):
    def _security(self, **vals):
        values = {
            "account_id": self.account.id,
            "kind": "bank_guarantee",
            "number": "BG-1",
            "amount": 5000.0,
            "date_to": self._day(90),
            "attachment_ids": [Command.link(self.proof.id)],
            **vals,
        }
        return self.env["med.credit.security"].with_user(self.finance).create(values)

    def test_c6_a_security_raises_the_limit_by_its_share_once_approved(self):
        security = self._security(kind="property", amount=4000.0)
        security.action_submit()
        self.assertEqual(self.account.limit, 10000.0)
        with self.assertRaises(UserError):
            security.action_approve()
        security.with_user(self.owner).action_approve()
        self.assertEqual((self.account.secured_amount, self.account.limit), (2000.0, 12000.0))

    def test_c6_a_guarantee_stops_counting_on_its_day(self):
        security = self._security()
        security.action_submit()
        security.with_user(self.owner).action_approve()
        self.assertEqual(self.account.limit, 15000.0)
        with freeze_time(fields.Datetime.now() + timedelta(days=91)):
            self.account.invalidate_recordset()
            self.assertEqual(self.account.limit, 10000.0)

    def test_c6_a_security_given_back_counts_no_more(self):
        security = self._security()
        security.action_submit()
        security.with_user(self.owner).action_approve()
        security.action_release()
        self.assertEqual(self.account.limit, 10000.0)
        with self.assertRaises(UserError):
            security.action_release()

    def test_c6_a_guarantee_we_gave_raises_no_limit(self):
        security = self._security(direction="given", attachment_ids=[])
        security.action_submit()
        security.with_user(self.owner).action_approve()
        self.assertEqual(self.account.limit, 10000.0)

    def test_c6_a_security_without_paper_or_amount_is_refused(self):
        for vals in ({"attachment_ids": []}, {"amount": 0.0}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._security(**vals).action_submit()
        for vals in ({"amount": -1.0}, {"haircut": 101.0}, {"date_to": self._day(-1)}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._security(**vals)


@tagged("post_install", "-at_install")
class TestGroups(MedChangeCommon):
    def _group(self, name="Group", **vals):
        groups = self.env["med.credit.group"].with_user(self.finance)
        return groups.create({"name": name, "limit_amount": 20000.0, **vals})

    def test_c6_the_limit_of_a_group_is_approved(self):
        group = self._group()
        group.action_submit()
        self.assertFalse(group.has_limit)
        group.with_user(self.owner).action_approve()
        self.assertEqual((group.has_limit, group.approved_limit), (True, 20000.0))

    def test_c6_the_approved_limit_of_a_group_counts_on_while_another_is_asked(self):
        group = self._group()
        group.action_submit()
        group.with_user(self.owner).action_approve()
        group.action_change()
        group.limit_amount = 90000.0
        group.action_submit()
        self.assertEqual((group.state, group.approved_limit), ("pending", 20000.0))

    def test_c6_circular_groups_are_refused(self):
        upper = self._group("Upper")
        lower = self._group("Lower", parent_id=upper.id)
        with self.assertRaises(UserError):
            upper.parent_id = lower

    def test_c6_joining_is_finance_leaving_is_approved(self):
        group = self._group()
        early = self._change(self.finance, kind="group", group_id=group.id)
        with self.assertRaises(UserError):
            early.action_submit()
        group.action_submit()
        group.with_user(self.owner).action_approve()
        early.action_submit()
        self.assertEqual(self.account.group_id, group)
        self.assertEqual(group.member_count, 1)
        leave = self._change(self.finance, kind="group", group_id=False)
        leave.action_submit()
        self.assertEqual(self.account.group_id, group)
        leave.with_user(self.owner).action_approve()
        self.assertFalse(self.account.group_id)


@tagged("post_install", "-at_install")
class TestFinancials(MedChangeCommon):
    def test_c12_figures_of_a_year_are_entered_by_finance(self):
        papers = self.env["med.credit.financial"].with_user(self.finance)
        paper = papers.create(
            {"account_id": self.account.id, "date": "2025-12-31", "equity": 800000.0, "total_assets": 2e6}
        )
        self.assertEqual((paper.source, paper.company_id), ("entered", self.company))
        with self.assertRaises(ValidationError):
            paper.write({"total_assets": -1.0})
        with self.assertRaises(ValidationError):
            paper.write({"date": self._day(3)})

    def test_c12_nobody_claims_that_figures_were_read_from_a_file(self):
        papers = self.env["med.credit.financial"].with_user(self.finance)
        paper = papers.create({"account_id": self.account.id, "date": "2025-12-31", "source": "imported"})
        self.assertEqual(paper.source, "entered")
        paper.write({"source": "imported"})
        self.assertEqual(paper.source, "entered")
