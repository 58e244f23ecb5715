from odoo import models
from odoo.tools import format_date, format_datetime


class StockPicking(models.Model):
    """What the printed transport record shows (GSP art. 92, 94, 95)."""

    _inherit = "stock.picking"

    def _med_transport_sheet(self):
        """Plain values of the printed transport record."""
        self.ensure_one()
        # sudo: the print shows what the law asks, whoever prints it
        picking = self.sudo()
        partner = picking.partner_id
        means = dict(picking._fields["med_transport_mode"]._description_selection(self.env))
        verdicts = dict(picking._fields["med_transit_verdict"]._description_selection(self.env))
        return {
            "partner": partner.commercial_partner_id.name or partner.name or "",
            "address": " ".join((partner._display_address(without_company=True) or "").split()),
            "contact": " ".join(filter(None, [partner.name if partner.parent_id else "", partner.phone])),
            "means": means.get(picking.med_transport_mode, ""),
            "carrier": picking._med_transport_carrier(),
            "began": picking._med_transport_time(picking.med_departed_at or picking.date_done),
            "arrived": picking._med_transport_time(picking.med_arrived_at),
            "cooling": picking.med_cooling_equipment_id.display_name or "",
            "departure": self._med_degrees(
                picking.med_has_departure_temperature, picking.med_departure_temperature
            ),
            "arrival": self._med_degrees(picking.med_has_temperature, picking.med_arrival_temperature),
            "verdict": verdicts.get(picking.med_transit_verdict, ""),
            "rows": picking._med_transport_rows(),
        }

    def _med_transport_carrier(self):
        """Carrier and waybill, else number plate and driver."""
        words = [self.med_carrier_id.name, self.med_waybill, self.med_plate, self.med_driver]
        return " ".join(filter(None, words))

    def _med_transport_time(self, moment):
        return format_datetime(self.env, moment, tz=str(self.company_id._med_zone())) if moment else ""

    def _med_degrees(self, is_read, degrees):
        return f"{degrees:g} °C" if is_read else ""

    def _med_transport_rows(self):
        """Plain values of the goods, lot by lot; planned goods before anything is picked."""
        if not self.move_line_ids:
            return [self._med_transport_row(move, move.product_uom_qty) for move in self.move_ids]
        return [self._med_transport_row(line, line.quantity) for line in self.move_line_ids]

    def _med_transport_row(self, record, quantity):
        product = record.product_id
        lot = record.lot_id if "lot_id" in record._fields else self.env["stock.lot"]
        expiry = lot.expiration_date
        unit = record.product_uom_id if "product_uom_id" in record._fields else record.product_uom
        return {
            "product": product.name,
            "specification": product.med_specification or "",
            "registration": product.med_registration_no or "",
            "lot": lot.name or "",
            "ends": format_date(self.env, expiry) if expiry else "",
            "quantity": f"{quantity:g} {unit.name}",
        }
