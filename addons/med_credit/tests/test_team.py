import ast
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_change import MedChangeCommon


@tagged("post_install", "-at_install")
class TestTeam(MedChangeCommon):
    def test_c18_finance_and_owner_decide_and_sales_ask(self):
        changes = self.env["med.credit.change"]
        decide = {job for job, user in self.users.items() if changes.with_user(user)._decides_credit()}
        self.assertEqual(decide, {"finance", "owner"})
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.res_users_action_credit")
        team = self.env["res.users"].search(ast.literal_eval(action["domain"]))
        self.assertIn(self.finance, team)
        self.assertIn(self.owner, team)
        self.assertNotIn(self.sales, team)

    def test_c18_duties_name_who_answers_and_who_grants_does_not_sell(self):
        finance = self.env.ref("med_base.role_finance")
        owner = self.env.ref("med_base.role_owner")
        for name in ("scoring", "freeze", "security"):
            duty = self.env.ref(f"med_credit.role_duty_{name}")
            self.assertEqual((duty._part_of(finance), duty._part_of(owner)), ("R", "A"))
        pair = self.env["med.role.conflict"]._among(finance | self.env.ref("med_base.role_sales"))
        self.assertTrue(pair)

    def test_c18_who_holds_both_jobs_still_does_not_decide_on_his_own_request(self):
        both = self._create_job_user("sales", "owner", login="med_seller_owner")
        change = self._change(both)
        change.action_submit()
        with self.assertRaises(UserError):
            change.with_user(both).action_approve()


@tagged("post_install", "-at_install")
class TestAbroad(MedChangeCommon):
    def test_c15_the_limit_is_shown_in_the_customers_currency(self):
        euro = self.env.ref("base.EUR")
        (euro | self.company.currency_id).rate_ids.unlink()
        self.account.with_user(self.finance).customer_currency_id = euro
        self.assertTrue(self.account.has_no_rate)
        self.assertEqual(self.account.limit_abroad, 0.0)
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.125, "company_id": self.company.id}
        )
        self.account.invalidate_recordset()
        self.assertAlmostEqual(self.account.limit_abroad, 1250.0)

    def test_c15_a_letter_of_credit_and_export_insurance_count(self):
        securities = self.env["med.credit.security"]
        for kind, counts in (("letter_of_credit", 1000.0), ("export_insurance", 900.0)):
            security = securities.create({"account_id": self.account.id, "kind": kind, "amount": 1000.0})
            self.assertEqual(security.secured_amount, counts)


@tagged("post_install", "-at_install")
class TestStrictness(MedChangeCommon):
    def test_c6_strictness_of_the_set_up_changes_the_policy_of_one_company(self):
        shared = self.env.ref("med_credit.segment_dealer")
        self.company.med_credit_strictness = "lenient"
        own = self.account.segment_id
        self.assertEqual((own.company_id, own.code, own.on_over_limit), (self.company, "dealer", "warn"))
        self.assertEqual((shared.on_over_limit, own.freezes), ("ask", False))
        self.company.med_credit_strictness = "strict"
        self.assertEqual((own.on_over_limit, own.overdue_days), ("ask", shared.overdue_days // 2))
        self.company.med_credit_strictness = "normal"
        self.assertEqual((own.on_overdue, own.overdue_days), (shared.on_overdue, shared.overdue_days))

    def test_x26_the_set_up_says_when_credit_and_scores_begin(self):
        self.company.med_credit_since = False
        self.company._guarded_write({"med_cutover_date": self.today})
        setups = self.env["med.setup"].with_user(self.users["consultant"])
        setup = setups._of(self.company)
        setup.write({"step": "credit", "med_credit_strictness": "normal"})
        setup.action_next()
        self.assertEqual(self.company.med_credit_since, self.today + timedelta(days=30))
        self.assertEqual(self.company.med_scores_since, self.today + timedelta(days=60))
        setup.write({"step": "credit", "med_scores_since": self.today})
        with self.assertRaises(UserError):
            setup.action_next()
        self.assertIn("30", setup.plan)


@tagged("post_install", "-at_install")
class TestLimitLists(MedChangeCommon):
    def test_c6_lists_know_what_raises_the_limit(self):
        self._decided(kind="temporary", amount=3000.0, valid_until=self._day(10))
        security = self.env["med.credit.security"].create({"account_id": self.account.id, "amount": 2000.0})
        security._guarded_write({"state": "done"})
        self._old_invoice(14000.0, days_late=-10)
        self.account.invalidate_recordset()
        self.assertFalse(self.account.is_over_limit)
        over = [("id", "=", self.account.id), ("is_over_limit", "=", True)]
        self.assertFalse(self.account.search(over))
        security._guarded_write({"released_on": self.today})
        self.account.invalidate_recordset()
        self.assertTrue(self.account.is_over_limit)
        self.assertEqual(self.account.search(over), self.account)

    def test_c6_limits_of_twice_as_many_accounts_cost_the_same_queries(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}", "is_company": True} for n in range(40)])
        accounts = self.env["med.credit.account"].browse(
            [a.id for a in self.env["med.credit.account"]._account_for(partners, self.company).values()]
        )
        counts = []
        for some in (accounts[:10], accounts):
            self.env.invalidate_all()
            some.mapped("segment_id")
            before = self.env.cr.sql_log_count
            some.mapped("limit")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
