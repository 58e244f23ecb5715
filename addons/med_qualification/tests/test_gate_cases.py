from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import MedQualificationCommon

ALL = {"operating_licence": {"classes": "3"}, "operating_filing": {"classes": "2"}}
BASE = {"business_licence": {}}
# practice.md section 3: party type, papers, device class, expected stops at confirmation
CUSTOMERS = [
    ("dealer with all papers, class III", "distributor", {**BASE, **ALL}, "3", []),
    ("dealer with all papers, class II", "distributor", {**BASE, **ALL}, "2", []),
    ("dealer with identity only, class I", "distributor", BASE, "1", []),
    ("dealer with identity only, class II", "distributor", BASE, "2", ["partner_paper"]),
    ("agent with identity only, class III", "agent", BASE, "3", ["partner_paper"]),
    (
        "class III licence, class II goods",
        "distributor",
        {**BASE, "operating_licence": {"classes": "3"}},
        "2",
        ["partner_paper"],
    ),
    ("manufacturer, class III", "manufacturer", {**BASE, "manufacturing_licence": {}}, "3", []),
    ("manufacturer without licence", "manufacturer", BASE, "3", ["partner_paper"]),
    ("hospital with its licence", "hospital", {"institution_licence": {}}, "3", []),
    (
        "hospital with its legal person only",
        "hospital",
        {"public_institution_certificate": {}},
        "2",
        ["partner_paper"],
    ),
    (
        "hospital with its legal person only, class I",
        "hospital",
        {"public_institution_certificate": {}},
        "1",
        [],
    ),
    ("army hospital by its own paper", "military_hospital", {"military_certificate": {}}, "3", []),
    ("clinic by filing", "clinic", {"clinic_filing": {}}, "2", []),
    ("clinic without paper", "clinic", BASE, "2", ["partner_paper"]),
    ("disease control centre", "cdc", {"public_institution_certificate": {}}, "3", []),
    ("blood station", "blood_station", {"blood_station_licence": {}}, "3", []),
    (
        "blood station by legal person, class III",
        "blood_station",
        {"public_institution_certificate": {}},
        "3",
        ["partner_paper"],
    ),
    ("school, no licence asked", "school", {"school_licence": {}}, "2", ["partner_need"]),
    ("state body", "state_body", {"uscc_certificate": {}}, "2", ["partner_need"]),
    ("other unit", "other_unit", BASE, "2", ["partner_need"]),
]


