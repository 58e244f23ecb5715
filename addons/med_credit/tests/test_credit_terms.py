from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditTerms(MedCreditCommon):
    """Nobody gives a customer more days than were approved by choosing another payment term."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account._guarded_write({"term_days": 30})
        cls.short, cls.long = cls._term(30), cls._term(90)

    @classmethod
    def _term(cls, days):
        line = Command.create({"value": "percent", "value_amount": 100.0, "nb_days": days})
        return cls.env["account.payment.term"].create({"name": f"{days} days", "line_ids": [line]})

    def test_c3_a_longer_term_than_approved_is_asked_for(self):
        order = self._order(payment_term_id=self.long.id)
        self.assertEqual(self._stops(order), ["credit_terms"])
        with self.assertRaisesRegex(UserError, "90 days to pay; 30 days are approved"):
            order.with_user(self.sales).action_confirm()
        order.payment_term_id = self.short
        order.with_user(self.sales).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_k09_the_term_of_a_confirmed_order_is_not_prolonged(self):
        order = self._order(payment_term_id=self.short.id)
        order.with_user(self.sales).action_confirm()
        with self.assertRaises(UserError):
            order.with_user(self.sales).payment_term_id = self.long
        order.invalidate_recordset()
        self.assertEqual(order.payment_term_id, self.short)

    def test_c3_the_usual_term_of_the_policy_holds_where_none_was_approved(self):
        self.account._guarded_write({"term_days": 0})
        self.account.segment_id.term_days = 60
        self.assertEqual(self._stops(self._order(payment_term_id=self._term(60).id)), [])
        self.assertEqual(self._stops(self._order(payment_term_id=self.long.id)), ["credit_terms"])

    def test_c19_the_term_of_what_was_promised_is_not_asked_for_again_at_delivery(self):
        order = self._order(payment_term_id=self.short.id)
        order.with_user(self.sales).action_confirm()
        self.account._guarded_write({"term_days": 7})
        self.assertEqual(self._stops(order.picking_ids), [])
