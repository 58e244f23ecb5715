from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestQualityAttacks(InspectionCommon):
    """Ways from the yellow and red zone to a customer, as plain users of each job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._stock(lot="Y-1", zone="await")
        cls.green = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.nowhere = cls.device.property_stock_inventory

    def _carry(self, source, target, lot=None, quantity=1.0, line=(), move=(), partner=None):
        """A transfer by hand as the plain keeper, done."""
        kinds = {"customer": "out_type_id", "supplier": "in_type_id"}
        kind = kinds.get(target.usage) or kinds.get(source.usage, "int_type_id")
        places = {"location_id": source.id, "location_dest_id": target.id}
        vals = {"product_id": self.device.id, "product_uom_qty": quantity, **places, **dict(move)}
        pickings = self.env["stock.picking"].with_user(self.keeper)
        picking = pickings.create(
            {
                "picking_type_id": self.warehouse[kind if partner else "int_type_id"].id,
                "partner_id": partner and partner.id,
                **places,
                "move_ids": [Command.create(vals)],
            }
        )
        picking.action_confirm()
        picking.move_line_ids.unlink()
        row = {
            "move_id": picking.move_ids.id,
            "picking_id": picking.id,
            "product_id": self.device.id,
            "lot_id": (lot or self.lot).id,
            "quantity": quantity,
            "picked": True,
            **places,
            **dict(line),
        }
        self.env["stock.move.line"].with_user(self.keeper).create(row)
        picking.button_validate()
        return picking

    def _nothing_green(self, lot=None):
        lot = lot or self.lot
        self.env.invalidate_all()
        self.assertEqual(lot.med_green_qty, 0.0)
        out = [("lot_id", "=", lot.id), ("location_id.usage", "=", "customer"), ("quantity", ">", 0)]
        self.assertFalse(self.env["stock.quant"].search(out))

    def test_k04_what_was_scrapped_comes_back_into_the_yellow_zone_only(self):
        self._carry(self._zone("await"), self.nowhere)
        self._carry(self.nowhere, self.green)
        self._nothing_green()
        self.assertEqual(self.lot.med_yellow_qty, 10.0)

    def test_k04_a_line_does_not_lead_past_the_yellow_zone(self):
        for source in (self.suppliers, self.customers, self.nowhere):
            with self.subTest(source.usage):
                self._carry(source, self._zone("await"), line={"location_dest_id": self.green.id})
                self._nothing_green()

    def test_k04_a_line_that_starts_nowhere_makes_no_green_stock(self):
        shelf = self.env["stock.location"].create({"name": "S", "location_id": self.green.id})
        self._stock(lot=self.lot, zone="released")
        with self.assertRaisesRegex(UserError, "without an inspection"):
            self._carry(self.green, shelf, line={"location_id": self.nowhere.id})

    def test_k04_scrapped_goods_are_not_delivered(self):
        self._carry(self._zone("await"), self.nowhere)
        with self.assertRaisesRegex(UserError, "comes back through the yellow zone"):
            self._carry(self.nowhere, self.customers, partner=self.customer)
        self._nothing_green()

    def test_k04_a_delivery_takes_no_line_from_nowhere(self):
        self._stock(lot=self.lot, zone="released")
        with self.assertRaises(UserError):
            self._carry(
                self.green, self.customers, line={"location_id": self.nowhere.id}, partner=self.customer
            )

    def test_k06_an_internal_transfer_or_a_return_ends_at_no_customer(self):
        self._stock(lot=self.lot, zone="released")
        shelf = self.env["stock.location"].create({"name": "S", "location_id": self.green.id})
        ways = ((self.green, shelf), (self.green, self.suppliers), (self.customers, self.green))
        for source, target in ways:
            with self.subTest(target=target.name), self.assertRaises(UserError):
                self._carry(
                    source,
                    target,
                    line={"location_id": self.green.id, "location_dest_id": self.customers.id},
                )

    def test_k04_a_count_by_hand_makes_no_green_stock(self):
        quants = self.env["stock.quant"].with_user(self.keeper).with_context(inventory_mode=True)
        vals = {"product_id": self.device.id, "location_id": self.green.id, "lot_id": self.lot.id}
        for name in ("inventory_quantity", "inventory_quantity_auto_apply"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "without an inspection"):
                quants.create([{**vals, name: 5.0}]).action_apply_inventory()
        self._nothing_green()

    def test_k04_a_count_claimed_by_the_client_makes_no_green_stock(self):
        with self.assertRaisesRegex(UserError, "without an inspection"):
            self._carry(self.nowhere, self.green, move={"is_inventory": True})

    def test_k04_a_count_may_still_find_less_and_change_other_zones(self):
        quant = self.lot.quant_ids.filtered(lambda q: q.location_id == self._zone("await"))
        for quantity in (4.0, 7.0):
            quant.with_user(self.keeper).with_context(inventory_mode=True).inventory_quantity = quantity
            quant.with_user(self.keeper).action_apply_inventory()
            self.assertEqual(quant.quantity, quantity)

    def _count_up(self, lot):
        """Three pieces of a lot found in the green zone by the keeper, posted by quality."""
        count = self.env["med.count"].with_user(self.keeper).create({"location_id": self.green.id})
        count.action_start()
        count.line_ids.action_same()
        found = {
            "count_id": count.id,
            "location_id": self.green.id,
            "product_id": self.device.id,
            "lot_id": lot.id,
            "counted": 3.0,
            "cause_id": self.env.ref("med_quality.count_cause_picked").id,
        }
        self.env["med.count.line"].with_user(self.keeper).create(found)
        count.action_finish()
        count.with_user(self.users["quality_officer"]).action_post()

    def test_k04_pieces_lost_in_yellow_or_never_released_are_held_when_found_in_green(self):
        self._carry(self._zone("await"), self.nowhere, quantity=3.0)
        self._stock(lot="OTHER")
        unknown = self._create_lot(self.device, name="NEVER-SEEN")
        for lot in (self.lot, unknown):
            with self.subTest(lot.name):
                self._count_up(lot)
                self.assertTrue(lot.is_on_hold)
                with self.assertRaises(UserError):
                    self._carry(self.green, self.customers, lot=lot, partner=self.customer)

    def test_k04_released_pieces_that_a_count_finds_again_are_free(self):
        lot = self._stock(lot="G-1")
        self._carry(self.green, self.nowhere, lot=lot, quantity=10.0)
        self._stock(lot="OTHER")
        self._count_up(lot)
        self.assertEqual((lot.is_on_hold, lot.med_green_qty), (False, 3.0))

    def test_k06_a_device_does_not_travel_as_other_goods(self):
        paper = self.env["product.product"].create({"name": "Paper", "is_storable": True})
        self._stock(lot=self.lot, zone="released")
        with self.assertRaisesRegex(UserError, "cannot travel as"):
            self._carry(
                self.green, self.customers, move={"product_id": paper.id}, partner=self.customer
            )

    def test_k04_relocating_and_moving_quants_keeps_the_zone(self):
        quant = self.lot.quant_ids
        with self.assertRaisesRegex(UserError, "not released"):
            quant.with_user(self.keeper).move_quants(location_dest_id=self.green)
        # plain users have no right to the wizard, administrators of the stock do
        wizard = self.env["stock.quant.relocate"].create(
            {"quant_ids": quant.ids, "dest_location_id": self.green.id}
        )
        with self.assertRaisesRegex(UserError, "not released"):
            wizard.action_relocate_quants()
        self._nothing_green()

    def test_k07_a_device_on_stock_stays_kept_by_lot(self):
        for user in (self.users["purchaser"], self.users["quality_officer"]):
            product = self.device.with_user(user)
            for vals in ({"is_storable": False}, {"tracking": "none"}, {"type": "service"}):
                for record in (product, product.product_tmpl_id):
                    with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "on stock or on hold"):
                        record.write(vals)

    def test_k07_a_device_that_nobody_holds_may_still_be_set_up(self):
        other = self._create_device("2", name="Not yet on stock")
        other.with_user(self.users["purchaser"]).tracking = "serial"
        self.assertEqual(other.tracking, "serial")

    def test_k05_photos_of_a_signed_line_are_not_swapped(self):
        line = self._as(self._receipt(["PHOTO"]).line_ids)
        photo = self.env["ir.attachment"].with_user(self.inspector)
        place = {"res_model": line._name, "res_id": line.id}
        photo = photo.create({"name": "box.png", "raw": b"before", **place})
        line.write({"rejected_quantity": 2.0, "reason_id": self.reason.id, "photo_ids": photo.ids})
        photo.raw = b"retaken"
        line.inspection_id.action_sign()
        for attack in (
            lambda: photo.write({"raw": b"after"}),
            lambda: photo.write({"res_model": False, "res_id": False}),
            photo.unlink,
        ):
            with self.assertRaises(UserError):
                attack()
        self.assertEqual(photo.raw, b"retaken")
