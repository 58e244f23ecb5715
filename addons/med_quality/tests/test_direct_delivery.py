"""直调: from the supplier straight to the customer, by its own record alone."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MedQualityCommon


@tagged("post_install", "-at_install")
class TestDirectDelivery(MedQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchaser = cls.users["purchaser"]
        cls.company.med_quality_head_id = cls.head

    def _direct(self, user=None, lines=None, **vals):
        lines = lines or [{"quantity": 5, "lot_name": "ZD-LOT"}]
        values = {
            "legal_reason": "rescue",
            "reason_note": "Operation tonight, no stock in town",
            "supplier_id": self.supplier.id,
            "customer_id": self.customer.id,
            "inspector_id": self.inspector.id,
            "line_ids": [Command.create({"product_id": self.device.id, **line}) for line in lines],
        }
        return self.env["med.direct.delivery"].with_user(user or self.purchaser).create({**values, **vals})

    def _approved(self, **vals):
        direct = self._direct(**vals)
        direct.with_user(self.officer).action_approve()
        return direct.with_user(self.inspector)

    def _straight(self, lot=None):
        """A transfer from the supplier to the customer without any record."""
        lot = lot or self._create_lot(self.device, name="BY-HAND")
        picking = self._create_picking(self.customer, self.device, quantity=1)
        places = {
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        picking.write(places)
        picking.move_ids.write(places)
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "move_id": picking.move_ids.id,
                "picking_id": picking.id,
                "product_id": self.device.id,
                "lot_id": lot.id,
                "quantity": 1,
                "picked": True,
                **places,
            }
        )
        return picking

    def test_u27_record_of_the_place_releases_and_delivers_the_same_day(self):
        direct = self._approved()
        self.assertEqual(direct.activity_ids.user_id, self.inspector)
        direct.line_ids.expiry_on = self.today + timedelta(days=400)
        direct.action_release()
        self.assertEqual(
            (direct.state, direct.is_late, direct.inspected_by_id), ("released", False, self.inspector)
        )
        picking = direct.sudo().picking_id
        self.assertEqual((picking.state, picking.partner_id), ("done", self.customer))
        line = picking.move_line_ids
        self.assertEqual((line.lot_id.name, line.quantity), ("ZD-LOT", 5))
        self.assertEqual((line.location_id.usage, line.location_dest_id.usage), ("supplier", "customer"))
        self.assertEqual(line.lot_id.expiration_date.date(), self.today + timedelta(days=400))
        self.assertFalse(direct.activity_ids)
        events = self.env["med.ledger.entry"].search(
            [("res_model", "=", "med.direct.delivery"), ("res_id", "=", direct.id)]
        )
        self.assertLessEqual({"direct.approved", "direct.released"}, set(events.mapped("event")))

    def test_u27_straight_transfer_without_a_record_is_refused(self):
        picking = self._straight()
        with self.assertRaisesRegex(UserError, "record of direct delivery"):
            picking._action_done()
        self.company.med_quality_since = False
        self.assertEqual(self._straight(self._create_lot(self.device, name="OFF")).exists().state, "assigned")

    def test_u27_record_covers_its_own_goods_only(self):
        direct = self._approved()
        direct.action_release()
        lot = direct.sudo().line_ids.lot_id
        with self.assertRaisesRegex(UserError, "record of direct delivery"):
            self._straight(lot)._action_done()

    def test_u27_held_and_expired_lots_do_not_go_this_way_either(self):
        lot = self._create_lot(self.device, name="HELD")
        lot._med_hold("Doubt", self.company)
        direct = self._approved(lines=[{"quantity": 1, "lot_name": "HELD"}])
        with self.assertRaisesRegex(UserError, "hold"):
            direct.action_release()
        direct.line_ids.write({"lot_name": "OLD", "expiry_on": self.today - timedelta(days=2)})
        with self.assertRaisesRegex(UserError, "expired"):
            direct.action_release()
        self.assertEqual(direct.state, "approved")

    def test_u27_supplier_and_customer_are_judged(self):
        stranger = self._create_partner("supplier", name="Unknown supplier")
        with self.assertRaisesRegex(UserError, "Unknown supplier"):
            self._direct(supplier_id=stranger.id).with_user(self.officer).action_approve()
        hospital = self._create_partner("distributor", name="Unknown dealer")
        direct = self._approved(customer_id=hospital.id)
        with self.assertRaisesRegex(UserError, "Unknown dealer"):
            direct.action_release()
        self.assertFalse(direct.sudo().picking_id)

    def test_u27_only_the_appointed_inspector_records_with_his_own_login(self):
        direct = self._approved()
        for job in ("quality_officer", "purchaser", "quality_head"):
            with self.assertRaises(AccessError):
                direct.with_user(self.users[job]).action_release()
        with self.assertRaises(AccessError):
            self._direct().action_approve()

    def test_u27_customer_inspects_by_appointment_and_its_signed_record_is_kept(self):
        nurse = self.env["res.partner"].create({"name": "Nurse Li", "parent_id": self.customer.id})
        direct = self._direct(inspector_kind="customer", inspector_id=False)
        with self.assertRaisesRegex(UserError, "nobody is appointed"):
            direct.with_user(self.officer).action_approve()
        direct.appointed_id = self.supplier
        with self.assertRaisesRegex(UserError, "not of the customer"):
            direct.with_user(self.officer).action_approve()
        direct.appointed_id = nurse
        direct.with_user(self.officer).action_approve()
        with self.assertRaises(AccessError):
            direct.with_user(self.inspector).action_release()
        officer = direct.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "signed"):
            officer.action_release()
        officer.attachment_ids = [Command.create({"name": "record.pdf", "raw": b"%PDF-1.4"})]
        officer.action_release()
        self.assertEqual(direct.state, "released")

    def test_u27_record_of_another_day_needs_a_reason_and_is_marked(self):
        direct = self._approved()
        earlier = fields.Datetime.now() - timedelta(days=2)
        with self.assertRaises(ValidationError):
            direct.event_at = earlier
        with self.assertRaisesRegex(UserError, "same day"):
            direct._check_late(True)
        direct.write({"event_at": earlier, "backdate_reason": "No network at the place"})
        direct.action_release()
        self.assertTrue(direct.is_late and direct.is_backdated)
        self.assertIn(self.head, direct.sudo().activity_ids.user_id)
        self.assertEqual(direct.sudo().picking_id.backdate_reason, "No network at the place")

    def test_u27_partly_accepted_goods_are_delivered_in_part(self):
        direct = self._approved()
        line = direct.line_ids
        line.rejected = 2
        self.assertEqual(line.accepted, 3)
        with self.assertRaisesRegex(UserError, "why it was not accepted"):
            direct.action_release()
        line.rejected_note = "Two boxes wet"
        direct.action_release()
        self.assertEqual(direct.sudo().picking_id.move_line_ids.quantity, 3)
        case = self.env["med.nonconformity"].search([("origin_model", "=", direct._name)])
        self.assertEqual((case.partner_id, case.quantity, case.reason), (self.supplier, 2, "Two boxes wet"))

    def test_u27_nothing_accepted_delivers_nothing(self):
        direct = self._approved()
        direct.line_ids.write({"rejected": 5, "rejected_note": "Wrong goods"})
        direct.action_release()
        self.assertEqual((direct.state, direct.sudo().picking_id), ("rejected", self.env["stock.picking"]))

    def test_u27_goods_without_lot_or_impossible_dates_are_refused(self):
        direct = self._approved(lines=[{"quantity": 1}])
        with self.assertRaisesRegex(UserError, "no lot"):
            direct.action_release()
        direct.line_ids.write({"lot_name": "ＺＤ－１ ", "is_checked": False})
        self.assertEqual(direct.line_ids.lot_name, "ZD-1")
        with self.assertRaisesRegex(UserError, "without being checked"):
            direct.action_release()
        for vals in (
            {"quantity": 0},
            {"rejected": 9},
            {"production_on": self.today, "expiry_on": self.today - timedelta(days=1)},
            {"production_on": self.today + timedelta(days=3)},
        ):
            with self.assertRaises(ValidationError):
                direct.line_ids.write(vals)
        with self.assertRaises(ValidationError):
            self._direct(customer_id=self.supplier.id)

    def test_u27_nothing_of_a_record_is_typed_over(self):
        direct = self._approved()
        direct.action_release()
        for attack in (
            lambda: direct.sudo().write({"state": "draft"}),
            lambda: direct.write({"legal_reason": "epidemic"}),
            lambda: direct.line_ids.write({"rejected": 1}),
            lambda: direct.write({"event_at": fields.Datetime.now()}),
            lambda: direct.write({"line_ids": [Command.create({"product_id": self.device.id})]}),
            lambda: direct.sudo().unlink(),
            lambda: direct.sudo().write({"picking_id": self._straight().id}),
            lambda: direct.sudo().create(
                {
                    "legal_reason": "large",
                    "reason_note": "Born released",
                    "supplier_id": self.supplier.id,
                    "customer_id": self.customer.id,
                    "state": "released",
                }
            ),
        ):
            with self.assertRaises(UserError):
                attack()

    def test_u27_orders_know_that_their_goods_went_directly(self):
        sale = self._create_sale_order(self.customer, self.device, quantity=5)
        sale.action_confirm()
        purchase = self._create_purchase_order(self.supplier, self.device, quantity=5)
        purchase.button_confirm()
        planned = sale.sudo().order_line.move_ids, purchase.sudo().order_line.move_ids
        direct = self._direct(
            sale_order_id=sale.id,
            purchase_order_id=purchase.id,
            lines=[
                {
                    "quantity": 5,
                    "lot_name": "ORD",
                    "sale_line_id": sale.order_line.id,
                    "purchase_line_id": purchase.order_line.id,
                }
            ],
        )
        direct.with_user(self.officer).action_approve()
        direct.with_user(self.inspector).action_release()
        self.assertEqual(sale.sudo().order_line.qty_delivered, 5)
        self.assertEqual(purchase.sudo().order_line.qty_received, 5)
        self.assertEqual({move.state for moves in planned for move in moves}, {"cancel"})

    def test_u27_record_and_slip_print_with_the_words_of_the_law(self):
        direct = self._approved()
        name = "med_quality.report_med_direct"
        self.assertIn(
            "Not released", self.env["ir.actions.report"]._render_qweb_html(name, direct.ids)[0].decode()
        )
        direct.action_release()
        reports = self.env["ir.actions.report"].with_context(lang="zh_CN")
        for name, record in (
            ("med_quality.report_med_direct", direct),
            ("stock.report_deliveryslip", direct.sudo().picking_id),
        ):
            html = reports._render_qweb_html(name, record.ids)[0].decode()
            self.assertIn(direct.name, html)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("stock.report_deliveryslip", direct.sudo().picking_id.ids)[0]
            .decode()
        )
        self.assertIn("直调", html)

    def test_u27_lot_that_is_known_with_another_expiry_is_questioned(self):
        self._create_lot(
            self.device, name="TWICE", expiration_date=fields.Datetime.now() + timedelta(days=100)
        )
        direct = self._approved(
            lines=[{"quantity": 1, "lot_name": "TWICE", "expiry_on": self.today + timedelta(days=300)}]
        )
        with self.assertRaisesRegex(UserError, "One of them is wrong"):
            direct.action_release()

    def test_u27_same_day_is_that_of_the_place_not_of_greenwich(self):
        direct = self._approved()
        direct.write({"event_at": "2026-03-01 15:30:00", "backdate_reason": "Test"})
        for now, late in (("2026-03-01 15:50:00", False), ("2026-03-01 16:10:00", True)):
            moment = fields.Datetime.to_datetime(now)
            with patch.object(fields.Datetime, "now", lambda moment=moment: moment):
                self.assertEqual(direct._is_of_another_day(), late)
