from datetime import timedelta

from odoo import api, fields, models

from ..tools.least_life import LEAST_LIFE_KEY, LeastLife, Wanted


class StockMove(models.Model):
    """Lots generated without a date stay without; reservation skips what ends too soon for its customer."""

    _inherit = "stock.move"

    # never invented ------------------------------------------------------

    @api.model
    def action_generate_lot_line_vals(self, context_data, mode, first_lot, count, lot_text):
        # EXTENDS product_expiry, which counts the product's days from the planned receipt
        vals_list = super().action_generate_lot_line_vals(context_data, mode, first_lot, count, lot_text)
        product = self.env["product.product"].browse(context_data.get("default_product_id"))
        if not product.is_medical_device:
            return vals_list
        picking = self.env["stock.picking"].browse(context_data.get("default_picking_id"))
        start = picking.scheduled_date or fields.Datetime.today()
        invented = start + timedelta(days=product.expiration_time)
        for vals in vals_list:
            if vals.get("expiration_date") == invented:
                vals["expiration_date"] = False
        return vals_list

    def _generate_serial_move_line_commands(self, field_data, location_dest_id=False, origin_move_line=None):
        # EXTENDS product_expiry
        if self.product_id.is_medical_device:
            field_data = [{"expiration_date": False, **vals} for vals in field_data]
        return super()._generate_serial_move_line_commands(field_data, location_dest_id, origin_move_line)

    # remaining life at reservation ---------------------------------------

    def _action_assign(self, force_qty=False):
        # EXTENDS stock
        moments = self._med_least_moments()
        if not moments:
            return super()._action_assign(force_qty=force_qty)
        moves = self.with_context(**{LEAST_LIFE_KEY: LeastLife(moments)})
        return super(StockMove, moves)._action_assign(force_qty=force_qty)

    def _med_least_moments(self):
        """{move id: moment until which its goods must be good}, moves without a customer left out."""
        now = fields.Datetime.now()
        found = {}
        for move in self:
            if not move.product_id.is_medical_device or move.product_id.tracking == "none":
                continue
            days, is_agreed = move._med_least_days()
            if days and is_agreed:
                found[move.id] = now + timedelta(days=days)
        return found

    def _med_least_days(self):
        """(days, whether agreed) that goods of this move must still be good for who gets them."""
        self.ensure_one()
        party = self._med_receiving_party()
        return party._med_least_days(self.product_id, self.company_id) if party else (0, False)

    def _med_receiving_party(self):
        """The customer at the end of this movement, also while it is picked or packed."""
        order = self._gate_order()
        if order:
            return order.partner_shipping_id or order.partner_id
        if self.location_dest_id.usage == "customer":
            return self.partner_id or self.picking_id.partner_id
        return self.env["res.partner"]

    def _med_wanting(self, strict):
        """These moves, with the moment for their goods where Odoo looks for stock freely."""
        least = self.env.context.get(LEAST_LIFE_KEY)
        moment = least.moments.get(self.id) if type(least) is LeastLife else None
        if strict or not moment:
            return self
        wanted = Wanted(self.product_id.id, moment)
        return self.with_context(**{LEAST_LIFE_KEY + "_wanted": wanted})

    def _update_reserved_quantity(
        self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True
    ):
        # EXTENDS stock
        moves = self._med_wanting(strict)
        return super(StockMove, moves)._update_reserved_quantity(
            need, location_id, lot_id=lot_id, package_id=package_id, owner_id=owner_id, strict=strict
        )

    def _get_available_quantity(
        self, location_id, lot_id=None, package_id=None, owner_id=None, strict=False, allow_negative=False
    ):
        # EXTENDS stock
        moves = self._med_wanting(strict)
        return super(StockMove, moves)._get_available_quantity(
            location_id,
            lot_id=lot_id,
            package_id=package_id,
            owner_id=owner_id,
            strict=strict,
            allow_negative=allow_negative,
        )
