from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import MedQualificationCommon

BASE = {"business_licence": {}}
DEALER = {**BASE, "operating_licence": {"classes": "3"}, "operating_filing": {"classes": "2"}}
# practice.md section 3: party type, papers, device class, expected stops of a purchase
SUPPLIERS = [
    ("dealer with all papers", "supplier", DEALER, "3", []),
    (
        "class III licence, class II goods",
        "supplier",
        {**BASE, "operating_licence": {"classes": "3"}},
        "2",
        ["supplier_paper"],
    ),
    ("dealer, class I, identity only", "distributor", BASE, "1", []),
    (
        "registrant at its own site, class III",
        "manufacturer",
        {**BASE, "manufacturing_licence": {}},
        "3",
        [],
    ),
    (
        "registrant at its own site, class II",
        "manufacturer",
        {**BASE, "manufacturing_licence": {}},
        "2",
        [],
    ),
    (
        "registrant whose licence names another class",
        "manufacturer",
        {**BASE, "manufacturing_licence": {"classes": "2"}},
        "3",
        ["supplier_scope"],
    ),
    ("registrant without licence", "manufacturer", BASE, "3", ["supplier_paper"]),
    (
        "registrant selling from another site by operating licence",
        "manufacturer",
        {**BASE, "operating_licence": {"classes": "3"}},
        "3",
        [],
    ),
    (
        "overseas supplier through its agent",
        "overseas_supplier",
        {"foreign_registration": {}, "agent_appointment": {}},
        "3",
        [],
    ),
    (
        "overseas supplier without agent",
        "overseas_supplier",
        {"foreign_registration": {}},
        "2",
        ["supplier_paper"],
    ),
]


