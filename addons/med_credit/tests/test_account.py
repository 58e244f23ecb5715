from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestAccount(MedCreditCommon):
    def test_c1_one_account_per_commercial_partner_and_company(self):
        contact = self._create_partner(name="Buyer", parent_id=self.customer.id, is_company=False)
        accounts = self.env["med.credit.account"]._account_for(contact | self.customer, self.company)
        self.assertEqual(list(accounts), [self.customer])
        self.assertEqual(accounts[self.customer].ids, self.account.ids)
        self.assertEqual(self.account.segment_id.code, "dealer")

    def test_c6_zero_means_none_and_nothing_below(self):
        self.assertEqual(self.account.limit, 10000.0)
        self.account._guarded_write({"limit_amount": 0.0})
        self.assertEqual(self.account.limit, 0.0)
        with self.assertRaises(ValidationError):
            self.account._guarded_write({"limit_amount": -1.0})

    def test_c6_a_limit_is_not_typed_in(self):
        with self.assertRaises(UserError):
            self.account.with_user(self.finance).write({"limit_amount": 1e6, "has_limit": True})
        with self.assertRaises(UserError):
            self.account.with_user(self.finance).write({"state": "normal"})

    def test_c6_a_hospital_without_approved_limit_has_the_starter_limit(self):
        hospital = self._create_partner("hospital", name="Test Hospital")
        account = self._account(hospital)
        self.assertEqual(account.segment_id.code, "hospital")
        self.assertEqual(account.limit, account.segment_id.starter_limit)

    def test_c15_a_customer_abroad_gets_the_policy_of_customers_abroad(self):
        buyer = self._create_partner("distributor", country_id=self.env.ref("base.de").id)
        self.assertEqual(self._account(buyer).segment_id.code, "abroad")

    def test_c1_an_account_of_a_contact_is_refused(self):
        contact = self._create_partner(name="Buyer", parent_id=self.customer.id, is_company=False)
        with self.assertRaises(ValidationError):
            self.env["med.credit.account"].create({"partner_id": contact.id})
