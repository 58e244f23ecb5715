from odoo import models
from odoo.fields import Domain

from .med_zone_rule import COLOUR, PURPOSES
from .stock_location_zone import SALEABLE

BY_USAGE = {"customer": "customer", "supplier": "supplier", "inventory": "scrap", "production": "production"}
# what becomes of goods that go there is not sale
HARMLESS = ("yellow", "red", "supplier", "scrap")


class StockMove(models.Model):
    """Where a movement of devices may start and end, and what of it may be reserved."""

    _inherit = "stock.move"

    # where from, where to --------------------------------------------------

    def _med_source(self, location):
        """``green``, ``yellow`` or ``red``; False for places that are not ours."""
        if location.usage not in ("internal", "transit"):
            return False
        return COLOUR.get(location.med_zone_effective, "green")

    def _med_destination(self, location):
        """The destination's kind as the matrix knows it."""
        return BY_USAGE.get(location.usage) or COLOUR.get(location.med_zone_effective, "green")

    def _med_purpose(self):
        """What quality decided when its own transfer moves these goods, else empty."""
        self.ensure_one()
        return next((code for code, _label in PURPOSES if self._has_ticket(f"zone_{code}")), "")

    def _med_takes_blocked(self):
        """Whether goods that may not be sold may go where this movement ends."""
        self.ensure_one()
        destination = self._med_destination(self.location_dest_id)
        if destination == "supplier" and self._gate_outside_partners() and not self.med_is_supplier_return:
            return False
        return destination in HARMLESS

    # reservation -----------------------------------------------------------

    def _update_reserved_quantity_vals(
        self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True
    ):
        # EXTENDS stock: scrap, returns and moves to yellow or red take blocked goods as well
        move = self
        if self.product_id.is_medical_device and (self._med_takes_blocked() or self._med_purpose()):
            move = self._with_ticket("blocked_goods")
        return super(StockMove, move)._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _get_available_quantity(
        self, location_id, lot_id=None, package_id=None, owner_id=None, strict=False, allow_negative=False
    ):
        # EXTENDS stock: as for reservations
        move = self
        if self.product_id.is_medical_device and self._med_takes_blocked():
            move = self._with_ticket("blocked_goods")
        return super(StockMove, move)._get_available_quantity(
            location_id, lot_id, package_id, owner_id, strict, allow_negative
        )

    def _get_available_move_lines(self, assigned_moves_ids, partially_available_moves_ids):
        # EXTENDS stock: what a chained movement brought is taken on only once it may be
        available = super()._get_available_move_lines(assigned_moves_ids, partially_available_moves_ids)
        if not self.product_id.is_medical_device or self._med_takes_blocked() or self._med_purpose():
            return available
        lots = self.env["stock.lot"].union(*(key[1] for key in available))
        stopped = lots._med_stopped(self.company_id)
        return {
            key: quantity
            for key, quantity in available.items()
            if key[0].med_zone_effective in SALEABLE and key[1] not in stopped
        }

    # what quality's own transfer takes over ---------------------------------

    def _med_starts_as(self, row):
        """Whether this movement would take the goods that ``row`` of a zone transfer moves."""
        return (self.product_id.id, self.location_id.id) == (row["product_id"], row["location_id"])

    def _med_shrink(self, taken):
        """Plan less by what was moved already (in the product's unit), or nothing more."""
        rest = self.product_qty - taken
        if self.product_id.uom_id.compare(rest, 0.0) <= 0:
            self._action_cancel()
        else:
            self.product_uom_qty = self.product_id.uom_id._compute_quantity(rest, self.product_uom)

    # receipts --------------------------------------------------------------

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        # EXTENDS stock
        self._med_take_into_yellow()
        return super()._action_confirm(merge=merge, merge_into=merge_into, create_proc=create_proc)

    def _med_take_into_yellow(self):
        """Devices from suppliers, customers, use or scrap end in the yellow zone (GSP art. 62, 106)."""
        for move in self._med_incoming():
            place = move._med_yellow_place()
            if place:
                move._med_green_ends().location_dest_id = place
                if move.location_dest_id.med_zone_effective in SALEABLE:
                    move.location_dest_id = place

    def _med_green_ends(self):
        """Lines of these movements that end in a place of ours from which goods are sold."""
        return self.move_line_ids.filtered(
            lambda line: line.location_dest_id.usage in ("internal", "transit")
            and line.location_dest_id.med_zone_effective in SALEABLE
        )

    def _med_incoming(self):
        """Movements of devices that would bring goods into a green place uninspected; counts aside."""
        return self.filtered(
            lambda move: move.state not in ("done", "cancel")
            and move.product_id.is_medical_device
            and move.location_id.usage not in ("internal", "transit")
            and not move.is_inventory
            and move.location_dest_id.usage in ("internal", "transit")
            and (move.location_dest_id.med_zone_effective in SALEABLE or move._med_green_ends())
            and move.company_id._med_quality_is_on()
        )

    def _med_yellow_place(self):
        warehouse = self.location_dest_id.warehouse_id or self.picking_type_id.warehouse_id
        back = self.location_id.usage == "customer"
        # sudo: the dock need not read the warehouse's settings
        warehouse = warehouse.sudo()
        return warehouse.med_return_id if back else warehouse.med_await_id

    # gate ------------------------------------------------------------------

    def _gate_lines(self, stage):
        # EXTENDS med_base: every movement of devices is judged when it is reserved
        if stage != "reserve":
            return super()._gate_lines(stage)
        return self.filtered(
            lambda move: move.product_id.is_medical_device and move.state not in ("done", "cancel")
        )

    def _gate_findings(self, stage):
        # EXTENDS med_base: parties are judged when goods leave, here their status only
        if stage == "reserve":
            return self._gate_lot_findings()
        return super()._gate_findings(stage)

    def _gate_lot_findings(self):
        # OVERRIDE: zone, blocks and expiry of what moves; the kernel knows one kind of block
        # sudo: whoever judges a transfer, a salesperson too, is told which lot stops it
        lines = self.sudo().move_line_ids.filtered("product_id.is_medical_device")
        findings = []
        for line, (code, text, facts) in lines._med_problems().items():
            move = line.move_id.with_env(self.env)
            subject = line.lot_id or line.product_id
            findings.append(move._gate_finding(code, line=move, subject=subject, message=text, facts=facts))
        return findings

    def _action_done(self, cancel_backorder=False):
        # EXTENDS med_base
        self._med_take_into_yellow()
        return super()._action_done(cancel_backorder)

    def _med_saleable_domain(self):
        """What further keeps stock from this movement; other topics add to it."""
        return Domain.TRUE
