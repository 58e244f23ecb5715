"""GSP art. 51: what the computer system must do about quality, shown across the addons."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.med_quality.tests.common import MedQualityCommon


@tagged("post_install", "-at_install")
class TestGspComputerSystem(MedQualityCommon):
    """One lot on its way from the supplier's truck to the customer and back."""

    def _inspect(self, picking, **vals):
        inspection = picking.med_inspection_ids.with_user(self.inspector)
        expiry = self.today + timedelta(days=400)
        inspection.line_ids.write({"result": "pass", "expiry_date": expiry, **vals})
        inspection.action_sign()
        return inspection

    def test_gsp51_1_quality_is_controlled_at_once_in_every_step(self):
        # purchase: a supplier whose papers are missing gets no order
        stranger = self._create_partner("supplier", name="Supplier without papers")
        with self.assertRaisesRegex(UserError, "Supplier without papers"):
            self._create_purchase_order(stranger, self.device).button_confirm()
        purchase = self._create_purchase_order(self.supplier, self.device, quantity=10)
        purchase.button_confirm()
        # receipt: taken in, waits in the yellow zone
        picking = self._receive(lot_name="GSP-1")
        lot = picking.move_line_ids.lot_id
        self.assertEqual(lot.quality_state, "awaiting")
        with self.assertRaises(UserError):
            self._ship(lot=lot, location=self._zone("await"))
        # acceptance releases, by the inspector's login
        inspection = self._inspect(picking)
        self.assertEqual((lot.quality_state, inspection.inspector_id), ("released", self.inspector))
        # sale: a customer without papers is stopped, an admitted one is served
        with self.assertRaises(UserError):
            dealer = self._create_partner("distributor", name="Dealer without papers")
            self._create_sale_order(dealer, self.device).action_confirm()
        # storage: a doubt stops the lot where it lies, and reserved goods with it
        waiting = self._ship(quantity=2, done=False)
        self.assertEqual(waiting.move_ids.quantity, 2)
        lot.with_user(self.officer)._med_hold("Label in doubt", self.company)
        self.assertEqual(waiting.move_ids.quantity, 0)
        with self.assertRaisesRegex(UserError, "hold"):
            self._ship(lot=lot)
        blocks = self.env["med.lot.block"].search([("lot_id", "=", lot.id), ("kind", "=", "hold")])
        blocks.with_user(self.officer).action_lift("Label was right")
        # out: delivered; back: goods of a customer wait in the yellow zone again
        delivered = self._ship(lot=lot, quantity=3)
        self.assertEqual(delivered.state, "done")
        back = self.env["stock.return.picking"].with_context(
            active_id=delivered.id, active_ids=delivered.ids, active_model="stock.picking"
        )
        back = back.create({"picking_id": delivered.id})
        back.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(back.action_create_returns()["res_id"])
        returned.move_ids.picked = True
        returned._action_done()
        self.assertEqual(returned.move_line_ids.location_dest_id.med_zone_effective, "return")

    def test_gsp51_6_expiry_is_followed_warned_of_and_locks_by_itself(self):
        near = self._stock(lot="NEAR", expiration_date=fields.Datetime.now() + timedelta(days=20))
        far = self._stock(lot="FAR", expiration_date=fields.Datetime.now() + timedelta(days=500))
        picking = self._ship(quantity=1, done=False)
        self.assertEqual(picking.move_ids.lot_ids, near, "what expires first goes first")
        picking.do_unreserve()
        # the day passes: no job has run, and the lot is locked all the same
        near.expiration_date = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual((near.quality_state, far.quality_state), ("expired", "released"))
        with self.assertRaisesRegex(UserError, "expired"):
            self._ship(lot=near)
        picking.action_assign()
        self.assertEqual(picking.move_ids.lot_ids, far)

    def test_gsp51_7_a_lot_is_traced_from_its_supplier_to_its_customer(self):
        picking = self._receive(lot_name="TRACE-1")
        inspection = self._inspect(picking)
        lot = picking.move_line_ids.lot_id
        delivered = self._ship(lot=lot, quantity=4)
        # where from: receipt, supplier, inspection with its person; where to: customer, quantity
        self.assertEqual((lot.med_receipt_id, lot.med_supplier_id), (picking, self.supplier))
        self.assertEqual(inspection.line_ids.lot_id, lot)
        lines = self.env["stock.move.line"].search(
            [("lot_id", "=", lot.id), ("state", "=", "done"), ("location_dest_id.usage", "=", "customer")]
        )
        self.assertEqual(lines.picking_id.partner_id, self.customer)
        self.assertEqual(sum(lines.mapped("quantity")), 4)
        # every step is in the ledger, with the person, and cannot be changed
        records = [(inspection._name, inspection.id), (delivered._name, delivered.id)]
        for model, number in records:
            entries = self.env["med.ledger.entry"].search(
                [("res_model", "=", model), ("res_id", "=", number)]
            )
            self.assertTrue(entries, model)
            with self.assertRaises(UserError):
                entries[0].write({"event": "other"})
        with self.assertRaises(UserError):
            delivered.move_line_ids.write({"lot_id": self._create_lot(self.device, name="OTHER").id})
