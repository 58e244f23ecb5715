from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medlabs.reports import plain

STATES = [("draft", "To Take Over"), ("taken", "Taken"), ("refused", "Refused")]
OPEN = ("waiting", "confirmed", "partially_available", "assigned")


class MedWarehouseReportLine(models.Model):
    """One row that an operator reported, and what became of it here."""

    _name = "med.warehouse.report.line"
    _description = "Row of an Operator's Report"
    _inherit = ["med.evidence.mixin"]
    _order = "report_id desc, number, id"

    report_id = fields.Many2one("med.warehouse.report", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    dossier_id = fields.Many2one(related="report_id.dossier_id", store=True, index=True)
    kind = fields.Selection(related="report_id.kind", store=True)
    number = fields.Integer(string="Row", readonly=True)
    reference = fields.Char(readonly=True)
    product_text = fields.Char(string="Product", readonly=True)
    product_id = fields.Many2one("product.product", string="Our Product", readonly=True, ondelete="restrict")
    lot = fields.Char(readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    rejected = fields.Float(readonly=True, digits="Product Unit")
    reason = fields.Char(readonly=True)
    expiry = fields.Date(readonly=True)
    happened_at = fields.Datetime(readonly=True)
    person = fields.Char(string="Done There By", readonly=True)
    area = fields.Char(readonly=True)
    temperature = fields.Float(readonly=True, digits=(8, 2))
    humidity = fields.Float(readonly=True, digits=(8, 2))
    state = fields.Selection(STATES, default="draft", required=True, readonly=True)
    problem = fields.Text(string="Why Refused", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True, index="btree_not_null")

    @api.depends("report_id.name", "number")
    def _compute_display_name(self):
        # EXTENDS base
        for line in self:
            line.display_name = f"{line.report_id.name} {line.number}"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        if not self._has_ticket("create"):
            raise UserError(self.env._("Rows come with a report; nobody types them."))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        if not self._has_ticket("state", vals):
            raise UserError(self.env._("Rows of a report are evidence and stay as they came."))
        return super().write(vals)

    def _mark(self, vals):
        # sudo: rows are written by the system, after the checks of each step
        self.sudo()._with_ticket("state", vals).write(vals)

    # one document -----------------------------------------------------------

    def _take_group(self, reference):
        """All rows of one document, together or not at all."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_take_{self[0].kind}")(reference)
                self._mark({"state": "taken", "problem": False})
        except UserError as failure:
            self._mark({"state": "refused", "problem": str(failure)})

    def _operator(self):
        return self.dossier_id.operator_id.name or self.dossier_id.warehouse_id.name

    def _find_picking(self, reference, code, states):
        warehouse = self.dossier_id.warehouse_id
        pickings = self.env["stock.picking"].search(
            [
                ("picking_type_id.warehouse_id", "=", warehouse.id),
                ("picking_type_code", "=", code),
                ("company_id", "=", self.company_id.id),
                "|",
                ("name", "=", reference),
                ("origin", "=", reference),
            ]
        )
        named = pickings.filtered(lambda p: p.name == reference) or pickings
        fitting = named.filtered(lambda p: p.state in states)
        if len(fitting) == 1:
            return fitting
        if named and not fitting:
            raise UserError(
                self.env._("%(reference)s was done already, or is not ready.", reference=reference)
            )
        raise UserError(
            self.env._(
                "Warehouse %(warehouse)s has no such document, or several: %(reference)s.",
                warehouse=warehouse.name,
                reference=reference,
            )
        )

    def _name_products(self, products):
        """Which of a document's products each row means; raise where none fits."""
        known = {}
        for product in products:
            for text in (product.med_di, product.default_code, product.barcode, product.name):
                if text:
                    known.setdefault(plain(text), product)
        for line in self:
            product = known.get(plain(line.product_text))
            if not product:
                raise UserError(self.env._("%(product)s is not in this document.", product=line.product_text))
            line._mark({"product_id": product.id})

    # receipts and shipments ----------------------------------------------------

    def _take_receipt(self, reference):
        picking = self._find_picking(reference, "incoming", OPEN)
        self._do_transfer(picking, lambda line: {"lot_name": line.lot})

    def _take_shipment(self, reference):
        picking = self._find_picking(reference, "outgoing", OPEN)
        self._do_transfer(picking, lambda line: {"lot_id": line._known_lot().id})

    def _known_lot(self):
        if self.product_id.tracking == "none":
            return self.env["stock.lot"]
        lot = self.env["stock.lot"].search(
            [("product_id", "=", self.product_id.id), ("name", "=", self.lot or "")], limit=1
        )
        if not lot:
            raise UserError(
                self.env._(
                    "%(product)s: lot %(lot)s is not known.",
                    product=self.product_id.display_name,
                    lot=self.lot or "",
                )
            )
        return lot

    def _do_transfer(self, picking, lot_vals):
        """Validate a transfer with exactly what was reported; the rest stays for later."""
        self._name_products(picking.move_ids.product_id)
        moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        moves.move_line_ids.unlink()
        for line in self:
            move = moves.filtered(lambda m, line=line: m.product_id == line.product_id)[:1]
            if not move:
                raise UserError(self.env._("%(product)s is not in this document.", product=line.product_text))
            self.env["stock.move.line"].create(
                {
                    "move_id": move.id,
                    "picking_id": picking.id,
                    "product_id": line.product_id.id,
                    "product_uom_id": line.product_id.uom_id.id,
                    "quantity": line.quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picked": True,
                    **(lot_vals(line) if line.product_id.tracking != "none" else {}),
                }
            )
        picking.write(
            {
                "event_at": max(self.mapped("happened_at")),
                "backdate_reason": self.env._(
                    "Reported by %(operator)s, %(report)s",
                    operator=self._operator(),
                    report=self.report_id.name,
                ),
            }
        )
        picking._action_done()
        self._mark({"picking_id": picking.id})

    # inspections -----------------------------------------------------------------

    def _take_inspection(self, reference):
        """Results of the inspection there, entered by whoever takes them in, signed when all are."""
        picking = self._find_picking(reference, "incoming", ("done",))
        inspection = picking.med_inspection_ids.filtered(lambda i: i.state == "draft")[:1]
        if not inspection:
            raise UserError(self.env._("%(reference)s waits for no inspection.", reference=reference))
        self._name_products(inspection.line_ids.product_id)
        for line in self:
            line._enter_result(inspection)
        if not inspection.line_ids.filtered(lambda row: not row.result):
            inspection.action_sign()
        self._mark({"picking_id": picking.id})

    def _enter_result(self, inspection):
        rows = inspection.line_ids.filtered(
            lambda row: row.product_id == self.product_id and plain(row.lot_id.name) == plain(self.lot)
        )
        unit = self.product_id.uom_id
        if len(rows) != 1 or unit.compare(rows.received_quantity, self.quantity + self.rejected):
            raise UserError(
                self.env._(
                    "%(product)s %(lot)s: the receipt has no such lot in that quantity.",
                    product=self.product_id.display_name,
                    lot=self.lot or "",
                )
            )
        vals = {"note": " · ".join(filter(None, [self._operator(), self.person, self.reason]))}
        if self.expiry:
            vals["expiry_date"] = self.expiry
        if self.rejected:
            reason = self.env.ref("med_quality.inspection_reason_other")
            vals |= {"rejected_quantity": self.rejected, "reason_id": reason.id}
        else:
            vals["result"] = "pass"
        rows.write(vals)

    # readings ----------------------------------------------------------------------

    def _take_reading(self, reference):
        """Readings stay with the report; the same moment of the same place is taken once."""
        self._check_new_readings()
        self._record_readings()

    def _record_readings(self):
        """Readings of areas that we keep limits for are judged as those of our own rooms."""
        areas = self.env["med.storage.area"].search([("company_id", "=", self.company_id.id)])
        known = {plain(text) for area in areas for text in (area.code, area.name) if text}
        mine = self.filtered(lambda line: plain(line.area) in known)
        if not mine:
            return
        answer = self.env["med.storage.reading"].record([line._as_reading() for line in mine])
        if answer["refused"]:
            raise UserError("\n".join(row["message"] for row in answer["refused"][:5]))

    def _as_reading(self):
        return {
            "area": self.area,
            "read_at": f"{fields.Datetime.to_string(self.happened_at)}+00:00",
            "temperature": self.temperature,
            "humidity": self.humidity or None,
        }

    def _check_new_readings(self):
        seen = set()
        known = self.search(
            [
                ("dossier_id", "=", self.dossier_id.id),
                ("kind", "=", "reading"),
                ("state", "=", "taken"),
                ("happened_at", "in", self.mapped("happened_at")),
            ]
        )
        seen.update((line.area, line.happened_at) for line in known)
        doubles = []
        for line in self:
            key = (line.area, line.happened_at)
            if key in seen:
                doubles.append(f"{line.area} {line.happened_at}")
            seen.add(key)
        if doubles:
            raise UserError(
                self.env._(
                    "These readings were reported before: %(readings)s.", readings=", ".join(doubles[:5])
                )
            )
