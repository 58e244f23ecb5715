from odoo import api, models
from odoo.exceptions import UserError

# what of a done move is evidence: it never changes afterwards
FROZEN = {
    "product_id",
    "product_uom_qty",
    "product_uom",
    "quantity",
    "location_id",
    "location_dest_id",
    "lot_ids",
    "picking_id",
    "partner_id",
    "date",
    "state",
    "sale_line_id",
    "purchase_line_id",
}


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "med.gate.mixin"]

    # gate ----------------------------------------------------------------

    def _gate_next_stage(self):
        if self.state in ("done", "cancel"):
            return False
        return self._gate_stage()

    def _gate_stage(self):
        """Stage that this movement has to pass, False where it is always allowed."""
        if self._gate_is_shipment():
            return "ship"
        if self._gate_is_receipt():
            return "release"
        return False

    def _gate_is_shipment(self):
        """Goods leave to somebody who is not their supplier, by whatever place."""
        usage = self.location_dest_id.usage
        if usage == "customer" or self.location_id.usage not in ("internal", "transit"):
            return usage == "customer" and self.location_id.usage != "customer"
        if usage == "internal":
            return False
        return bool(self._gate_outside_partners()) and not self.med_is_supplier_return

    def _gate_outside_partners(self):
        """Commercial partners, not ourselves, to or from whom the goods go."""
        parties = (self.picking_id.partner_id | self.partner_id).commercial_partner_id
        return parties - self.company_id.partner_id

    def _gate_is_receipt(self):
        """Goods come in from a supplier: always taken in, released by the gate."""
        return (
            self.location_id.usage == "supplier"
            and self.location_dest_id.usage != "supplier"
        )

    def _gate_lines(self, stage):
        return self.filtered(
            lambda move: move.product_id.is_medical_device
            and move.state != "cancel"
            and move._gate_stage() == stage
        )

    def _gate_line_document(self, line):
        return line

    def _gate_product(self):
        return self.product_id

    def _gate_documents(self):
        """What is judged and named in a refusal: transfers, else the moves."""
        groups = [self.picking_id, self.filtered(lambda move: not move.picking_id)]
        return [group for group in groups if group]

    def _gate_order(self):
        """The order that promised this movement, if any."""
        return self.sale_line_id.order_id

    def _gate_partners(self, stage):
        return {move: move._gate_move_partners(stage) for move in self}

    def _gate_move_partners(self, stage):
        partners = self.picking_id.partner_id | self.partner_id
        if stage == "ship":
            order = self._gate_order()
            partners |= order.partner_id | order.partner_shipping_id
        else:
            partners |= self.purchase_line_id.order_id.partner_id
        return partners.commercial_partner_id

    def _gate_waiver_documents(self):
        order = self._gate_order()
        ordered = order._gate_waiver_documents() if order else []
        return [*self.picking_id, *ordered, self]

    def _gate_owner(self):
        return self._gate_order().user_id or self.picking_id.user_id or self.create_uid

    def _gate_findings(self, stage):
        findings = super()._gate_findings(stage)
        if stage == "ship":
            findings += self._gate_partner_missing_findings()
            findings += self._gate_lot_findings()
        return findings

    def _gate_partner_missing_findings(self):
        moves = self._gate_lines("ship")
        partners = moves._gate_partners("ship")
        return [
            move._gate_finding(
                "ship_without_partner",
                line=move,
                subject=move.product_id,
                message=self.env._(
                    "%(product)s would leave without a customer: choose who gets it.",
                    product=move.product_id.display_name,
                ),
            )
            for move in moves
            if not partners[move]
        ]

    def _gate_lot_findings(self):
        """Goods of a receipt that was not released must not leave."""
        lines = self._gate_lines("ship").move_line_ids
        if not lines:
            return []
        # sudo: the picker need not read quality's records to be stopped by them
        blocks = self.env["med.lot.block"].sudo()._open_for(self.env.company, lines)
        return [
            line.move_id._gate_finding(
                "lot_not_released",
                line=line.move_id,
                subject=line.lot_id or line.product_id,
                message=self.env._(
                    "%(product)s %(lot)s is not released: %(reason)s",
                    product=line.product_id.display_name,
                    lot=line.lot_id.name or "",
                    reason=blocks[line][:1].reason or "",
                ),
                facts={"blocks": blocks[line].ids},
            )
            for line in lines
            if blocks.get(line)
        ]

    # what is done stays --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock: no device movement is born done
        moves = super().create(vals_list)
        moves.filtered(lambda move: move.state == "done")._check_done_by_method()
        return moves

    def write(self, vals):
        # EXTENDS stock
        if set(vals) & FROZEN:
            self.filtered(
                lambda move: move.state == "done" and move._gate_would_change(vals)
            )._check_done_by_method()
            if vals.get("state") == "done":
                self.filtered(lambda move: move.state != "done")._check_done_by_method()
        return super().write(vals)

    def _gate_would_change(self, vals):
        """Whether these values differ from what a done move says."""
        for name in set(vals) & FROZEN:
            field = self._fields[name]
            new = field.convert_to_cache(vals[name], self, validate=False)
            old = field.convert_to_cache(self[name], self, validate=False)
            if new != old:
                return True
        return False

    def _check_done_by_method(self):
        """Refuse what is neither done by the transfer nor a change it makes."""
        devices = self.filtered("product_id.is_medical_device")
        if devices and not devices._is_being_done():
            raise UserError(
                self.env._(
                    "%(moves)s: what was moved of a medical device cannot be edited "
                    "or entered as done. Make a return, a count or a new transfer "
                    "instead, so that both records stay.",
                    moves=", ".join(
                        filter(None, devices.mapped(lambda m: m._gate_label()))
                    ),
                )
            )

    def _is_being_done(self):
        """Whether the running call does these movements, or transfers that hold all."""
        if self._has_ticket("done"):
            return True
        return all(move.picking_id for move in self) and self.picking_id._has_ticket(
            "done"
        )

    def _gate_label(self):
        return f"{self.picking_id.name or self.reference or ''} {self.product_id.name}"

    def _action_done(self, cancel_backorder=False):
        # EXTENDS stock: confirming first makes sure that the ticket names all moves
        drafts = self.filtered(lambda move: move.state == "draft")
        moves = (self | drafts._action_confirm(merge=False)).exists()
        moves = moves._with_ticket("done")
        if not any(moves.mapped("product_id.is_medical_device")):
            done = super(StockMove, moves)._action_done(cancel_backorder)
        else:
            with self._gate_undone_when_refused():
                done = super(StockMove, moves)._action_done(cancel_backorder)
        return done._without_ticket()
