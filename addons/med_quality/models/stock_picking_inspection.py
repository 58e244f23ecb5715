from odoo import api, fields, models

TRANSPORT = [
    ("van", "Van"),
    ("cold_van", "Refrigerated Vehicle"),
    ("cool_box", "Cool Box"),
    ("express", "Express"),
    ("post", "Post"),
    ("pickup", "Fetched by Us"),
]


class StockPicking(models.Model):
    """What the receiver notes at the dock, and the inspection that follows (GSP art. 62, 63)."""

    _inherit = "stock.picking"

    med_transport_mode = fields.Selection(TRANSPORT, string="Means of Transport", copy=False)
    med_arrival_temperature = fields.Float(string="Temperature on Arrival (°C)", digits=(5, 1), copy=False)
    med_has_temperature = fields.Boolean(
        string="Temperature Measured",
        copy=False,
        help="Set as soon as a temperature is entered, zero included.",
    )
    med_slip_ids = fields.Many2many(
        "ir.attachment",
        "med_picking_slip_rel",
        "picking_id",
        "attachment_id",
        string="Photo of the Slip",
        copy=False,
    )
    med_inspection_ids = fields.One2many("med.inspection", "picking_id", string="Inspections")
    med_inspection_count = fields.Integer(compute="_compute_med_inspection_count")
    med_has_devices = fields.Boolean(compute="_compute_med_has_devices")

    @api.depends("med_inspection_ids")
    def _compute_med_inspection_count(self):
        for picking in self:
            picking.med_inspection_count = len(picking.med_inspection_ids)

    @api.depends("move_ids.product_id")
    def _compute_med_has_devices(self):
        for picking in self:
            picking.med_has_devices = any(picking.move_ids.product_id.mapped("is_medical_device"))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        return super().create([self._med_mark_measured(vals) for vals in vals_list])

    def write(self, vals):
        # EXTENDS stock
        return super().write(self._med_mark_measured(vals))

    @api.model
    def _med_mark_measured(self, vals):
        """A temperature of zero degrees is a temperature."""
        if "med_arrival_temperature" in vals and "med_has_temperature" not in vals:
            return {**vals, "med_has_temperature": True}
        return vals

    def _med_received(self, move_lines):
        # EXTENDS med_quality: what came in waits for its inspection
        result = super()._med_received(move_lines)
        for picking, lines in move_lines.grouped("picking_id").items():
            back = all(line.location_id.usage == "customer" for line in lines)
            if not back:
                lines.lot_id._med_came(picking)
            rows = self._med_inspection_rows(lines)
            if rows:
                self.env["med.inspection"]._open(
                    picking.company_id, "return" if back else "receipt", rows, picking, picking.partner_id
                )
        return result

    @api.model
    def _med_inspection_rows(self, lines):
        """One row for all pieces of a lot of one movement in one place."""
        rows = {}
        for line in lines:
            key = {
                "product_id": line.product_id.id,
                "lot_id": line.lot_id.id,
                "location_id": line.location_dest_id.id,
                "package_id": line.result_package_id.id,
                "owner_id": line.owner_id.id,
                "move_id": line.move_id.id,
            }
            row = rows.setdefault(tuple(key.values()), {**key, "quantity": 0.0})
            row["quantity"] += line.quantity_product_uom
        return [row for row in rows.values() if row["quantity"] > 0]

    def action_med_inspections(self):
        """Inspections of these receipts."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_inspection_action")
        if len(self.med_inspection_ids) == 1:
            return self.med_inspection_ids.action_open()
        return {**action, "domain": [("picking_id", "in", self.ids)], "context": {}}
