from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestContract(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer(name="Contract dealer")
        cls.supplier = cls._create_partner("supplier", name="Contract supplier")
        cls.device = cls._create_device(
            "2",
            name="Dressing",
            med_specification="10 x 10 cm",
            med_registration_no="浙械注准20212149356",
            med_registrant="Invented Dressings Ltd",
        )
        cls.purchaser = cls.users["purchaser"]

    def _html(self, name, order, lang=None):
        report = self.env["ir.actions.report"].with_user(order.env.user).with_context(
            lang=lang or "en_US"
        )
        html, _kind = report._render_qweb_html(f"med_qualification.{name}", order.ids)
        return html.decode()

    def test_x21_a_sale_contract_prints_from_the_quotation(self):
        order = self._create_sale_order(self.dealer, [(self.device, 3)])
        html = self._html("report_sale_contract", order)
        wanted = (
            order.name,
            "10 x 10 cm",
            "浙械注准20212149356",
            "Invented Dressings Ltd",
            "苏苏药监械经营许20231234号",
            "苏苏药监械经营备20231234号",
            "Quality Responsibility",
            "After-sales Responsibility",
            "Buyer",
            "(seal)",
            "300.00",
        )
        for text in wanted:
            with self.subTest(text):
                self.assertIn(text, html)

    def test_x21_terms_of_the_company_take_the_place_of_the_standard_clause(self):
        self.company.med_contract_quality_terms = "We answer for everything."
        self.company.med_contract_terms = "Disputes go to the court of our town."
        html = self._html(
            "report_sale_contract", self._create_sale_order(self.dealer, self.device)
        )
        self.assertIn("We answer for everything.", html)
        self.assertIn("court of our town", html)
        self.assertNotIn("The seller guarantees", html)
        self.assertIn("The seller answers for installation", html)

    def test_x21_what_the_purchase_contract_lacks_is_named_before_it_prints(self):
        bare = self._create_device("3", name="Nameless plate")
        order = self._create_purchase_order(self.supplier, self.device | bare)
        with self.assertRaises(UserError) as caught:
            self._html("report_purchase_contract", order)
        message = str(caught.exception)
        for text in ("Nameless plate", "Registrant", "Registration", "GSP art. 55"):
            self.assertIn(text, message)
        self.assertNotIn("Dressing:", message)
        order.order_line[1].unlink()
        html = self._html("report_purchase_contract", order)
        self.assertIn("Contract supplier", html)
        self.assertIn("Invented Dressings Ltd", html)

    def test_c16_signed_contract_is_found_from_party_and_order(self):
        order = self._create_sale_order(self.dealer, self.device)
        other = self._create_sale_order(self.dealer, self.device)
        context = order.action_med_view_contracts()["context"]
        self.assertEqual(context["default_number"], order.name)
        contract = self._create_paper(
            "sale_contract", self.dealer, sale_order_ids=[Command.link(order.id)]
        )
        frame = self._create_paper("annual_purchase_agreement", self.dealer)
        (order | other).invalidate_recordset()
        self.assertEqual(order._med_own_contracts(order._med_contracts()), contract | frame)
        self.assertEqual(other.med_contract_count, 1)
        self.assertEqual(self.dealer.with_user(self.sales).med_contract_count, 2)
        domain = order.action_med_view_contracts()["domain"]
        self.assertEqual(
            self.env["med.credential"].with_user(self.sales).search(domain), contract | frame
        )

    def test_x21_a_purchase_order_finds_its_contract(self):
        order = self._create_purchase_order(self.supplier, self.device)
        contract = self._create_paper(
            "purchase_contract",
            self.supplier,
            user=self.purchaser,
            purchase_order_ids=[Command.link(order.id)],
        )
        self.assertEqual(order._med_own_contracts(order._med_contracts()), contract)

    def test_a_contract_is_not_filed_under_the_order_of_somebody_else(self):
        stranger = self._create_partner("distributor", name="Somebody else")
        order = self._create_sale_order(stranger, self.device)
        with self.assertRaisesRegex(ValidationError, "same party"):
            self._create_paper(
                "sale_contract", self.dealer, sale_order_ids=[Command.link(order.id)]
            )

    def test_two_purchase_contracts_stand_beside_each_other(self):
        first = self._paper_in_force("purchase_contract", self.supplier, number="C-1")
        second = self._paper_in_force("purchase_contract", self.supplier, number="C-2")
        self.assertEqual(set((first | second).mapped("state")), {"valid"})

    def test_an_agreement_with_quality_clause_answers_the_row_of_suppliers(self):
        dossier = self._create_dossier(self.supplier, "supplier")
        row = self.env.ref("med_qualification.requirement_supplier_contract")
        line = dossier.line_ids.filtered(lambda li: li.requirement_id == row)
        self.assertEqual(line.status, "missing")
        self._paper_in_force("annual_purchase_agreement", self.supplier)
        line.invalidate_recordset()
        self.assertEqual(line.status, "valid")
