"""What an administrator cannot do, and what of his doings is noted."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .gate_common import GateCommon

EVIDENCE = ("med.gate.refusal", "med.gate.trial.hit", "med.lot.block", "med.role.grant")


@tagged("post_install", "-at_install")
class TestAdministrator(GateCommon):
    def _rights(self, model, **vals):
        """Rights on a model that an administrator gives to himself."""
        access = self.env["ir.model.access"].with_user(self.admin_user)
        values = {name: True for name in ("perm_read", "perm_write", "perm_create", "perm_unlink")}
        return access.create(
            {
                "name": "mine",
                "model_id": self.env["ir.model"]._get(model).id,
                "group_id": self.env.ref("base.group_system").id,
                **values,
                **vals,
            }
        )

    def _last(self, event):
        ledger = self.env["med.ledger.entry"].sudo()
        return ledger.search([("event", "=", event)], order="id desc", limit=1)

    def _refusal(self):
        values = {
            "res_model": "sale.order",
            "res_id": 1,
            "res_name": "S00001",
            "company_id_int": self.env.company.id,
            "hour": "2026-01-01 00:00:00",
        }
        return self.env["med.gate.refusal"].sudo()._with_ticket("create").create(values)._without_ticket()

    def _hit(self):
        order = self._create_sale_order(self.partner, self.stopped)
        findings = order._gate_evaluate("confirm")
        return self.env["med.gate.trial.hit"]._record(order, "confirm", findings)

    def _grant(self):
        user = self._create_job_user("sales", login="med_test_asked")
        grants = self.env["med.role.grant"].with_user(self.admin_user)
        return grants.action_request(user.id, "keeper", "he keeps the store")

    def _block(self):
        picking = self._create_picking(self.partner, [(self.stopped, 1)], code="incoming")
        picking.action_confirm()
        picking.move_ids.move_line_ids.lot_name = "A-1"
        picking.move_ids.picked = True
        picking.button_validate()
        return self.env["med.lot.block"].search([("picking_id", "=", picking.id)])

    def test_k14_administrator_with_rights_of_his_own_deletes_no_evidence(self):
        made = {
            "med.gate.refusal": self._refusal,
            "med.gate.trial.hit": self._hit,
            "med.lot.block": self._block,
            "med.role.grant": self._grant,
        }
        for model in EVIDENCE:
            with self.subTest(model):
                self._rights(model)
                rows = made[model]()
                self.assertTrue(rows)
                for records in (rows.with_user(self.admin_user), rows.sudo()):
                    with self.assertRaisesRegex(UserError, "is evidence and stays"):
                        records.unlink()
                    with self.assertRaisesRegex(UserError, "is evidence and stays"):
                        records.with_context(**{"_force_unlink": True}).unlink()
                self.assertTrue(rows.exists())

    def test_k14_rights_on_our_models_are_ledgered(self):
        right = self._rights("med.gate.refusal", perm_unlink=False)
        entry = self._last("rights.created")
        self.assertEqual((entry.res_model, entry.res_id), ("ir.model.access", right.id))
        self.assertEqual(entry.user_id, self.admin_user.id)
        self.assertIn('"model":"med.gate.refusal"', entry.facts)
        right.perm_unlink = True
        entry = self._last("rights.changed")
        self.assertIn('"perm_unlink":true', entry.facts)
        self.assertIn('"before":{', entry.facts)
        right.write({"perm_unlink": True, "name": "mine, as before"})
        self.assertEqual(self._last("rights.changed"), entry)
        right.unlink()
        self.assertEqual(self._last("rights.removed").res_id, right.id)

    def test_k14_shipped_right_that_is_widened_is_ledgered(self):
        right = self.env.ref("med_base.access_med_gate_evaluation_user").with_user(self.admin_user)
        right.active = False
        self.assertEqual(self._last("rights.changed").res_id, right.id)

    def test_k14_record_rule_of_our_models_is_ledgered(self):
        rule = self.env.ref("med_base.med_gate_evaluation_rule_company").with_user(self.admin_user)
        rule.domain_force = "[(1, '=', 1)]"
        entry = self._last("rights.changed")
        self.assertEqual((entry.res_model, entry.res_id), ("ir.rule", rule.id))
        self.assertIn("(1, '=', 1)", entry.facts_text)
        rule.active = False
        self.assertGreater(self._last("rights.changed").id, entry.id)

    def test_rights_on_other_models_are_not_noted(self):
        before = self._last("rights.created")
        self._rights("res.country")
        self.assertEqual(self._last("rights.created"), before)
