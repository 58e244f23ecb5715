import base64
import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestGoingRoundParties(MedQualificationCommon):
    """A party that is not qualified does not become so by how it is written down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls.dealer = cls._admit_dealer(classes="23")
        cls.bad = cls._create_partner("distributor", name="Bad dealer")
        cls.keeper = cls.users["keeper"]

    def _confirm(self, partner, **vals):
        order = self._create_sale_order(partner, self.device, **vals)
        order.action_confirm()
        return order

    def test_a_party_with_a_type_is_not_put_under_another_company_by_sales(self):
        with self.assertRaises(AccessError):
            self.bad.with_user(self.sales).write({"is_company": False, "parent_id": self.dealer.id})
        self.assertEqual(self.bad.commercial_partner_id, self.bad)

    def test_the_company_of_a_contact_is_never_typed_in(self):
        for user in (self.sales, self.officer):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.bad.with_user(user).write({"commercial_partner_id": self.dealer.id})
        partners = self.env["res.partner"].with_user(self.sales)
        vals = {"name": "Twin", "is_company": True}
        twin = partners.create({**vals, "commercial_partner_id": self.dealer.id})
        twin |= partners.with_context(default_commercial_partner_id=self.dealer.id).create(vals)
        self.assertEqual(twin.commercial_partner_id, twin)

    def test_a_contact_of_another_company_may_be_moved_by_sales(self):
        contact = self.env["res.partner"].create({"name": "Person", "parent_id": self.bad.id})
        contact.with_user(self.sales).write({"parent_id": self.dealer.id})
        self.assertEqual(contact.commercial_partner_id, self.dealer)

    def test_a_contact_that_papers_are_kept_of_is_not_moved_by_sales(self):
        contact = self.env["res.partner"].create({"name": "Person", "parent_id": self.dealer.id})
        self._paper_in_force("need_statement", contact)
        with self.assertRaises(AccessError):
            contact.with_user(self.sales).write({"parent_id": self.bad.id})

    def test_type_code_and_name_of_a_judged_party_are_quality_data_on_record(self):
        hospital = self._party_type("hospital")
        for vals in (
            {"med_party_type_id": hospital.id},
            {"med_uscc": "91330106MA2KQ7X18B"},
            {"vat": "91330106MA2KQ7X18B"},
            {"name": "Somebody else"},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.dealer.with_user(self.sales).write(vals)
        with self.assertRaises(AccessError):
            self.dealer.med_dossier_ids.with_user(self.sales).write({"party_type_id": hospital.id})
        self.dealer.with_user(self.officer).write({"med_uscc": "91330106MA2KQ7X18B"})
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "partner.identity_changed"), ("res_id", "=", self.dealer.id)]
        )
        self.assertEqual(json.loads(entry.facts)["med_uscc"][1], "91330106MA2KQ7X18B")

    def test_sales_corrects_the_type_before_anything_was_submitted(self):
        self.bad.with_user(self.sales).write({"med_party_type_id": self._party_type("hospital").id})
        self.assertEqual(self.bad.med_party_type_id.code, "hospital")

    def test_sales_does_not_turn_a_party_into_one_that_needs_no_papers(self):
        for code in ("consumer", "foreign_buyer", "overseas_supplier"):
            with self.subTest(code), self.assertRaises(AccessError):
                self.bad.with_user(self.sales).write({"med_party_type_id": self._party_type(code).id})

    def test_a_type_without_papers_counts_only_where_the_facts_fit(self):
        for code, vals in (
            ("foreign_buyer", {}),
            ("foreign_buyer", {"country_id": False}),
            ("consumer", {}),
        ):
            twin = self._create_partner(code, name="Twin", **vals)
            with self.subTest(code=code, **vals), self.assertRaises(UserError):
                self._confirm(twin)

    def test_our_own_company_is_no_customer_and_no_supplier(self):
        contact = self.env["res.partner"].create({"name": "Twin", "parent_id": self.company.partner_id.id})
        order = self._create_sale_order(contact, self.device)
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])
        purchase = self._create_purchase_order(contact, self.device)
        self.assertIn("supplier_unqualified", self._stops(purchase, "purchase"))

    def test_who_gets_the_invoice_is_judged_like_who_gets_the_goods(self):
        with self.assertRaises(UserError):
            self._confirm(self.dealer, partner_invoice_id=self.bad.id)
        order = self._confirm(self.dealer)
        with self.assertRaises(UserError):
            order.with_user(self.sales).write({"partner_invoice_id": self.bad.id})

    def test_an_invoice_to_somebody_else_than_the_order_is_judged(self):
        order = self._confirm(self.dealer)
        move = order._create_invoices().with_user(self.users["billing"])
        move.partner_id = self.bad
        with self.assertRaises(UserError):
            move.action_post()
        move.partner_id = self.dealer
        move.action_post()
        self.assertEqual(move.state, "posted")

    def test_goods_for_a_customer_do_not_leave_by_another_place(self):
        lot = self._create_lot(self.device)
        self._add_stock(self.device, lot=lot)
        places = self.env["stock.location"].search([("usage", "=", "inventory")], limit=1)
        places |= self.env.ref("stock.stock_location_suppliers")
        for place in places:
            picking = self._create_picking(self.bad, self.device, location_dest_id=place.id)
            picking.move_ids.location_dest_id = place
            picking.action_confirm()
            picking.move_ids.write({"quantity": 1.0, "picked": True})
            with self.subTest(place.usage), self.assertRaises(UserError):
                picking.with_user(self.keeper).button_validate()
            self.assertNotEqual(picking.state, "done")


@tagged("post_install", "-at_install")
class TestGoingRoundPapers(MedQualificationCommon):
    """What was reviewed stays: papers, files, product data, stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls.dealer = cls._admit_dealer(classes="23")
        cls.bad = cls._create_partner("distributor", name="Bad dealer")
        cls.paper = cls.dealer.med_credential_ids.filtered("attachment_ids")[:1]

    def test_an_approved_paper_is_not_given_to_another_party(self):
        for vals in ({"commercial_partner_id": self.bad.id}, {"supersedes_id": self.paper.id}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.paper.with_user(self.sales).write(vals)
        with self.assertRaises(UserError):
            self.bad.with_user(self.sales).write({"med_credential_ids": [Command.link(self.paper.id)]})

    def test_a_reviewed_file_is_not_swapped_beside_unchanged_values(self):
        file = self.paper.attachment_ids.with_user(self.sales)
        data = base64.b64encode(b"other").decode()
        for vals in (
            {"raw": b"other", "res_id": file.res_id},
            {"datas": data, "res_model": file.res_model},
            {"datas": data, "raw": file.raw},
            {"public": True},
            {"name": "other.pdf"},
        ):
            with self.subTest(list(vals)), self.assertRaises(UserError):
                file.write(vals)
        file.write({"raw": file.raw, "res_id": file.res_id})

    def test_a_file_moved_away_as_a_draft_is_kept_once_reviewed(self):
        draft = self._create_paper("operating_filing", self.bad, classes="2")
        file = draft.attachment_ids
        file.write({"res_model": "res.partner", "res_id": self.bad.id})
        draft.action_submit()
        with self.assertRaises(UserError):
            file.with_user(self.sales).write({"raw": b"other"})
        with self.assertRaises(UserError):
            file.with_user(self.sales).unlink()

    def test_the_exemption_from_filing_is_quality_data(self):
        purchaser = self.users["purchaser"]
        with self.assertRaises(AccessError):
            self.device.with_user(purchaser).write({"med_is_filing_exempt": True})
        with self.assertRaises(AccessError):
            self.env["product.product"].with_user(purchaser).create(
                {"name": "Twin", "is_medical_device": True, "med_is_filing_exempt": True}
            )
        self.device.with_user(self.officer).write({"med_is_filing_exempt": True})

    def test_k04_stock_of_devices_is_not_typed_in(self):
        lot = self._create_lot(self.device)
        self._add_stock(self.device, lot=lot)
        quants = self.env["stock.quant"].with_user(self.users["keeper"])
        quant = quants.search([("lot_id", "=", lot.id), ("location_id.usage", "=", "internal")])
        customers = self.env.ref("stock.stock_location_customers")
        for vals in ({"quantity": 1}, {"location_id": customers.id}, {"lot_id": False}):
            with self.subTest(vals), self.assertRaises(UserError):
                quant.write(vals)
        vals = {"product_id": self.device.id, "location_id": customers.id, "quantity": 9}
        with self.assertRaises(UserError):
            quants.create(vals)
        quant.with_context(inventory_mode=True).inventory_quantity = 7
        quant.action_apply_inventory()
        self.assertEqual(quant.quantity, 7)

    def test_k08_a_lot_that_moved_is_renamed_by_quality_only(self):
        lot = self._create_lot(self.device, name="240318")
        lot.with_user(self.users["keeper"]).name = "240319"
        self._add_stock(self.device, lot=lot)
        quant = lot.quant_ids.with_context(inventory_mode=True)
        quant.inventory_quantity = 5
        quant.action_apply_inventory()
        with self.assertRaises(AccessError):
            lot.with_user(self.users["keeper"]).name = "RELEASED"
        lot.with_user(self.officer).name = "240320"
        entry = self.env["med.ledger.entry"].search([("event", "=", "lot.renamed")], limit=1)
        self.assertEqual(json.loads(entry.facts)["name"], ["240319", "240320"])
