import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.med_base.medkernel.masking import mask

from .common import MedBaseCommon

ID_NUMBER = "330106199003071234"
ACCOUNT = "6222021202012345678"


@tagged("post_install", "-at_install")
class TestSensitive(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_partner = cls._create_partner("supplier")
        cls.person = cls._create_partner(
            False,
            name="Supplier's salesman",
            is_company=False,
            parent_id=cls.company_partner.id,
            med_id_number=ID_NUMBER,
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": ACCOUNT, "partner_id": cls.company_partner.id}
        )

    def _entries(self, event, record):
        return self.env["med.ledger.entry"].search(
            [("event", "=", event), ("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_mask_shows_head_and_tail_only(self):
        self.assertEqual(mask(ID_NUMBER), "330106********1234")
        self.assertEqual(mask("12345678"), "****5678")
        self.assertEqual(mask("1234"), "**34")
        self.assertEqual(mask(" "), "")
        self.assertEqual(mask("7"), "*")

    def test_q40_everybody_reads_the_mask_of_an_identity_number(self):
        for job in ("sales", "quality_head", "finance", "auditor"):
            person = self.person.with_user(self.users[job])
            self.assertEqual(person.read(["med_id_number"])[0]["med_id_number"], "330106********1234")

    def test_q40_the_secret_field_is_closed_to_everybody(self):
        for user in (self.users["quality_head"], self.admin_user):
            person = self.person.with_user(user)
            with self.assertRaises(AccessError):
                person.read(["med_id_number_secret"])
            with self.assertRaises(AccessError):
                person.search([("med_id_number_secret", "=like", "3301%")])
            with self.assertRaises(AccessError):
                person.write({"med_id_number_secret": "1"})
            with self.assertRaises(UserError):
                person.export_data(["med_id_number_secret"])

    def test_q40_full_number_is_shown_to_quality_staff_and_logged(self):
        shown = self.person.with_user(self.users["quality_officer"]).action_med_reveal()
        self.assertEqual(shown["params"]["message"], ID_NUMBER)
        entry = self._entries("personal.revealed", self.person)
        self.assertEqual(entry.user_id, self.users["quality_officer"].id)
        self.assertNotIn(ID_NUMBER, entry.facts)
        for user in (self.users["sales"], self.users["auditor"], self.admin_user):
            with self.assertRaises(AccessError):
                self.person.with_user(user).action_med_reveal()

    def test_q40_writing_the_mask_back_keeps_the_number(self):
        person = self.person.with_user(self.users["sales"])
        person.write({"med_id_number": person.med_id_number})
        self.assertEqual(self.person.sudo().med_id_number_secret, ID_NUMBER)
        person.write({"med_id_number": "330106199003075678"})
        self.assertEqual(person.med_id_number, "330106********5678")
        self.assertEqual(len(self._entries("personal.changed", self.person)), 2)

    def test_q40_copy_has_no_identity_number(self):
        copy = self.person.with_user(self.users["sales"]).copy()
        self.assertFalse(copy.sudo().med_id_number_secret)

    def test_q40_account_number_is_masked_for_all_who_do_not_invoice(self):
        for job in ("sales", "purchaser", "receiver", "auditor", "quality_officer"):
            bank = self.bank.with_user(self.users[job])
            with self.assertRaises(AccessError):
                bank.read(["acc_number"])
            with self.assertRaises(AccessError):
                bank.read(["sanitized_acc_number"])
            self.assertEqual(bank.med_acc_masked, "6222***********5678")
            self.assertEqual(bank.display_name, "6222***********5678")
        for job in ("billing", "finance"):
            self.assertEqual(self.bank.with_user(self.users[job]).acc_number, ACCOUNT)

    def test_q40_account_number_cannot_be_guessed_by_searching(self):
        banks = self.env["res.partner.bank"].with_user(self.users["sales"])
        for domain in ([("acc_number", "like", "622202")], [("sanitized_acc_number", "like", "6222")]):
            with self.assertRaises(AccessError):
                banks.search(domain)
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(self.users["sales"]).search([("bank_ids", "any", domain)])
        self.assertNotIn(self.bank.id, [found for found, _name in banks.name_search("6222021202")])

    def test_q40_own_account_is_printed_in_full(self):
        own = self.env["res.partner.bank"].create(
            {"acc_number": "1202020109900123456", "partner_id": self.company.partner_id.id}
        )
        self.assertEqual(own.with_user(self.users["sales"]).display_name, "1202020109900123456")

    def test_q40_look_at_an_account_number_is_logged(self):
        shown = self.bank.with_user(self.users["quality_officer"]).action_med_reveal()
        self.assertEqual(shown["params"]["message"], ACCOUNT)
        self.assertTrue(self._entries("personal.revealed", self.company_partner))
        with self.assertRaises(AccessError):
            self.bank.with_user(self.users["sales"]).action_med_reveal()

    def test_forms_of_partner_and_bank_open_without_invoicing_rights(self):
        for job in ("sales", "auditor", "quality_officer"):
            for record in (self.person, self.company_partner, self.bank):
                record = record.with_user(self.users[job])
                for kind in ("form", "list"):
                    views = record.get_views([(False, kind)])
                    arch = views["views"][kind]["arch"]
                    self.assertNotIn('name="acc_number"', arch)
                    names = set(re.findall(r'<field name="(\w+)"', arch)) & set(record._fields)
                    self.assertTrue(record.web_read({name: {} for name in names}), (job, kind))

    def test_q40_notes_on_the_partner_do_not_tell_the_number(self):
        self.bank.with_user(self.users["billing"]).write({"acc_number": "6222021202019999999"})
        self.bank.with_user(self.users["billing"]).unlink()
        self.env.flush_all()
        self.cr.precommit.run()
        notes = self.company_partner.message_ids
        self.assertTrue(notes)
        for body in notes.mapped("body"):
            self.assertNotIn("9999999", body)
        tracked = notes.sudo().tracking_value_ids
        self.assertIn("acc_number", tracked.field_id.mapped("name"))
        shown = tracked._filter_has_field_access(self.env(user=self.users["sales"], su=False))
        self.assertNotIn("acc_number", shown.field_id.mapped("name"))

    def test_invoice_with_a_masked_account_opens_for_the_auditor(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.company_partner.id,
                "partner_bank_id": self.bank.id,
                "invoice_line_ids": [Command.create({"name": "Service", "price_unit": 10.0})],
            }
        )
        bill = bill.with_user(self.users["auditor"])
        arch = bill.get_views([(False, "form")])["views"]["form"]["arch"]
        names = set(re.findall(r'<field name="(\w+)"', arch)) & set(bill._fields)
        (read,) = bill.web_read(
            {name: {"fields": {"display_name": {}}} if name == "partner_bank_id" else {} for name in names}
        )
        self.assertEqual(read["partner_bank_id"]["display_name"], "6222***********5678")