@tagged("post_install", "-at_install")
class TestGateCustomers(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.devices = {c: cls._register(cls._create_device(c, name=f"Device {c}")) for c in "123"}

    def _order(self, partner, classes="2", user=None):
        return self._create_sale_order(partner, [self.devices[c] for c in classes], user=user)

    def test_each_case_of_customers_is_treated_as_in_practice(self):
        for name, party_type, papers, device_class, stops in CUSTOMERS:
            with self.subTest(name):
                partner = self._create_partner(party_type, name=name)
                self._admit(partner, "customer", papers)
                order = self._order(partner, device_class)
                self.assertEqual(self._stops(order, "confirm"), stops)

    def test_statement_of_need_is_asked_before_the_sale_and_can_be_waived(self):
        unit = self._create_partner("other_unit")
        self._admit(unit, "customer", BASE)
        order = self._order(unit)
        self.assertIn(("partner_need", "block"), self._codes(order, "confirm"))
        finding = next(f for f in order.action_gate_check("confirm") if f["check"] == "partner_need")
        self.assertTrue(finding["waivable"])
        year = self.today + timedelta(60)
        self._paper_in_force("need_statement", unit, classes="2", date_valid_to=year)
        self.assertEqual(self._stops(order, "confirm"), [])

    def test_foreign_buyer_needs_no_chinese_paper_but_a_look_at_the_export_rules(self):
        buyer = self._create_partner("foreign_buyer", country_id=self.env.ref("base.se").id)
        order = self._order(buyer, "3")
        self.assertEqual(self._codes(order, "confirm"), {("partner_foreign", "warn")})
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_consumer_needs_no_file_but_our_retail_licence(self):
        consumer = self._create_partner("consumer", is_company=False)
        order = self._order(consumer, "2")
        self.assertEqual(self._stops(order, "confirm"), ["own_mode"])
        self._paper_in_force(
            "operating_filing", self.company.partner_id, classes="2", business_mode="both"
        )
        self.assertEqual(self._stops(order, "confirm"), [])

    def test_filing_exempt_goods_ask_no_licence_of_anybody(self):
        self.devices["2"].write({"med_is_filing_exempt": True, "med_exempt_list_date": "2021-07-01"})
        self.own_papers["operating_filing"].with_user(self.officer).action_revoke("given back")
        dealer = self._create_partner("distributor")
        self._admit(dealer, "customer", BASE)
        self.assertEqual(self._stops(self._order(dealer), "confirm"), [])

    def test_renewal_accepted_in_time_reminds_and_does_not_stop(self):
        dealer = self._create_partner("distributor")
        end = self.today - timedelta(3)
        _file, papers = self._admit(
            dealer,
            "customer",
            {**BASE, "operating_licence": {"classes": "3", "date_valid_to": end}},
        )
        order = self._order(dealer, "3")
        self.assertEqual(self._stops(order, "confirm"), ["partner_expired"])
        papers["operating_licence"].with_user(self.officer).action_register_renewal(
            end - timedelta(20), "受理20260001"
        )
        self.assertEqual(self._stops(order, "confirm"), [])
        self.assertIn(("partner_renewing", "warn"), self._codes(order, "confirm"))

    def test_scope_reagents_and_cold_chain_are_judged_by_the_line(self):
        reagent = self._register(
            self._create_device("3", ("22",), name="Reagent", med_is_ivd=True, med_is_cold_chain=True)
        )
        dealer = self._create_partner("distributor")
        scope = [Command.create(self._scope_vals("3", ["22", "14"]))]
        self._admit(
            dealer, "customer", {**BASE, "operating_licence": {"scope_ids": scope}}
        )
        order = self._create_sale_order(dealer, [reagent, self.devices["3"]])
        stops = [f for f in order.action_gate_check("confirm") if f["severity"] == "block"]
        self.assertEqual([f["check"] for f in stops], ["partner_scope"])
        self.assertEqual(stops[0]["line_id"], order.order_line[0].id)
        self.assertIn("reagents", stops[0]["message"])

    def test_shipping_partner_is_judged_beside_the_buyer(self):
        dealer = self._admit_dealer()
        stranger = self._create_partner("distributor", name="Stranger")
        order = self._order(dealer)
        order.partner_shipping_id = stranger
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])

    def test_message_names_party_paper_class_and_product(self):
        dealer = self._create_partner("distributor", name="苏州禾瑞医疗")
        self._admit(dealer, "customer", {**BASE, "operating_licence": {"classes": "3"}})
        order = self._order(dealer)
        finding = next(
            f for f in order.action_gate_check("confirm") if f["check"] == "partner_paper"
        )
        self.assertEqual(
            finding["message"],
            "苏州禾瑞医疗 has no Operating Filing (Class II) and cannot buy Class II "
            "product Device 2.",
        )
        self.assertFalse(finding["waivable"])
        with self.assertRaisesRegex(UserError, "苏州禾瑞医疗"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_party_without_type_is_told_to_choose_one(self):
        partner = self._create_partner(False)
        order = self._order(partner)
        self.assertEqual(self._stops(order, "confirm"), ["partner_unqualified"])
        with self.assertRaisesRegex(UserError, "party type"):
            order.action_confirm()

    def test_the_panel_is_right_while_the_quotation_is_typed(self):
        dealer = self._admit_dealer(classes="3")
        form = Form(self.env["sale.order"].with_user(self.sales))
        form.partner_id = dealer
        with form.order_line.new() as line:
            line.product_id = self.devices["2"]
        panel = form.gate_panel
        self.assertEqual([f["check"] for f in panel["findings"]], ["partner_paper"])
        self.assertEqual(panel["block_count"], 1)

    def test_a_new_paper_of_ours_frees_the_orders_of_every_customer(self):
        dealer = self._admit_dealer()
        self.own_papers["operating_filing"].with_user(self.officer).action_revoke("Given back")
        order = self._order(dealer)
        refusals = self.env["med.gate.refusal"]
        findings = [f for f in order.action_gate_check() if f["severity"] == "block"]
        refusals.sudo()._insert_rows(
            self.env.cr, self.sales.id, [refusals._prepare_row(order, "confirm", findings)]
        )
        paper = self._create_paper(
            "operating_filing", self.company.partner_id, user=self.officer, classes="2"
        )
        paper.action_submit()
        paper.with_user(self.head).action_approve()
        self.assertEqual(order.sudo().activity_ids.user_id, self.sales)

    def test_plain_goods_are_no_concern(self):
        order = self._create_sale_order(self._create_partner(False), [self._create_goods()])
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_add_paper_opens_the_form_filled_with_party_and_type(self):
        dealer = self._create_partner("distributor")
        self._admit(dealer, "customer", BASE)
        order = self._order(dealer)
        line = order.order_line
        action = order.action_gate_next("partner_paper", line.id)
        self.assertEqual(action["res_model"], "med.credential")
        self.assertEqual(action["context"]["default_partner_id"], dealer.id)
        self.assertEqual(
            action["context"]["default_type_id"], self._type("operating_filing").id
        )
