from odoo import models
from odoo.exceptions import UserError

from .stock_location_zone import SALEABLE

OURS = ("internal", "transit")
# purposes of a count sheet and of the opening stock, given as tickets by their methods alone
DECIDED = "count"


class StockMoveLine(models.Model):
    """Green stock comes from the yellow zone by quality's release, never from nowhere."""

    _inherit = "stock.move.line"

    def _action_done(self):
        # EXTENDS: what a line says counts, not only what its movement says
        self._med_check_inflow()
        return super()._action_done()

    def _med_check_inflow(self):
        """Refuse devices that would appear in a green place, or reach a customer by another transfer."""
        lines = self.filtered(lambda line: line.product_id.is_medical_device and line.quantity)
        hidden = self.filtered(lambda line: line._med_is_hidden())
        if hidden:
            hidden._med_refuse_hidden()
        stray = lines.filtered(lambda line: line._med_strays_to_customer())
        if stray:
            stray._med_refuse_stray()
        appearing = lines.filtered(lambda line: line._med_appears_green())
        if appearing and not self._med_is_decided():
            appearing._med_refuse_inflow()

    def _med_is_decided(self):
        """Whether quality or two people with a count sheet put these goods there."""
        return self.env["stock.quant"]._has_ticket(DECIDED)

    def _med_appears_green(self):
        """Whether goods of unknown status would lie in a place from which they are sold."""
        self.ensure_one()
        place = self.location_dest_id
        return (
            self.location_id.usage not in OURS
            and place.usage in OURS
            and place.med_zone_effective in SALEABLE
            and (self.company_id or self.env.company)._med_quality_is_on()
        )

    def _med_strays_to_customer(self):
        """Whether the line ends at a customer though its transfer was not judged as a shipment."""
        self.ensure_one()
        return (
            self.location_dest_id.usage == "customer"
            and self.location_id.usage != "customer"
            and not self.move_id._gate_is_shipment()
        )

    def _med_is_hidden(self):
        """Whether a device travels under a movement of another product, whose rules would be asked."""
        self.ensure_one()
        product, planned = self.product_id, self.move_id.product_id
        devices = product.is_medical_device or planned.is_medical_device
        return bool(planned) and devices and product != planned

    def _med_refuse_hidden(self):
        raise UserError(
            self.env._(
                "%(goods)s cannot travel as %(product)s: add a line of its own to the transfer.",
                goods=self._med_goods(),
                product=", ".join(self.move_id.product_id.mapped("display_name")),
            )
        )

    def _med_refuse_inflow(self):
        raise UserError(
            self.env._(
                "%(goods)s would appear in %(place)s without an inspection. Take the goods into the yellow "
                "zone and let them be inspected, or post what was found with a count sheet.",
                goods=self._med_goods(),
                place=", ".join(self.location_dest_id.mapped("display_name")),
            )
        )

    def _med_refuse_stray(self):
        raise UserError(
            self.env._(
                "%(goods)s would go to %(place)s by a transfer that ends elsewhere and was not judged. Make "
                "a delivery to the customer.",
                goods=self._med_goods(),
                place=", ".join(self.location_dest_id.mapped("display_name")),
            )
        )

    def _med_goods(self):
        """Products and lots of these lines, for messages."""
        return ", ".join(
            f"{line.product_id.display_name} {line.lot_id.name or line.lot_name or ''}".strip()
            for line in self
        )
