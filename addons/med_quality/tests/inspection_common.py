"""Receipts that wait for their inspection, and what inspectors tap."""

from odoo import Command

from .common import MedQualityCommon


class InspectionCommon(MedQualityCommon):
    """``_receipt`` makes one receipt with many lots; ``self.inspect`` acts as the plain inspector."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_job_user("inspector", login="med_test_inspector_2")
        cls.reason = cls.env.ref("med_quality.inspection_reason_lot")

    @classmethod
    def _receipt(cls, lots=("A-1",), quantity=10.0, product=None, partner=None, **vals):
        """A validated receipt of one lot each of ``lots``; returns its inspection."""
        product = product or cls.device
        partner = partner or cls.supplier
        vals = {"partner_id": partner.id, **vals}
        picking = cls._create_picking(partner, [(product, quantity * len(lots))], code="incoming", **vals)
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        rows = [cls._line_vals(picking.move_ids, lot, quantity) for lot in lots]
        picking.move_ids.move_line_ids = [Command.create(row) for row in rows]
        picking.move_ids.picked = True
        picking._action_done()
        return picking.med_inspection_ids

    @classmethod
    def _line_vals(cls, move, lot, quantity):
        return {
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "lot_name": lot,
            "quantity": quantity,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
        }

    def _as(self, records, user=None):
        """These records as the plain inspector sees them."""
        return records.with_user(user or self.inspector)

    def _quantity(self, lot, zone):
        """Pieces of a lot in a zone of the warehouse."""
        place = self._zone(zone)
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "child_of", place.id)]
        )
        return sum(quants.mapped("quantity"))
