"""Ways around the limit by who somebody is: customers, deciders, strangers."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditAttacksPeople(MedCreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.users["sales"]
        cls.promise = cls.env.company._med_today() + timedelta(days=10)

    def _ask(self, order, user=None):
        wizard = self.env["med.credit.release.wizard"].with_user(user or self.sales)
        values = {"res_model": order._name, "res_id": order.id, "reason": "Why not"}
        wizard.create({**values, "promised_on": self.promise}).action_ask()
        return self.env["med.gate.waiver"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id), ("state", "=", "requested")]
        )

    def _above(self, user=None):
        return self._order(15000.0, user=user or self.sales)

    # customers ---------------------------------------------------------------

    def test_k09_a_contact_with_open_orders_does_not_move_to_another_customer(self):
        contact = self._create_partner(False, name="Buyer", is_company=False, parent_id=self.customer.id)
        self._order(9000.0, partner_invoice_id=contact.id).with_user(self.sales).action_confirm()
        rich = self._create_partner(False, name="Rich")
        with self._refuses("Make a new contact"):
            contact.with_user(self.sales).parent_id = rich
        self.account.invalidate_recordset()
        self.assertEqual(self.account.exposure, 9000.0)

    def test_k09_a_customer_with_credit_does_not_become_a_contact(self):
        poor = self._create_partner(False, name="Poor")
        account = self._account(poor, limit=100.0)
        rich = self._create_partner(False, name="Rich")
        for limit in (100.0, None):
            account._guarded_write({"has_limit": bool(limit), "limit_amount": limit or 0.0})
            if not limit:
                self._old_invoice(500.0, partner=poor)
            with self.subTest(limit=limit), self._refuses("credit account"):
                poor.with_user(self.sales).write({"parent_id": rich.id, "is_company": False})

    def test_k09_a_contact_without_debts_may_change_the_employer(self):
        contact = self._create_partner(False, name="Buyer", is_company=False, parent_id=self.customer.id)
        rich = self._create_partner(False, name="Rich")
        contact.with_user(self.sales).parent_id = rich
        self.assertEqual(contact.commercial_partner_id, rich)

    def test_k09_an_account_is_not_closed_while_something_is_owed(self):
        self._old_invoice(500.0)
        with self._refuses("stays open"):
            self.account.with_user(self.finance).active = False
        other = self._account(self._create_partner(False, name="Empty"))
        other.with_user(self.finance).active = False
        self.assertFalse(other.active)

    def test_k09_archived_members_count_for_their_group(self):
        group = self.env["med.credit.group"].create({"name": "Family"})
        group._guarded_write({"has_limit": True, "approved_limit": 10000.0})
        sister = self._account(self._admit_dealer(name="Sister"), limit=9000.0, group_id=group.id)
        sister.active = False
        self._old_invoice(8000.0, days_late=0, partner=sister.partner_id)
        self.account._guarded_write({"group_id": group.id})
        with self._refuses("Family"):
            self._order(5000.0, user=self.sales).with_user(self.sales).action_confirm()

    # deciders ----------------------------------------------------------------

    def test_k09_nobody_releases_what_he_asked_for(self):
        waivers = self._ask(self._above(), user=self.finance)
        with self._refuses("somebody else"):
            waivers.with_user(self.finance).action_credit_release()
        waivers.with_user(self.owner).action_credit_release()
        self.assertEqual(set(waivers.mapped("state")), {"granted"})

    def test_k09_other_jobs_release_nothing(self):
        waivers = self._ask(self._above())
        for job in ("sales", "billing", "keeper", "consultant", "auditor", "quality_head", "purchaser"):
            with self.subTest(job), self.assertRaises(UserError):
                waivers.with_user(self.users[job]).action_credit_release()
        self.assertEqual(set(waivers.mapped("state")), {"requested"})

    def test_k09_what_was_asked_is_not_edited(self):
        waivers = self._ask(self._above())
        edits = (
            {"state": "granted"},
            {"credit_amount": 1e9},
            {"promised_on": self.promise},
            {"valid_until": self.promise + timedelta(days=900)},
            {"res_id": self._above().id},
            {"is_emergency": True},
            {"granted_by_id": self.owner.id},
        )
        for vals in edits:
            for user in (self.sales, self.finance, self.owner):
                with self.subTest(vals=vals, user=user.login), self.assertRaises(UserError):
                    waivers.with_user(user).write(vals)

    def test_k09_a_release_of_one_order_is_none_of_another(self):
        self._ask(self._above()).with_user(self.finance).action_credit_release()
        other = self._above().with_user(self.sales)
        with self._refuses("too much"):
            other.action_confirm()

    def test_k11_defaults_of_the_context_make_no_emergency(self):
        order = self._above()
        waivers = self.env["med.gate.waiver"].with_user(self.sales)
        waiver = waivers.with_context(
            default_is_emergency=True,
            default_papers_at=fields.Datetime.now(),
            default_credit_amount=1e9,
            default_state="granted",
        ).create({"res_model": order._name, "res_id": order.id, "check_code": "credit_over_limit"})
        self.assertEqual(
            (waiver.state, waiver.is_emergency, waiver.papers_at, waiver.credit_amount),
            ("draft", False, False, 0.0),
        )

    def test_k09_an_emergency_is_let_go_by_who_is_on_call_and_never_for_oneself(self):
        order = self._above()
        for job in ("sales", "finance", "owner", "keeper"):
            with self.subTest(job), self._refuses("on call"):
                order.with_user(self.users[job]).action_emergency_release()
        self.company.med_on_call_ids = self.sales | self.users["keeper"]
        with self._refuses("your own"):
            order.with_user(self.sales).action_emergency_release()
        order.with_user(self.users["keeper"]).action_emergency_release()
        order.with_user(self.sales).action_confirm()

    def test_k09_papers_of_an_emergency_come_from_those_concerned(self):
        order = self._above()
        self.company.med_on_call_ids = self.users["keeper"]
        order.with_user(self.users["keeper"]).action_emergency_release()
        waiver = self.env["med.gate.waiver"].search([("res_id", "=", order.id), ("is_emergency", "=", True)])
        for job in ("auditor", "aftersales"):
            with self.subTest(job), self.assertRaises(UserError):
                waiver.with_user(self.users[job]).action_add_papers("Surgery", self.promise)
        waiver.with_user(self.sales).action_add_papers("Surgery", self.promise)
        self.assertEqual(waiver.papers_by_id, self.sales)

    def test_k09_who_is_on_call_and_since_when_credit_counts_is_no_matter_of_jobs(self):
        edits = (
            {"med_on_call_ids": [Command.link(self.sales.id)]},
            {"med_credit_since": False},
            {"med_scores_since": self.promise},
        )
        for job, user in self.users.items():
            for vals in edits:
                with self.subTest(job=job, vals=vals), self.assertRaises(AccessError):
                    self.company.with_user(user).write(vals)

    def test_k09_a_review_does_not_open_a_frozen_account(self):
        self.account._guarded_write({"state": "frozen", "state_reason": "Lawsuit"})
        changes = self.env["med.credit.change"].with_user(self.sales)
        change = changes.create({"account_id": self.account.id, "kind": "review", "reason": "Why not"})
        with self._refuses("not under review"):
            change.action_submit()

    def test_c07_fake_figures_are_not_entered_by_sales(self):
        fakes = {
            "med.credit.bill": {
                "name": "B-1",
                "partner_id": self.customer.id,
                "amount": 1e6,
                "maturity_on": self.promise,
            },
            "med.credit.batch": {"partner_id": self.customer.id, "amount": 1e6},
            "med.credit.security": {"account_id": self.account.id, "amount": 1e6},
            "med.credit.financial": {"account_id": self.account.id, "date": self.env.company._med_today()},
            "med.credit.group": {"name": "Mine"},
            "med.credit.segment": {"name": "Mine", "code": "mine"},
            "med.credit.grade": {"code": "AAA", "company_id": self.company.id},
            "med.credit.account": {"partner_id": self.customer.id},
            "account.payment": {"partner_id": self.customer.id, "amount": 1e6},
        }
        for model, vals in fakes.items():
            for job in ("sales", "keeper", "aftersales", "auditor"):
                with self.subTest(model=model, job=job), self.assertRaises(AccessError):
                    self.env[model].with_user(self.users[job]).create(vals)

    # strangers -----------------------------------------------------------------

    def test_k19_customers_read_and_make_nothing_of_credit(self):
        portal = new_test_user(
            self.env, login="med_credit_portal", groups="base.group_portal", partner_id=self.customer.id
        )
        for model in ("med.credit.account", "med.credit.statement", "med.gate.waiver", "med.credit.run"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(portal).search_read([], ["id"])
        accounts = self.env["med.credit.account"]
        with self.assertRaises(AccessError):
            accounts.with_user(portal).action_open_line(portal.partner_id.id, "available")
        with self.assertRaises(AccessError):
            self.env["med.gate.waiver"].with_user(portal).credit_release_data()

    def test_k19_a_second_company_neither_reads_nor_frees_ours(self):
        other = self.env["res.company"].create({"name": "Second company"})
        stranger = new_test_user(
            self.env,
            login="med_other_credit",
            groups="med_base.group_finance",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        waivers = self._ask(self._above())
        with self.assertRaises(AccessError):
            waivers.with_user(stranger).action_credit_release()
        with self.assertRaises(AccessError):
            self.account.with_user(stranger).read(["limit"])
        # somebody of both companies is judged by the company of the order, whatever is selected
        companies = [Command.set([self.company.id, other.id])]
        both = self._create_job_user("sales", login="med_both", company_ids=companies)
        order, switched = self._above(user=both), [other.id, self.company.id]
        with self._refuses("too much"):
            order.with_user(both).with_context(allowed_company_ids=switched).action_confirm()
