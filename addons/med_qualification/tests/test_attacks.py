from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestAttacks(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer(classes="3")
        cls.dossier = cls.dealer.med_dossier_ids
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls.system = cls.users["quality_head"]
        cls.system.write({"group_ids": [Command.link(cls.env.ref("base.group_system").id)]})

    def test_states_cannot_be_written_by_anybody(self):
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        for user in (self.sales, self.officer, self.system, self.env.user):
            for record, state in ((paper, "valid"), (self.dossier, "draft")):
                with self.subTest(user=user.login, model=record._name):
                    with self.assertRaises(UserError):
                        record.with_user(user).write({"state": state})
        for name, value in (
            ("ended_on", False),
            ("unique_key", False),
            ("version", 9),
            ("file_digests", {}),
            ("dossier_id", self.dossier.id),
            ("renewal_accepted_on", "2026-01-01"),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                paper.with_user(self.system).write({name: value})

    def test_k11_no_context_key_makes_a_state_writable(self):
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        for key in ("med_ticket", "ticket", "skip_validation_check", "force_state", "install_mode"):
            for value in (True, "state", {"purpose": "state"}, ["state"]):
                with self.subTest(key=key, value=value), self.assertRaises(UserError):
                    paper.with_context(**{key: value}).write({"state": "valid"})

    def test_k18_records_cannot_be_created_or_imported_in_an_end_state(self):
        vals = self._paper_vals("operating_filing", self.dealer, classes="2", state="valid")
        with self.assertRaises(UserError):
            self.env["med.credential"].with_user(self.sales).create(vals)
        with self.assertRaises(UserError):
            self._create_dossier(self._create_partner("hospital"), state="qualified")
        result = (
            self.env["med.credential"]
            .with_user(self.sales)
            .load(
                ["type_id", "partner_id", "number", "state"],
                [["Operating Filing (Class II)", self.dealer.name, "X", "Valid"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_k18_a_copy_starts_as_a_draft_without_files(self):
        paper = self._paper_in_force("operating_filing", self.dealer, classes="2")
        copy = paper.with_user(self.officer).copy()
        self.assertEqual((copy.state, copy.version, copy.unique_key), ("draft", 1, False))
        self.assertFalse(copy.attachment_ids)

    def test_k14_partners_with_papers_are_not_merged_away(self):
        other = self._create_partner("distributor", name="Merge target")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaises(UserError):
            wizard._merge((self.dealer | other).ids, other)
        self.assertTrue(self.dealer.exists())
        self.assertEqual(self.dossier.partner_id, self.dealer)

    def test_k14_a_partner_or_product_with_papers_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.dealer.unlink()
        self.assertTrue(self.dealer.exists())

    def test_k19_a_portal_user_gets_nothing_by_id_or_search(self):
        portal = new_test_user(
            self.env, login="med_portal", groups="base.group_portal", partner_id=self.dealer.id
        )
        for model in (
            "med.credential",
            "med.credential.scope",
            "med.credential.type",
            "med.dossier",
            "med.dossier.line",
            "med.requirement",
        ):
            with self.subTest(model):
                records = self.env[model].search([], limit=3).with_user(portal)
                self.assertTrue(records)
                with self.assertRaises(AccessError):
                    records.read(["display_name"])
                with self.assertRaises(AccessError):
                    records.search([])
                with self.assertRaises(AccessError):
                    records.check_access("write")
        file = self.dealer.med_credential_ids.attachment_ids[:1].with_user(portal)
        with self.assertRaises(AccessError):
            file.read(["raw"])

    def test_a_user_without_a_job_reads_no_paper(self):
        with self.assertRaises(AccessError):
            self.dealer.med_credential_ids.with_user(self.plain_user).read(["number"])

    def test_sales_cannot_approve_by_any_method(self):
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        paper.action_submit()
        with self.assertRaises(UserError):
            paper.with_user(self.users["purchaser"]).action_approve()
        for name in ("action_suspend", "action_revoke", "action_resume"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(self.dossier.with_user(self.sales), name)("I say so")
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.sales).action_provisional(self.today, "I say so")
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.sales).write({"trades_class_2": False})

    def test_requirement_rows_are_changed_by_rule_makers_only(self):
        row = self.env.ref("med_qualification.requirement_trader_class_2")
        for user in (self.sales, self.users["purchaser"], self.officer, self.users["auditor"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                row.with_user(user).write({"is_required": False})
        row.with_user(self.users["consultant"]).write({"sequence": 7})

    def test_what_the_law_demands_is_not_weakened_by_rule_makers(self):
        row = self.env.ref("med_qualification.requirement_trader_class_2")
        kind = self._type("operating_filing")
        for user in (self.users["consultant"], self.head):
            for vals in ({"is_required": False}, {"active": False}, {"date_to": "2020-01-01"}):
                with self.subTest(vals), self.assertRaisesRegex(UserError, "demanded by law"):
                    row.with_user(user).write(vals)
            with self.assertRaisesRegex(UserError, "demanded by law"):
                kind.with_user(user).write({"scope": "none"})
        own = (
            self.env["med.requirement"]
            .with_user(self.users["consultant"])
            .create({"name": "Our own row", "code": "house", "type_ids": [Command.link(kind.id)]})
        )
        own.write({"is_required": False})
        events = self.env["med.ledger.entry"].search([("res_model", "=", "med.requirement")])
        self.assertLessEqual({"requirement.created", "requirement.changed"}, set(events.mapped("event")))

    def test_a_dealer_cannot_be_made_a_consumer_or_a_foreigner_by_sales(self):
        for code in ("consumer", "foreign_buyer", "hospital"):
            with self.subTest(code), self.assertRaisesRegex(AccessError, "quality officer"):
                self.dealer.with_user(self.sales).med_party_type_id = self._party_type(code)
        fresh = self._create_partner("distributor", name="Fresh dealer")
        fresh.with_user(self.sales).med_party_type_id = self._party_type("agent")
        with self.assertRaises(AccessError):
            fresh.with_user(self.sales).med_party_type_id = self._party_type("foreign_buyer")
        self.dealer.with_user(self.officer).med_party_type_id = self._party_type("foreign_buyer")
        self.assertEqual(self.dealer.med_party_type_id.code, "foreign_buyer")
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "party.type_changed"), ("res_id", "=", self.dealer.id)]
        )
        self.assertEqual(len(entry), 1)

    def test_a_new_party_of_a_free_type_must_look_like_one(self):
        for code in ("consumer", "foreign_buyer"):
            with self.subTest(code):
                partner = self._create_partner(code, name=f"Disguised {code}")
                order = self._create_sale_order(partner, [self.device])
                self.assertIn("partner_unqualified", self._stops(order))
                with self.assertRaisesRegex(UserError, "do not bear out"):
                    order.action_confirm()

    def test_exemption_from_filing_is_given_by_quality_only(self):
        manager = new_test_user(
            self.env, login="med_products", groups="base.group_user,product.group_product_manager"
        )
        with self.assertRaises(AccessError):
            self.device.with_user(manager).med_is_filing_exempt = True
        self.device.sudo().med_is_filing_exempt = True
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "product.quality_changed"), ("res_id", "=", self.device.id)], limit=1
        )
        self.assertIn("med_is_filing_exempt", entry.facts)

    def test_another_letter_is_not_ended_by_editing_an_approved_one(self):
        first = self._paper_in_force("salesperson_authorisation", self.dealer)
        second = self._paper_in_force("salesperson_authorisation", self.dealer)
        with self.assertRaises(UserError):
            second.with_user(self.sales).supersedes_id = first

    def test_a_file_cannot_be_swapped_under_a_reviewed_paper(self):
        paper = self._paper_in_force("operating_filing", self.dealer, classes="2")
        file = paper.attachment_ids
        for vals in ({"raw": b"new"}, {"datas": b"bmV3"}, {"res_id": 0}, {"res_model": "res.partner"}):
            with self.subTest(vals), self.assertRaises(UserError):
                file.with_user(self.system).write(vals)
        with self.assertRaises(UserError):
            self.env["ir.attachment"].sudo().browse(file.id).unlink()

    def test_an_administrator_cannot_delete_evidence(self):
        paper = self._paper_in_force("operating_filing", self.dealer, classes="2")
        for record in (paper, self.dossier):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.with_context(force_delete=True, _force_unlink=True).unlink()