@tagged("post_install", "-at_install")
class TestGateSupply(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.devices = {c: cls._register(cls._create_device(c, name=f"Device {c}")) for c in "123"}

    def _supplier(self, papers=None, party_type="supplier", **vals):
        supplier = self._create_partner(party_type, **vals)
        self._admit(supplier, "supplier", DEALER if papers is None else papers)
        return supplier

    def test_each_case_of_suppliers_is_treated_as_in_practice(self):
        for name, party_type, papers, device_class, stops in SUPPLIERS:
            with self.subTest(name):
                supplier = self._supplier(papers, party_type, name=name)
                order = self._create_purchase_order(supplier, [self.devices[device_class]])
                self.assertEqual(self._stops(order), stops)

    def test_a_purchase_from_an_unqualified_supplier_is_refused(self):
        order = self._create_purchase_order(self._create_partner("supplier"), [self.devices["2"]])
        with self.assertRaisesRegex(UserError, "has no file yet"):
            order.button_confirm()
        self.assertEqual(order.state, "draft")

    def test_a_customer_file_does_not_make_a_supplier(self):
        dealer = self._admit_dealer()
        order = self._create_purchase_order(dealer, [self.devices["2"]])
        self.assertEqual(self._stops(order), ["supplier_unqualified"])
        self.assertEqual(dealer.med_supplier_state, "none")

    def test_a_new_product_waits_for_its_file_before_the_first_purchase(self):
        device = self._create_device("2", name="First time")
        self._paper_in_force("registration_certificate", device)
        order = self._create_purchase_order(self._supplier(), [device])
        finding = next(f for f in order.action_gate_check() if f["severity"] == "block")
        self.assertEqual(finding["check"], "product_not_admitted")
        self.assertTrue(finding["waivable"])

    def test_an_expired_certificate_reminds_when_buying(self):
        device = self._create_device("2", name="Old certificate")
        self._register(device, date_valid_to=self.today - timedelta(1))
        order = self._create_purchase_order(self._supplier(), [device])
        self.assertEqual(self._codes(order), {("product_expired", "warn")})

    def test_an_emergency_permit_stands_for_the_registration_while_it_lasts(self):
        device = self._create_device("3", name="Emergency")
        self._admit(
            device, "product", {"emergency_permit": {"date_valid_to": self.today + timedelta(9)}}
        )
        order = self._create_purchase_order(self._supplier(), [device])
        self.assertEqual(self._stops(order), [])

    def _receive(self, supplier, device, order=None):
        """Take goods in, ordered or not, and return the open blocks of their lot."""
        if order:
            picking = order.sudo().picking_ids
        else:
            picking = self._create_picking(supplier, [device], "incoming")
            picking.action_confirm()
        lot = self._create_lot(device, f"LOT-{picking.id}")
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.write(
            {
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": device.id,
                            "lot_id": lot.id,
                            "quantity": 1,
                            "location_id": picking.location_id.id,
                            "location_dest_id": picking.location_dest_id.id,
                            "picking_id": picking.id,
                        }
                    )
                ]
            }
        )
        picking.move_ids.picked = True
        picking.with_user(self.users["receiver"]).button_validate()
        self.assertEqual(picking.state, "done")
        return self.env["med.lot.block"].search([("lot_id", "=", lot.id), ("state", "=", "open")])

    def test_q25_goods_of_an_unqualified_supplier_are_taken_in_and_not_released(self):
        blocks = self._receive(self._create_partner("supplier", name="Stranger"), self.devices["2"])
        self.assertEqual(len(blocks), 1)
        self.assertIn("Stranger", blocks.reason)

    def test_goods_of_a_qualified_supplier_are_not_held_for_papers(self):
        self.assertFalse(self._receive(self._supplier(), self.devices["2"]))

    def test_a_supplier_who_lapsed_after_the_purchase_does_not_hold_the_goods(self):
        end = self.today + timedelta(5)
        supplier = self._supplier(
            {**BASE, "operating_licence": {"classes": "3", "date_valid_to": end}}
        )
        order = self._create_purchase_order(supplier, [self.devices["3"]])
        order.button_confirm()
        with freeze_time(end + timedelta(3)):
            self.assertFalse(self._receive(supplier, self.devices["3"], order))
            again = self._create_purchase_order(supplier, [self.devices["3"]])
            self.assertEqual(self._stops(again), ["supplier_expired"])

    def _ordered(self, dealer, device):
        lot = self._create_lot(device)
        self._add_stock(device, 5, lot)
        order = self._create_sale_order(dealer, [device])
        order.action_confirm()
        return order.sudo().picking_ids

    def _ship(self, picking):
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_user(self.users["keeper"]).button_validate()

    def test_q25_a_licence_that_lapses_between_order_and_delivery_stops_the_delivery(self):
        dealer = self._create_partner("distributor", name="Lapsing dealer")
        end = self.today + timedelta(2)
        self._admit(
            dealer,
            "customer",
            {**BASE, "operating_licence": {"classes": "3", "date_valid_to": end}},
        )
        picking = self._ordered(dealer, self.devices["3"])
        with freeze_time(end + timedelta(1)), self.assertRaisesRegex(UserError, "Lapsing dealer"):
            self._ship(picking)
        self.assertNotEqual(picking.state, "done")
        self._ship(picking)
        self.assertEqual(picking.state, "done")

    def test_q25_a_suspension_reaches_the_warehouse_at_once(self):
        dealer = self._admit_dealer()
        picking = self._ordered(dealer, self.devices["2"])
        dealer.med_dossier_ids.with_user(self.officer).action_suspend("Penalty")
        with self.assertRaisesRegex(UserError, "Penalty"):
            self._ship(picking)

    def test_a_return_from_a_lapsed_customer_is_always_taken_in(self):
        dealer = self._admit_dealer()
        picking = self._ordered(dealer, self.devices["2"])
        self._ship(picking)
        dealer.med_dossier_ids.with_user(self.officer).action_suspend("Penalty")
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.with_user(self.users["receiver"]).button_validate()
        self.assertEqual(back.state, "done")

    def test_an_invoice_without_order_is_judged_like_one(self):
        partner = self._create_partner("distributor", name="Direct buyer")
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.devices["2"].id, "quantity": 1})
                ],
            }
        )
        self.assertEqual(self._stops(move), ["partner_unqualified"])
        with self.assertRaisesRegex(UserError, "Direct buyer"):
            move.with_user(self.users["billing"]).action_post()

    def test_a_credit_note_is_never_stopped_for_qualification(self):
        partner = self._create_partner("distributor")
        move = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": partner.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.devices["2"].id, "quantity": 1})
                ],
            }
        )
        move.action_post()
        self.assertEqual(move.state, "posted")
