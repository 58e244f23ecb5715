from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_change import MedChangeCommon


@tagged("post_install", "-at_install")
class TestChangeAttacks(MedChangeCommon):
    def test_k01_the_state_of_a_change_is_not_written(self):
        change = self._change()
        for user in (self.sales, self.finance, self.owner, self.admin_user):
            for vals in ({"state": "done"}, {"asked_by": "owner"}, {"base_amount": 1e9}, {"stake": 0.0}):
                with self.subTest(user=user.login, vals=vals), self.assertRaises(UserError):
                    change.with_user(user).write(vals)

    def test_k01_a_change_is_not_made_in_an_end_state(self):
        for vals in ({"state": "done"}, {"is_automatic": True}, {"old_amount": 1e9}, {"asked_by": "owner"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._change(**vals)

    def test_k02_defaults_of_the_context_decide_nothing(self):
        changes = self.env["med.credit.change"].with_user(self.sales)
        changes = changes.with_context(
            default_state="done", default_asked_by="owner", default_base_amount=1e9, default_is_automatic=True
        )
        change = changes.create({"account_id": self.account.id, "amount": 12000.0, "reason": "More"})
        self.assertEqual((change.state, change.asked_by, change.is_automatic), ("draft", False, False))
        self.assertEqual(change.base_amount, 10000.0)

    def test_k01_an_import_in_an_end_state_is_refused(self):
        result = (
            self.env["med.credit.change"]
            .with_user(self.sales)
            .load(
                ["account_id/.id", "kind", "amount", "reason", "state"],
                [[str(self.account.id), "limit", "90000", "More", "done"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.account.limit, 10000.0)

    def test_k01_the_account_is_not_written(self):
        for vals in (
            {"temporary_limit": 1e6, "temporary_until": self._day(10)},
            {"override_grade": "AAA"},
            {"limit_until": False},
            {"group_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.account.with_user(self.finance).write(vals)

    def test_k04_a_change_cannot_be_approved_after_its_content_moved(self):
        change = self._change()
        change.action_submit()
        self.env.cr.execute("UPDATE med_credit_change SET amount = 900000 WHERE id = %s", [change.id])
        change.invalidate_recordset()
        with self.assertRaises(UserError):
            change.with_user(self.finance).action_approve()
        self.assertEqual(self.account.limit, 10000.0)

    def test_k01_private_doors_are_closed_to_rpc(self):
        for name in ("_freeze", "_decide_now", "_put_in_force", "_guarded_write"):
            with self.subTest(name):
                self.assertTrue(name.startswith("_"))
                self.assertTrue(hasattr(self.account, name) or hasattr(self.env["med.credit.change"], name))

    def test_k01_a_seller_does_not_change_the_request_of_another(self):
        change = self._change()
        other = self._create_job_user("sales", login="med_other_seller")
        with self.assertRaises(AccessError):
            change.with_user(other).write({"reason": "mine"})
