from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

RESULTS = [("pass", "Accepted"), ("part", "Partly Accepted"), ("fail", "Rejected")]
AUTOMATIC = {"id", "create_uid", "create_date", "write_uid", "write_date"}
# what the inspector says; all else is a fact of the receipt or the system's
ENTERED = {
    "result",
    "rejected_quantity",
    "reason_id",
    "note",
    "photo_ids",
    "sampled_quantity",
    "production_date",
    "expiry_date",
    "has_no_expiry",
    "sterilisation_lot",
}


class MedInspectionLine(models.Model):
    """Goods of one lot in one place, and what the inspector saw of them."""

    _name = "med.inspection.line"
    _inherit = ["med.guarded.mixin"]
    _description = "Inspection Line"
    _order = "inspection_id desc, sequence, id"
    _rec_names_search = ["lot_id", "product_id"]

    inspection_id = fields.Many2one(
        "med.inspection", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    state = fields.Selection(related="inspection_id.state", store=True, string="Inspection State")
    kind = fields.Selection(related="inspection_id.kind", store=True)
    partner_id = fields.Many2one(related="inspection_id.partner_id", store=True, index="btree_not_null")
    inspector_id = fields.Many2one(related="inspection_id.inspector_id", store=True)
    inspected_at = fields.Datetime(related="inspection_id.inspected_at", store=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="restrict"
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one(
        "stock.lot", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    location_id = fields.Many2one("stock.location", string="Place", readonly=True)
    package_id = fields.Many2one("stock.package", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True)
    move_id = fields.Many2one("stock.move", string="Movement", readonly=True, index="btree_not_null")
    received_quantity = fields.Float(digits="Product Unit", readonly=True, required=True)
    rejected_quantity = fields.Float(digits="Product Unit")
    accepted_quantity = fields.Float(digits="Product Unit", compute="_compute_accepted_quantity", store=True)
    result = fields.Selection(
        RESULTS, help="Empty: nobody has looked at it yet, so nothing of it is released."
    )
    reason_id = fields.Many2one("med.inspection.reason", index="btree_not_null", ondelete="restrict")
    note = fields.Char()
    photo_ids = fields.Many2many(
        "ir.attachment",
        "med_inspection_line_photo_rel",
        "line_id",
        "attachment_id",
        string="Photos",
        copy=False,
    )
    plan_id = fields.Many2one("med.inspection.plan", readonly=True, ondelete="restrict")
    is_skipped = fields.Boolean(
        string="Reduced",
        readonly=True,
        help="Enough lots in a row were good: only what identifies the goods is checked.",
    )
    sample_size = fields.Float(
        digits="Product Unit", readonly=True, help="How many pieces the plan asks to look at."
    )
    sampled_quantity = fields.Float(string="Looked At", digits="Product Unit")
    check_ids = fields.One2many("med.inspection.check", "line_id", string="Checks")
    warning = fields.Text(
        readonly=True,
        help="What the system noticed. Such a line has no preset result: look at it and decide.",
    )
    production_date = fields.Date()
    expiry_date = fields.Date()
    has_no_expiry = fields.Boolean(
        string="No Expiry on the Label", help="The label of these goods bears no date."
    )
    sterilisation_lot = fields.Char()
    certificate_id = fields.Many2one(
        "med.credential",
        readonly=True,
        help="Covered the day on which the lot was made.",
    )
    release_state = fields.Selection(
        [("none", "Nothing to Release"), ("waiting", "Accepted, Waiting"), ("released", "Released")],
        readonly=True,
        index="btree_not_null",
    )
    stop_reason = fields.Text(string="Waits For", readonly=True)
    released_at = fields.Datetime(readonly=True)

    _received_positive = models.Constraint(
        "CHECK (received_quantity > 0)",
        "Nothing of these goods was received, so there is nothing to inspect.",
    )
    _rejected_within = models.Constraint(
        "CHECK (rejected_quantity >= 0)", "A rejected quantity cannot be negative."
    )

    @api.model
    def _guarded_names(self):
        # OVERRIDE: everything but what the inspector enters
        own = {name for name, field in self._fields.items() if field.store} - AUTOMATIC
        return tuple(sorted(own - ENTERED - {"check_ids", "sequence"}))

    @api.depends("product_id", "lot_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, [line.product_id.display_name, line.lot_id.name]))

    @api.depends("received_quantity", "rejected_quantity", "result")
    def _compute_accepted_quantity(self):
        for line in self:
            line.accepted_quantity = line.received_quantity - line.rejected_quantity if line.result else 0.0

    @api.constrains("result", "rejected_quantity", "received_quantity")
    def _check_result(self):
        """Result and quantities say the same."""
        for line in self.filtered("result"):
            unit, rejected = line.product_id.uom_id, line.rejected_quantity
            against = unit.compare(rejected, line.received_quantity)
            fits = {
                "pass": unit.is_zero(rejected),
                "fail": against == 0,
                "part": against < 0 and not unit.is_zero(rejected),
            }
            if not fits[line.result]:
                raise ValidationError(
                    self.env._(
                        "%(goods)s: %(rejected)s of %(received)s rejected does not fit the result "
                        "“%(result)s”. Enter how many of the received pieces are rejected.",
                        goods=line.display_name,
                        rejected=rejected,
                        received=line.received_quantity,
                        result=dict(self._fields["result"]._description_selection(self.env))[line.result],
                    )
                )

    @api.constrains("production_date", "expiry_date")
    def _check_dates(self):
        for line in self.filtered(lambda li: li.production_date and li.expiry_date):
            if line.expiry_date <= line.production_date:
                raise ValidationError(
                    self.env._(
                        "%(goods)s would expire on %(end)s, before it was made on %(made)s. "
                        "Compare both dates with the label.",
                        goods=line.display_name,
                        end=fields.Date.to_string(line.expiry_date),
                        made=fields.Date.to_string(line.production_date),
                    )
                )

    # entering ----------------------------------------------------------------

    def write(self, vals):
        # EXTENDS med.guarded.mixin: entered by inspectors until it is signed
        if self._has_ticket("state"):
            return super().write(vals)
        self._check_may_enter()
        if not {"result", "rejected_quantity"} & set(vals):
            result = super().write(vals)
        else:
            result = True
            for together, lines in self.grouped(
                lambda line: tuple(line._prepare_result(vals).items())
            ).items():
                result = super(MedInspectionLine, lines).write({**vals, **dict(together)})
        self.inspection_id._touch()
        return result

    def _check_may_enter(self):
        """Only inspectors enter results, and only until they are signed."""
        self.inspection_id._check_inspector()
        signed = self.inspection_id.filtered(lambda inspection: inspection.state != "draft")
        if signed:
            raise UserError(
                self.env._(
                    "%(inspections)s is signed and stays as it is. What turns out later is entered as a "
                    "new inspection of the lot or as a nonconformity.",
                    inspections=", ".join(signed.mapped("name")),
                )
            )

    def _prepare_result(self, vals):
        """The result that a rejected quantity means, or the quantity that a result means."""
        self.ensure_one()
        if "rejected_quantity" not in vals:
            whole = {"pass": 0.0, "fail": self.received_quantity, False: 0.0}
            return {"rejected_quantity": whole[vals["result"]]} if vals["result"] in whole else {}
        if "result" in vals:
            return {}
        unit, rejected = self.product_id.uom_id, vals["rejected_quantity"] or 0.0
        if unit.is_zero(rejected):
            return {"result": "pass"}
        return {"result": "part" if unit.compare(rejected, self.received_quantity) < 0 else "fail"}

    def unlink(self):
        # OVERRIDE: evidence; lines go with their inspection in the database, once the law lets it go
        if self:
            raise UserError(
                self.env._(
                    "Lines of an inspection stay: goods that are not there are rejected with a reason."
                )
            )
        return super().unlink()
