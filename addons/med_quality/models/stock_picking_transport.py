from odoo import api, fields, models
from odoo.exceptions import ValidationError

COOLED = ("cold_van", "cool_box")
FACTS = (
    "med_transport_mode",
    "med_has_temperature",
    "med_carrier_id",
    "med_waybill",
    "med_plate",
    "med_driver",
    "med_departed_at",
    "med_arrived_at",
    "med_cooling_equipment_id",
    "med_has_departure_temperature",
    "med_departure_temperature",
    "med_transit_verdict",
)


class StockPicking(models.Model):
    """How goods travelled: means, times, temperatures (GSP art. 63, 67, 91 to 95)."""

    _inherit = "stock.picking"

    med_is_cold_chain = fields.Boolean(
        string="Cold Chain", compute="_compute_med_is_cold_chain", help="A product of it is cold-chain goods."
    )
    med_transport_mode = fields.Selection(
        selection_add=[("air", "Air Freight"), ("own", "Fetched by the Customer")]
    )
    med_carrier_id = fields.Many2one("res.partner", string="Carrier Firm", copy=False, check_company=True)
    med_waybill = fields.Char(string="Waybill", copy=False)
    med_plate = fields.Char(string="Number Plate", copy=False)
    med_driver = fields.Char(string="Driver", copy=False)
    med_departed_at = fields.Datetime(string="Transport Began", copy=False)
    med_arrived_at = fields.Datetime(string="Arrived", copy=False)
    med_cooling_equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Vehicle or Box",
        copy=False,
        check_company=True,
        domain=[("med_kind", "in", ("vehicle", "cool_box"))],
    )
    med_has_departure_temperature = fields.Boolean(string="Temperature at Departure Was Read", copy=False)
    med_departure_temperature = fields.Float(string="At Departure (°C)", digits=(6, 1), copy=False)
    med_transit_file_ids = fields.Many2many(
        "ir.attachment",
        "med_picking_transit_rel",
        "picking_id",
        "attachment_id",
        string="Temperature Record in Transit",
        copy=False,
        bypass_search_access=True,
    )
    med_transit_verdict = fields.Selection(
        [("ok", "In its limits all the way"), ("out", "Was out of its limits")],
        string="Temperature in Transit",
        copy=False,
    )
    med_transport_missing = fields.Char(string="Still to Record", compute="_compute_med_transport_missing")

    @api.depends("move_ids.product_id")
    def _compute_med_is_cold_chain(self):
        for picking in self:
            picking.med_is_cold_chain = any(picking.move_ids.product_id.mapped("med_is_cold_chain"))

    @api.depends(*FACTS, "med_transit_file_ids", "move_ids.product_id", "picking_type_code")
    @api.depends_context("lang")
    def _compute_med_transport_missing(self):
        for picking in self:
            picking.med_transport_missing = ", ".join(picking._med_transport_gaps())

    def _med_transport_gaps(self):
        """Labels of the facts of cold transport that are still missing; none where it is not cold."""
        self.ensure_one()
        if not self.med_is_cold_chain or self.picking_type_code not in ("incoming", "outgoing"):
            return []
        wanted = ["med_transport_mode", "med_departed_at"]
        if self.picking_type_code == "incoming":
            wanted += ["med_arrived_at", "med_has_temperature", "med_transit_verdict"]
        else:
            wanted += ["med_has_departure_temperature"]
            if self.med_transport_mode in COOLED:
                wanted.append("med_cooling_equipment_id")
        return [self._fields[name]._description_string(self.env) for name in wanted if not self[name]]

    @api.onchange("med_departure_temperature")
    def _onchange_med_departure_temperature(self):
        self.med_has_departure_temperature = self.med_has_departure_temperature or bool(
            self.med_departure_temperature
        )

    @api.constrains("med_departed_at", "med_arrived_at")
    def _check_med_transport_times(self):
        for picking in self:
            if (
                picking.med_departed_at
                and picking.med_arrived_at
                and picking.med_arrived_at < picking.med_departed_at
            ):
                raise ValidationError(
                    self.env._(
                        "%(picking)s: goods cannot arrive before they leave. Compare with the slip.",
                        picking=picking.name,
                    )
                )
