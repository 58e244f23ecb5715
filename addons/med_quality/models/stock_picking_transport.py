from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

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

    def write(self, vals):
        # EXTENDS stock: what goods were accepted on stays; what was not recorded yet may follow
        names = {*FACTS, "med_arrival_temperature"} & set(vals)
        changed = {p: found for p in self if (found := p._med_recorded(names, vals))} if names else {}
        for picking, found in changed.items():
            picking._med_check_may_correct_transport(found)
        before = {p: {name: str(p[name]) for name in sorted(found)} for p, found in changed.items()}
        result = super().write(vals)
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": "receipt.transport", "record": picking, "facts": {"before": old}}
                for picking, old in before.items()
            ]
        )
        return result

    def _med_recorded(self, names, vals):
        """Those of these facts that an inspection was signed on and that ``vals`` would change."""
        # sudo: that it was signed counts for whoever writes
        if "done" not in self.sudo().med_inspection_ids.mapped("state"):
            return set()
        empty = set() if self.med_has_temperature else {"med_arrival_temperature"}
        fields_of = {name: self._fields[name] for name in names - empty if self[name] or name not in FACTS}
        return {
            name
            for name, field in fields_of.items()
            if field.convert_to_cache(vals[name], self, validate=False)
            != field.convert_to_cache(self[name], self, validate=False)
        }

    def _med_check_may_correct_transport(self, names):
        if self.env.su or self.env.user.has_group("med_base.group_quality_officer"):
            return
        raise AccessError(
            self.env._(
                "%(receipt)s: the inspection was signed on %(fields)s as recorded. Ask a quality officer to "
                "correct it.",
                receipt=self.name,
                fields=self.env["med.inspection"]._labels(self, names),
            )
        )

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
