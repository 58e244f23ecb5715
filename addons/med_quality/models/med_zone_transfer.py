from odoo import Command, api, models
from odoo.exceptions import UserError

from .med_zone_rule import PURPOSES


class MedZoneTransfer(models.AbstractModel):
    """Moves goods from zone to zone by a decision of quality: one transfer, done at once."""

    _name = "med.zone.transfer"
    _description = "Transfer between Zones"

    @api.model
    def _move(self, company, rows, purpose, origin, reason=""):
        """Move these goods.

        Who may decide so is checked by the caller.
        :param rows: list of dicts: ``product_id, lot_id, quantity`` (in the product's unit),
            ``location_id, location_dest_id``, and where it matters ``package_id, owner_id``; ids
        :param purpose: a purpose of ``med.zone.rule``
        :param origin: record that decided it; for a release after a receipt in several steps the
            waiting movements of the receipt are used
        :return: stock.picking, done
        :raise UserError: less lies there, or the matrix does not allow it
        """
        if purpose not in dict(PURPOSES):
            raise UserError(self.env._("Goods are not moved for the purpose %(purpose)s.", purpose=purpose))
        # sudo: quality decides, the system moves
        picking = self.sudo().env["stock.picking"].with_company(company).create(
            self._prepare_picking(company, rows, origin)
        )
        self._supersede_waiting(picking, rows)
        picking.move_ids.write({"state": "confirmed"})
        moves = picking.move_ids._with_ticket(f"zone_{purpose}")
        self.env["stock.move.line"].with_env(moves.env).create(
            [self._prepare_line(move, row) for move, row in zip(moves, rows, strict=True)]
        )
        picking.with_env(moves.env)._action_done()
        self._log(picking, rows, purpose, origin, reason)
        return self.env["stock.picking"].browse(picking.id)

    def _prepare_picking(self, company, rows, origin):
        places = self.env["stock.location"].sudo().browse([row["location_id"] for row in rows])
        targets = self.env["stock.location"].sudo().browse([row["location_dest_id"] for row in rows])
        warehouse = (places.warehouse_id | targets.warehouse_id)[:1]
        return {
            "picking_type_id": warehouse.int_type_id.id,
            "location_id": places[:1].id,
            "location_dest_id": targets[:1].id,
            "company_id": company.id,
            "origin": origin.display_name if origin else False,
            "move_ids": [Command.create(self._prepare_move(company, row)) for row in rows],
        }

    def _prepare_move(self, company, row):
        product = self.env["product.product"].browse(row["product_id"])
        return {
            "product_id": product.id,
            "product_uom_qty": row["quantity"],
            "product_uom": product.uom_id.id,
            "location_id": row["location_id"],
            "location_dest_id": row["location_dest_id"],
            "company_id": company.id,
        }

    def _prepare_line(self, move, row):
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": row["product_id"],
            "lot_id": row.get("lot_id"),
            "quantity": row["quantity"],
            "product_uom_id": move.product_uom.id,
            "location_id": row["location_id"],
            "location_dest_id": row["location_dest_id"],
            "package_id": row.get("package_id"),
            "owner_id": row.get("owner_id"),
            "picked": True,
        }

    def _supersede_waiting(self, picking, rows):
        """The decision moves the goods itself: what routes in several steps planned for them shrinks."""
        waiting = self.env["stock.move"].sudo().search(
            [
                ("state", "in", ("waiting", "confirmed", "partially_available", "assigned")),
                ("product_id", "in", [row["product_id"] for row in rows]),
                ("location_id", "in", [row["location_id"] for row in rows]),
                ("move_orig_ids", "!=", False),
                ("id", "not in", picking.move_ids.ids),
            ]
        )
        for row in rows:
            left = row["quantity"]
            for move in waiting.filtered(lambda m, row=row: m._med_starts_as(row)):
                taken = min(left, move.product_qty)
                left -= taken
                move._med_shrink(taken)

    def _log(self, picking, rows, purpose, origin, reason):
        lots = self.env["stock.lot"].sudo().browse(filter(None, {row.get("lot_id") for row in rows}))
        self.env["med.ledger.entry"]._append(
            "lot.moved",
            record=origin or picking,
            company=picking.company_id,
            facts={
                "purpose": purpose,
                "transfer": picking.name,
                "lots": sorted(lots.mapped("name")),
                "reason": reason,
            },
        )
