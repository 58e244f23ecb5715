import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedCreditCommon


class MedChangeCommon(MedCreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.users["sales"]
        cls.today = cls.company._med_today()
        cls.company.med_approval_size = "standard"
        files = cls.env["ir.attachment"].with_user(cls.finance)
        cls.proof = files.create({"name": "slip.pdf", "raw": b"%PDF-1.4 slip"})

    @classmethod
    def _change(cls, user=None, account=None, **vals):
        """A draft change asked by ``user``: a limit of 12,000 unless said otherwise."""
        values = {"kind": "limit", "amount": 12000.0, "reason": "Orders doubled", **vals}
        changes = cls.env["med.credit.change"].with_user(user or cls.sales)
        return changes.create({"account_id": (account or cls.account).id, **values})

    @classmethod
    def _decided(cls, user=None, by=None, **vals):
        """A change that was submitted and approved by the people ``by``."""
        change = cls._change(user, **vals)
        change.action_submit()
        for person in by or [cls.finance]:
            change.with_user(person).action_approve()
        return change

    @classmethod
    def _day(cls, days):
        return cls.today + timedelta(days=days)


@tagged("post_install", "-at_install")
class TestChange(MedChangeCommon):
    def test_c6_a_limit_is_asked_by_sales_and_approved_by_finance(self):
        change = self._change()
        change.action_submit()
        self.assertEqual(change.state, "pending")
        self.assertEqual(self.account.limit, 10000.0)
        change.with_user(self.finance).action_approve()
        self.assertEqual(change.state, "done")
        self.assertEqual(self.account.limit, 12000.0)

    def test_c6_nobody_approves_what_he_asked_for(self):
        change = self._change(self.finance)
        change.action_submit()
        with self.assertRaises(UserError):
            change.with_user(self.finance).action_approve()
        change.with_user(self.owner).action_approve()
        self.assertEqual(self.account.limit, 12000.0)

    def test_c6_in_a_small_company_the_own_decision_is_marked(self):
        self.company.med_approval_size = "small"
        change = self._change(self.finance)
        change.action_submit()
        change.with_user(self.finance).action_approve()
        self.assertEqual(self.account.limit, 12000.0)
        decisions = change.sudo().approval_request_id.decision_ids
        self.assertTrue(decisions.filtered(lambda d: d.kind == "approved").is_own)

    def test_c6_sales_cannot_approve(self):
        change = self._change()
        change.action_submit()
        seller = self._create_job_user("sales", login="med_second_seller")
        with self.assertRaises(UserError):
            change.with_user(seller).action_approve()

    def test_c6_a_lower_limit_of_finance_takes_effect_at_once(self):
        change = self._change(self.finance, amount=4000.0)
        change.action_submit()
        self.assertEqual((change.state, self.account.limit), ("done", 4000.0))
        self.assertFalse(change.approval_request_ids)

    def test_c6_a_lower_limit_of_sales_is_approved(self):
        change = self._change(amount=4000.0)
        change.action_submit()
        self.assertEqual((change.state, self.account.limit), ("pending", 10000.0))

    def test_c6_zero_is_a_limit_and_nothing_below(self):
        change = self._change(self.finance, amount=0.0)
        change.action_submit()
        self.assertTrue(self.account.has_limit)
        self.assertEqual(self.account.limit, 0.0)
        with self.assertRaises(ValidationError):
            self._change(amount=-1.0)

    def test_c6_a_temporary_increase_ends_by_itself(self):
        change = self._decided(kind="temporary", amount=3000.0, valid_until=self._day(10))
        self.assertEqual(self.account.limit, 13000.0)
        self.assertFalse(change.is_ended)
        with freeze_time(fields.Datetime.now() + timedelta(days=11)):
            self.account.invalidate_recordset()
            change.invalidate_recordset()
            self.assertEqual(self.account.limit, 10000.0)
            self.assertTrue(change.is_ended)
            self.assertIn(change, change.search([("is_ended", "=", True)]))

    def test_c6_a_temporary_increase_needs_an_end_within_a_year(self):
        for until in (False, self._day(-1), self._day(400)):
            change = self._change(kind="temporary", amount=3000.0, valid_until=until)
            with self.subTest(until=until), self.assertRaises(UserError):
                change.action_submit()

    def test_c6_a_limit_in_another_currency_is_kept_in_ours(self):
        euro = self.env.ref("base.EUR")
        (euro | self.company.currency_id).rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.125, "company_id": self.company.id}
        )
        change = self._change(asked_amount=2000.0, asked_currency_id=euro.id, amount=1.0)
        self.assertAlmostEqual(change.amount, 16000.0)

    def test_c6_a_currency_without_a_rate_is_refused(self):
        franc = self.env.ref("base.CHF")
        franc.rate_ids.unlink()
        with self.assertRaises(ValidationError):
            self._change(asked_amount=2000.0, asked_currency_id=franc.id)

    def test_c5_routes_go_by_amount_and_by_rise(self):
        data = "med_credit.approval_route_credit"
        cases = [
            (self.sales, 12000.0, "usual"),
            (self.sales, 150000.0, "large"),
            (self.sales, 600000.0, "large"),
            (self.finance, 12000.0, "finance_asks"),
            (self.owner, 12000.0, "owner_asks"),
        ]
        for user, amount, name in cases:
            change = self._change(user, amount=amount)
            change.action_submit()
            with self.subTest(amount=amount, user=user.login):
                request = change.sudo().approval_request_id
                self.assertEqual(request.route_id, self.env.ref(f"{data}_{name}"))
            change.action_withdraw()

    def test_c5_small_steps_count_as_one(self):
        self._decided(amount=100000.0)
        change = self._change(amount=101000.0)
        self.assertEqual(change.base_amount, 10000.0)
        change.action_submit()
        route = self.env.ref("med_credit.approval_route_credit_large")
        self.assertEqual(change.sudo().approval_request_id.route_id, route)

    def test_c6_what_was_submitted_is_not_edited(self):
        change = self._change()
        change.action_submit()
        with self.assertRaises(UserError):
            change.write({"amount": 90000.0})
        with self.assertRaises(UserError):
            change.with_user(self.finance).write({"reason": "another"})

    def test_c6_a_decision_about_an_old_limit_is_refused(self):
        change = self._change()
        change.action_submit()
        self._change(self.finance, amount=5000.0).action_submit()
        with self.assertRaises(UserError):
            change.with_user(self.finance).action_approve()
        self.assertEqual(self.account.limit, 5000.0)

    def test_c6_one_change_of_a_kind_waits_at_a_time(self):
        self._change().action_submit()
        with self.assertRaises(UserError):
            self._change(amount=13000.0).action_submit()

    def test_c6_the_form_asks_in_one_dialog(self):
        action = self.account.with_user(self.sales).action_request_limit()
        changes = self.env["med.credit.change"].with_user(self.sales).with_context(**action["context"])
        change = changes.create({"amount": 11000.0, "reason": "More orders"})
        change.action_submit()
        self.assertEqual((change.account_id, change.state), (self.account, "pending"))

    def test_c6_freeze_at_once_and_unfreeze_by_approval_with_proof(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.sales).action_freeze("Cheque bounced")
        with self.assertRaises(UserError):
            self.account.with_user(self.finance).action_freeze(" ")
        self.account.with_user(self.finance).action_freeze("Cheque bounced")
        self.assertEqual((self.account.state, self.account.state_reason), ("frozen", "Cheque bounced"))
        change = self._change(self.finance, kind="unfreeze", reason="Paid")
        with self.assertRaises(UserError):
            change.action_submit()
        change.attachment_ids = [Command.link(self.proof.id)]
        change.action_submit()
        self.assertEqual(self.account.state, "frozen")
        change.with_user(self.owner).action_approve()
        self.assertEqual((self.account.state, self.account.state_reason), ("normal", False))

    def _thawed(self, days):
        """The account frozen by finance and unfrozen by the owner for so many days."""
        self.account.with_user(self.finance).action_freeze("Cheque bounced")
        self._unfreeze(valid_until=self._day(days))

    def _unfreeze(self, **vals):
        """Asked by finance with a proof, approved by the owner."""
        files = self.env["ir.attachment"].with_user(self.finance)
        proof = files.create({"name": "slip.pdf", "raw": b"%PDF-1.4 slip"})
        change = self._change(self.finance, kind="unfreeze", attachment_ids=[Command.link(proof.id)], **vals)
        change.action_submit()
        change.with_user(self.owner).action_approve()

    def _nightly(self, days):
        """What the nightly job freezes again so many days from now."""
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            steps = self.env["med.credit.account"]._step_unfrozen()
            for account, act in steps:
                act(account)
        return [account for account, _act in steps]

    def test_c06_an_unfreezing_with_an_end_freezes_again(self):
        self._thawed(5)
        self.assertEqual((self.account.state, self.account.unfrozen_until), ("normal", self._day(5)))
        self.assertNotIn(self.account, self._nightly(5))
        self.assertIn(self.account, self._nightly(6))
        self.assertEqual((self.account.state, self.account.unfrozen_until), ("frozen", False))
        self.assertIn(str(self._day(5)), self.account.state_reason)
        told = self.account.activity_ids.filtered(lambda a: "frozen again" in (a.summary or ""))
        self.assertEqual(told.user_id, self.finance)
        entries = self.env["med.ledger.entry"].search(
            [("event", "=", "credit.freeze"), ("res_id", "=", self.account.id)], order="id desc"
        )
        self.assertTrue(json.loads(entries[0].facts)["automatic"])
        self.assertFalse(self._nightly(7))

    def test_c06_an_unfreezing_is_prolonged_before_it_ends(self):
        self._thawed(5)
        self._unfreeze()
        self.assertEqual((self.account.state, self.account.unfrozen_until), ("normal", False))
        self.assertNotIn(self.account, self._nightly(30))
        with self.assertRaises(UserError):  # not frozen, no end: nothing to do
            self._unfreeze()

    def test_c06_an_unfreezing_that_ends_soon_is_told(self):
        self._thawed(5)
        self.account._tell_end("unfrozen_until")
        self.assertIn(str(self._day(5)), " ".join(self.account.activity_ids.mapped("summary")))

    def test_c6_every_change_is_ledgered(self):
        self._decided()
        entries = self.env["med.ledger.entry"].search([("event", "=", "credit.limit")], order="id desc")
        entry = entries[0]
        facts = json.loads(entry.facts)
        self.assertEqual((float(facts["amount"]), float(facts["old_limit"])), (12000.0, 10000.0))

    def test_c6_an_approved_term_is_the_term_of_the_next_invoices(self):
        self._decided(kind="terms", term_days=37)
        self.assertEqual(self.account.term_days, 37)
        term = self.customer.with_company(self.company).property_payment_term_id
        self.assertTrue(term._is_plain(37))
        self._decided(kind="terms", term_days=40)
        self._change(self.finance, kind="terms", term_days=37).action_submit()
        self.assertEqual(self.customer.with_company(self.company).property_payment_term_id, term)

    def test_c6_a_grade_by_hand_needs_approval_and_an_end(self):
        self.account._guarded_write({"grade": "B"})
        change = self._change(kind="grade", grade="A")
        with self.assertRaises(UserError):
            change.action_submit()
        change.valid_until = self._day(30)
        change.action_submit()
        change.with_user(self.finance).action_approve()
        self.assertEqual(self.account.grade, "B")
        change.with_user(self.owner).action_approve()
        self.assertEqual((self.account.grade, self.account.override_until), ("A", self._day(30)))

    def test_c6_an_archived_customer_gets_no_change(self):
        change = self._change()
        self.customer.active = False
        with self.assertRaises(UserError):
            change.action_submit()

    def test_c6_company_comes_from_the_account_whatever_the_selector_says(self):
        other = self.env["res.company"].create({"name": "Second company"})
        seller = self._create_job_user(
            "sales", login="med_both_seller", company_ids=[Command.set((self.company | other).ids)]
        )
        switched = self.env["med.credit.change"].with_user(seller)
        switched = switched.with_context(allowed_company_ids=[other.id, self.company.id])
        change = switched.create({"account_id": self.account.id, "amount": 12000.0, "reason": "More"})
        change.action_submit()
        self.assertEqual(change.company_id, self.company)
        self.assertEqual(change.sudo().approval_request_id.company_id, self.company)

    def test_c6_decided_changes_stay_as_evidence(self):
        change = self._decided()
        with self.assertRaises(UserError):
            change.with_user(self.finance).unlink()
        draft = self._change()
        draft.unlink()
        self.assertFalse(draft.exists())
