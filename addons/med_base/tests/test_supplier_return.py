from odoo.exceptions import UserError
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestSupplierReturn(GateCommon):
    """What goes back to whom it came from is a return; all else is a shipment.

    The device has lost its class after the receipt, so that the gate stops shipments.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._create_device("2", name="Device of the supplier")
        cls.supplier = cls._create_partner("supplier", name="Supplier of the device")
        cls.stranger = cls._create_partner("supplier", name="Supplier of other goods")
        cls.receipt = cls._receive(cls.supplier, cls.device, "R-1", 5)
        cls._receive(cls.supplier, cls.device, "R-2", 5)
        cls._receive(cls.stranger, cls._create_device("2", name="Device of others"), "S-1", 50)
        cls.device.sudo().med_device_class = False
        lots = cls.env["stock.lot"].search([("product_id", "=", cls.device.id)])
        cls.lots = {lot.name: lot for lot in lots}
        cls.keeper = cls.users["keeper"]

    @classmethod
    def _receive(cls, partner, product, lot_name, quantity):
        picking = cls._create_picking(partner, [(product, quantity)], code="incoming")
        picking.action_confirm()
        picking.move_ids.move_line_ids.lot_name = lot_name
        picking.move_ids.picked = True
        picking.with_user(cls.users["receiver"]).button_validate()
        return picking

    def _going_back(self, partner, *lots, **move_vals):
        """A transfer without link to a receipt, to the place of suppliers."""
        suppliers = self.env.ref("stock.stock_location_suppliers")
        total = sum(quantity for _name, quantity in lots)
        picking = self._create_picking(partner, [(self.device, total)], location_dest_id=suppliers.id)
        move = picking.move_ids
        move.write({"location_dest_id": suppliers.id, **move_vals})
        picking.action_confirm()
        move.move_line_ids.unlink()
        for name, quantity in lots:
            self.env["stock.move.line"].create(
                {
                    "move_id": move.id,
                    "picking_id": picking.id,
                    "product_id": self.device.id,
                    "lot_id": self.lots[name].id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": suppliers.id,
                }
            )
        move.picked = True
        return picking.with_user(self.keeper)

    def _assert_stopped(self, picking):
        with self.assertRaisesRegex(UserError, "no device class"):
            picking.button_validate()
        self.assertNotEqual(picking.state, "done")

    def test_manual_return_of_received_goods_is_allowed_and_ledgered(self):
        picking = self._going_back(self.supplier, ("R-1", 5), ("R-2", 2))
        self.assertFalse(picking._gate_next_stage())
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        ledger = self.env["med.ledger.entry"].sudo()
        entry = ledger.search([("event", "=", "lot.returned")], limit=1)
        self.assertEqual((entry.res_model, entry.res_id), ("stock.picking", picking.id))
        self.assertIn("R-1, R-2", entry.facts_text)

    def test_goods_to_a_supplier_of_other_goods_are_a_shipment(self):
        self._assert_stopped(self._going_back(self.stranger, ("R-1", 1)))

    def test_more_of_a_lot_than_was_received_is_a_shipment(self):
        self._add_stock(self.device, 10, self.lots["R-1"])
        self._assert_stopped(self._going_back(self.supplier, ("R-1", 6)))

    def test_what_went_back_already_does_not_count_again(self):
        self._add_stock(self.device, 10, self.lots["R-1"])
        self._going_back(self.supplier, ("R-1", 3)).button_validate()
        too_many = self._going_back(self.supplier, ("R-1", 3))
        self._assert_stopped(too_many)
        too_many.action_cancel()
        rest = self._going_back(self.supplier, ("R-1", 2))
        rest.button_validate()
        self.assertEqual(rest.state, "done")

    def test_two_moves_of_one_transfer_share_what_was_received(self):
        self._add_stock(self.device, 10, self.lots["R-1"])
        picking = self._going_back(self.supplier, ("R-1", 3))
        other = self._going_back(self.supplier, ("R-1", 3))
        both = picking + other
        with self.assertRaisesRegex(UserError, "no device class"):
            both.button_validate()

    def test_a_lot_that_came_from_nobody_is_a_shipment(self):
        self.lots["OLD"] = self._create_lot(self.device, "OLD")
        self._add_stock(self.device, 10, self.lots["OLD"])
        self._assert_stopped(self._going_back(self.supplier, ("OLD", 1)))

    def test_k05_receipt_of_another_product_does_not_make_a_return(self):
        origin = self._receive(self.stranger, self.good, "G-1", 5).move_ids
        self._assert_stopped(
            self._going_back(self.stranger, ("R-1", 1), origin_returned_move_id=origin.id)
        )

    def test_k05_return_of_a_receipt_cannot_be_larger_than_it(self):
        self._add_stock(self.device, 100, self.lots["R-1"])
        vals = {"origin_returned_move_id": self.receipt.move_ids.id}
        self._assert_stopped(self._going_back(self.supplier, ("R-1", 50), **vals))

    def test_linked_return_may_carry_the_lot_as_it_was_corrected(self):
        self.lots["R-9"] = self._create_lot(self.device, "R-9")
        self._add_stock(self.device, 5, self.lots["R-9"])
        vals = {"origin_returned_move_id": self.receipt.move_ids.id}
        picking = self._going_back(self.supplier, ("R-9", 5), **vals)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_returns_are_told_apart_in_one_query(self):
        few = self._going_back(self.supplier, ("R-1", 1)).move_ids
        more = few
        for _number in range(4):
            more |= self._going_back(self.supplier, ("R-2", 1)).move_ids
        self._queries(more)  # what is cached for ever is read once
        self.assertEqual(self._queries(few), self._queries(more))

    def _queries(self, moves):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        moves.mapped("med_is_supplier_return")
        return self.env.cr.sql_log_count - before
