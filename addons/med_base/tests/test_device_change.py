from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestDeviceChange(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._create_device("2")
        cls.template = cls.device.product_tmpl_id
        cls.manager = new_test_user(
            cls.env, login="med_test_products", groups="base.group_user,product.group_product_manager"
        )
        cls.head = cls.users["quality_head"]

    def _change(self, user=None):
        changes = self.env["med.device.change"].with_user(user or self.manager)
        return changes.create({"product_tmpl_id": self.template.id, "reason": "A cleaning cloth"})

    def _events(self, event):
        return self.env["med.ledger.entry"].search(
            [
                ("event", "=", event),
                ("res_model", "=", "product.template"),
                ("res_id", "=", self.template.id),
            ]
        )

    def test_k07_product_manager_cannot_switch_the_device_off(self):
        for record in (self.template, self.device):
            for user in (self.manager, self.head, self.admin_user):
                with self.assertRaises(UserError):
                    record.with_user(user).write({"is_medical_device": False})
        with self.assertRaises(UserError):
            self.template.sudo().is_medical_device = False
        self.assertTrue(self.template.is_medical_device)

    def test_k07_context_of_a_client_opens_nothing(self):
        for value in (True, "device_off", {"purpose": "device_off"}):
            template = self.template.with_user(self.manager).with_context(med_ticket=value)
            with self.assertRaises(UserError):
                template.write({"is_medical_device": False})

    def test_k07_variant_cannot_be_moved_under_other_goods(self):
        goods = self._create_goods()
        with self.assertRaises(UserError):
            self.device.with_user(self.manager).write({"product_tmpl_id": goods.product_tmpl_id.id})

    def test_k07_import_of_the_switch_is_refused(self):
        xmlid = self.template._BaseModel__ensure_xml_id()
        rows = [[next(iter(xmlid))[1], "False"]]
        result = self.template.with_user(self.manager).load(["id", "is_medical_device"], rows)
        self.assertFalse(result["ids"])
        self.assertTrue(self.template.is_medical_device)

    def test_k07_approved_request_switches_it_off_and_is_logged(self):
        change = self._change()
        change.action_submit()
        self.assertEqual(change.state, "pending")
        with self.assertRaises(UserError):
            change.action_approve()
        with self.assertRaises(UserError):
            change.with_user(self.users["quality_officer"]).action_approve()
        change.with_user(self.head).action_approve()
        self.assertEqual(change.state, "done")
        self.assertFalse(self.template.is_medical_device)
        self.assertEqual(len(self._events("product.device_off")), 1)
        self.template.with_user(self.manager).is_medical_device = True
        self.assertEqual(len(self._events("product.device_on")), 2)

    def test_k07_state_of_a_request_cannot_be_written(self):
        change = self._change()
        with self.assertRaises(UserError):
            change.write({"state": "done"})
        with self.assertRaises(AccessError):
            self._change(self.users["sales"])
        change.action_submit()
        with self.assertRaises(UserError):
            change.unlink()

    def test_changed_reason_voids_the_request(self):
        change = self._change()
        change.action_submit()
        change.reason = "Something else"
        with self.assertRaises(UserError):
            change.with_user(self.head).action_approve()
        self.assertTrue(self.template.is_medical_device)

    def test_returned_and_rejected_requests_change_nothing(self):
        change = self._change()
        change.action_submit()
        change.with_user(self.head).action_return("Add the label")
        self.assertEqual(change.state, "draft")
        change.action_submit()
        change.with_user(self.head).action_reject("It is a device")
        self.assertEqual(change.state, "rejected")
        self.assertTrue(self.template.is_medical_device)

    def test_review_names_movements_and_registration(self):
        self.device.med_registration_no = "浙械注准20212149356"
        notes = self._change()._approval_review_notes()
        self.assertIn("浙械注准20212149356", " ".join(notes))

    def test_quality_changes_are_logged_with_old_and_new_values(self):
        officer = self.users["quality_officer"]
        self.device.with_user(officer).write({"med_device_class": "3", "med_is_implant": False})
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "product.quality_changed"), ("res_id", "=", self.device.id)]
        )
        self.assertEqual(len(entry), 1)
        self.assertEqual(entry.user_id, officer.id)
        self.assertIn('"med_device_class":["2","3"]', entry.facts.replace(" ", ""))
        self.assertNotIn("med_is_implant", entry.facts)

    def test_second_company_does_not_see_a_request(self):
        change = self._change()
        other = self.env["res.company"].create({"name": "Second Company"})
        stranger = new_test_user(
            self.env,
            login="med_test_stranger",
            groups="product.group_product_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["med.device.change"].with_user(stranger).search([("id", "=", change.id)]))
