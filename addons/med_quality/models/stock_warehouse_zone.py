from odoo import api, fields, models
from odoo.exceptions import ValidationError

# field of the warehouse, zone, name
PLACES = (
    ("med_await_id", "await"),
    ("med_return_id", "return"),
    ("med_rejected_id", "rejected"),
)
# Odoo's own places of routes in several steps
STEPS = {
    "wh_input_stock_loc_id": "await",
    "wh_qc_stock_loc_id": "await",
    "wh_pack_stock_loc_id": "dispatch",
    "wh_output_stock_loc_id": "dispatch",
    "lot_stock_id": "released",
}


class StockWarehouse(models.Model):
    """A warehouse has its zones beside its stock, so that what waits is never counted as stock."""

    _inherit = "stock.warehouse"

    med_await_id = fields.Many2one("stock.location", string="Awaiting Zone", check_company=True, copy=False)
    med_return_id = fields.Many2one("stock.location", string="Returns Zone", check_company=True, copy=False)
    med_rejected_id = fields.Many2one("stock.location", string="Rejects Zone", check_company=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        warehouses = super().create(vals_list)
        warehouses._med_create_zones()
        return warehouses

    def write(self, vals):
        # EXTENDS stock: bad goods put aside into a green place would be for sale
        result = super().write(vals)
        for name, zone in PLACES:
            if name in vals:
                self._med_check_zone(name, zone)
        return result

    def _med_check_zone(self, name, zone):
        for warehouse in self:
            place = warehouse[name].sudo()  # sudo: the colour of a place is no secret
            if place.usage != "internal" or place.med_zone_effective != zone:
                raise ValidationError(
                    self.env._(
                        "%(warehouse)s: %(field)s must be a place of that zone. Choose another one, or have "
                        "quality set its zone first.",
                        warehouse=warehouse.display_name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _med_create_zones(self):
        """Make the zones a warehouse lacks and colour its places of several steps (GSP art. 40)."""
        for warehouse in self.sudo():  # sudo: set up by the system, whoever makes the warehouse
            for name, zone in STEPS.items():
                if not warehouse[name].med_zone:
                    warehouse[name].med_zone = zone
            for name, zone in PLACES:
                if not warehouse[name]:
                    warehouse[name] = warehouse._med_create_zone(zone)

    def _med_create_zone(self, zone):
        labels = dict(self.env["stock.location"]._fields["med_zone"]._description_selection(self.env))
        return self.env["stock.location"].create(
            {
                "name": labels[zone],
                "usage": "internal",
                "location_id": self.view_location_id.id,
                "company_id": self.company_id.id,
                "med_zone": zone,
                "replenish_location": False,
            }
        )
