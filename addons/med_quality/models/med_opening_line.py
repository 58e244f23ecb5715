from odoo import api, fields, models
from odoo.exceptions import UserError

ENTERED = {"expiry_date", "has_no_expiry", "production_date"}


class MedOpeningLine(models.Model):
    """One lot of the opening stock, with what its label says."""

    _name = "med.opening.line"
    _description = "Lot of the Opening Stock"
    _inherit = ["med.guarded.mixin"]
    _order = "batch_id desc, id"
    _rec_name = "lot_name"
    _guarded_fields = (
        "batch_id",
        "state",
        "product_id",
        "lot_name",
        "quantity",
        "location_id",
        "supplier_id",
        "sterilisation_lot",
        "cost",
        "lot_id",
        "placed_id",
        "completed_by_id",
    )

    batch_id = fields.Many2one(
        "med.opening.batch", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True)
    lot_name = fields.Char(string="Lot Number", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    expiry_date = fields.Date(string="Expiry", help="Last day, as on the label.")
    has_no_expiry = fields.Boolean(string="No Expiry on the Label")
    production_date = fields.Date()
    sterilisation_lot = fields.Char(readonly=True)
    supplier_id = fields.Many2one("res.partner", readonly=True)
    location_id = fields.Many2one("stock.location", string="Comes to", readonly=True)
    cost = fields.Float(string="Unit Cost", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null")
    placed_id = fields.Many2one("stock.location", string="Was Put in", readonly=True)
    completed_by_id = fields.Many2one("res.users", readonly=True)
    problem = fields.Selection(
        [("no_expiry", "Expiry missing"), ("expired", "Expired")], compute="_compute_problem", store=True
    )
    state = fields.Selection(
        [
            ("draft", "To Release"),
            ("released", "Released"),
            ("waiting", "Waiting for Dates"),
            ("red", "Rejected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )

    @api.depends("expiry_date", "has_no_expiry", "product_id", "state")
    def _compute_problem(self):
        for line in self:
            today = (line.company_id or line.env.company)._med_today()
            line.problem = False
            if line.expiry_date and line.expiry_date < today:
                line.problem = "expired"
            elif line.lot_name and not line.expiry_date and not line.has_no_expiry:
                line.problem = "no_expiry"

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was taken in changes on the lot, not here
        if ENTERED & set(vals) and not self._has_ticket("state"):
            closed = self.filtered(lambda line: line.state in ("released", "red"))
            if closed:
                raise UserError(
                    self.env._(
                        "%(lot)s is on stock already: correct its dates on the lot, with quality.",
                        lot=closed[0].display_name,
                    )
                )
        return super().write(vals)

    def unlink(self):
        # EXTENDS base: what was signed for is evidence
        if taken := self.filtered(lambda line: line.state != "draft"):
            raise UserError(
                self.env._("%(lot)s was taken in and signed for: it stays.", lot=taken[0].display_name)
            )
        return super().unlink()

    # taking in -----------------------------------------------------------

    def _make_lots(self):
        """Find or make the lots of these lines, with the dates of the label."""
        lots = self._known_lots()
        known = {(lot.product_id, lot.name): lot for lot in lots}
        wanted = {(line.product_id, line.lot_name): line for line in self if line.lot_name}
        new = [line for key, line in wanted.items() if key not in known]
        made = self.env["stock.lot"].create(
            [{"name": line.lot_name, "product_id": line.product_id.id} for line in new]
        )
        known.update({(lot.product_id, lot.name): lot for lot in made})
        for line in self.filtered("lot_name"):
            line._guarded_write({"lot_id": known[line.product_id, line.lot_name].id})
            line._mark_lot()
        for company, lines in self.grouped("company_id").items():
            lines.lot_id._med_note_certificates(company)

    def _known_lots(self):
        """Lots with these numbers that are there already; one line's number with another's product too."""
        return self.env["stock.lot"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("name", "in", self.mapped("lot_name")),
                ("company_id", "in", [False, *self.company_id.ids]),
            ]
        )

    def _mark_lot(self):
        """Write what the label says on the lot; what stands there already stays."""
        lot = self.lot_id
        end = self.expiry_date and lot._med_end_of_day(self.expiry_date, self.company_id)
        vals = {
            "expiration_date": end,
            "med_production_date": self.production_date,
            "med_sterilisation_lot": self.sterilisation_lot,
        }
        vals = {name: value for name, value in vals.items() if value and not lot[name]}
        if vals:
            lot.write(vals)
        if self.supplier_id and not lot.med_supplier_id:
            lot._med_set_origin({"med_supplier_id": self.supplier_id.commercial_partner_id.id})

    def _take_in(self):
        """Put the goods in their zones by Odoo's own count; costs first, so that values are right."""
        self._set_costs()
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        by_place = {}
        for line in self:
            place = line._place()
            state = {"no_expiry": "waiting", "expired": "red"}.get(line.problem, "released")
            line._guarded_write({"placed_id": place.id, "state": state})
            key = (line.product_id.id, place.id, line.lot_id.id)
            by_place[key] = by_place.get(key, 0.0) + line.quantity
        made = quants.create(
            [
                {"product_id": product, "location_id": place, "lot_id": lot, "inventory_quantity": quantity}
                for (product, place, lot), quantity in by_place.items()
            ]
        )
        names = ", ".join(sorted(set(self.batch_id.mapped("name"))))
        made._med_apply_decided(names)  # quality signed for these goods

    def _place(self):
        """Where the goods of this line go: green, yellow while a date is missing, red when expired."""
        warehouse = self.location_id.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        warehouse = warehouse.sudo()  # sudo: quality need not read the warehouse's settings
        zones = {"no_expiry": warehouse.med_await_id, "expired": warehouse.med_rejected_id}
        return zones.get(self.problem) or self.location_id or warehouse.lot_stock_id

    def _set_costs(self):
        """Costs of products that have none yet."""
        for line in self.filtered("cost"):
            product = line.product_id.with_company(line.company_id).sudo()  # sudo: part of what was signed
            if not product.standard_price:
                product.standard_price = line.cost

    # the work list -------------------------------------------------------

    def action_complete(self):
        """Release lots whose missing date was entered since: the yellow goods go to their place.

        :raise UserError: not quality, or the date is still missing
        """
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise UserError(self.env._("Dates of the opening stock are completed by quality."))
        self.check_access("write")
        missing = self.filtered(lambda line: line.problem == "no_expiry" or line.state != "waiting")
        if missing:
            raise UserError(
                self.env._(
                    "%(lots)s: enter the expiry from the label first, or say that it bears none.",
                    lots=", ".join(missing.mapped("display_name")),
                )
            )
        for company, lines in self.grouped("company_id").items():
            for purpose, part in lines.grouped(lambda line: line._purpose()).items():
                part._move_on(company, purpose)
        return True

    def _purpose(self):
        return "reject" if self.problem == "expired" else "release"

    def _move_on(self, company, purpose):
        rows = []
        for line in self:
            line._mark_lot()
            rows.append({**line._prepare_row(), "location_dest_id": line._place().id})
        self.env["med.zone.transfer"]._move(company, rows, purpose, self.batch_id[:1])
        for line in self:
            line._guarded_write(
                {
                    "state": "red" if purpose == "reject" else "released",
                    "placed_id": line._place().id,
                    "completed_by_id": self.env.uid,
                }
            )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "opening.completed",
                    "record": line.lot_id,
                    "company": company,
                    "facts": {
                        "expiry": fields.Date.to_string(line.expiry_date) or "",
                        "batch": line.batch_id.name,
                    },
                }
                for line in self
            ]
        )

    def _prepare_row(self):
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "location_id": self.placed_id.id,
        }
