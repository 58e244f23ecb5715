from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

REASONS = [
    ("disaster", "Disaster"),
    ("epidemic", "Epidemic"),
    ("emergency", "Public emergency"),
    ("rescue", "Urgent clinical rescue"),
    ("large", "Large equipment only"),
    ("other", "Other case the state provides for"),
]
STATES = [
    ("draft", "Draft"),
    ("approved", "Approved"),
    ("released", "Released"),
    ("rejected", "Not accepted"),
    ("cancelled", "Cancelled"),
]


class MedDirectDelivery(models.Model):
    """Goods that go from the supplier to the customer without touching our warehouse (直调).

    Only for a reason that the law knows (GSP art. 59); inspected at the place by the person
    appointed for it, recorded the same day (art. 66). This record alone releases them.
    """

    _name = "med.direct.delivery"
    _description = "Direct Delivery"
    _inherit = [
        "med.gate.mixin",
        "med.guarded.mixin",
        "med.retention.mixin",
        "med.event.time.mixin",
        "med.files.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _guarded_fields = (
        "name",
        "state",
        "approved_by_id",
        "approved_at",
        "inspected_by_id",
        "recorded_at",
        "is_late",
        "picking_id",
    )

    name = fields.Char(default="/", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    legal_reason = fields.Selection(REASONS, required=True, tracking=True)
    reason_note = fields.Text(
        string="What Happened", required=True, help="The facts, as an inspector would ask for them."
    )
    supplier_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", tracking=True
    )
    customer_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", tracking=True
    )
    address_id = fields.Many2one(
        "res.partner",
        string="Delivered To",
        compute="_compute_address_id",
        store=True,
        readonly=False,
        ondelete="restrict",
    )
    sale_order_id = fields.Many2one(
        "sale.order", check_company=True, ondelete="restrict", index="btree_not_null"
    )
    purchase_order_id = fields.Many2one(
        "purchase.order", check_company=True, ondelete="restrict", index="btree_not_null"
    )
    inspector_kind = fields.Selection(
        [("own", "Our inspector at the place"), ("customer", "The customer, by our appointment")],
        required=True,
        default="own",
        tracking=True,
    )
    inspector_id = fields.Many2one(
        "res.users", string="Appointed Inspector", ondelete="restrict", tracking=True
    )
    appointed_id = fields.Many2one(
        "res.partner",
        string="Appointed Person",
        ondelete="restrict",
        tracking=True,
        help="Of the customer: inspects for us and sends the record the same day.",
    )
    condition = fields.Char(string="Transport", help="Means of transport; for cold goods the temperatures.")
    line_ids = fields.One2many("med.direct.line", "direct_id", string="Goods", copy=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", "med_direct_delivery_attachment_rel", string="Papers and Photos", copy=False
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True, index=True
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    inspected_by_id = fields.Many2one("res.users", string="Recorded By", readonly=True, copy=False)
    recorded_at = fields.Datetime(readonly=True, copy=False)
    is_late = fields.Boolean(string="Recorded on a Later Day", readonly=True, copy=False)
    picking_id = fields.Many2one(
        "stock.picking",
        string="Transfer",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )

    # computes ------------------------------------------------------------

    @api.depends("customer_id", "sale_order_id")
    def _compute_address_id(self):
        for direct in self:
            if direct.address_id.commercial_partner_id != direct.customer_id.commercial_partner_id:
                direct.address_id = direct.sale_order_id.partner_shipping_id or direct.customer_id

    @api.onchange("sale_order_id", "purchase_order_id")
    def _onchange_orders(self):
        sale, purchase = self.sale_order_id, self.purchase_order_id
        if sale:
            self.customer_id, self.address_id = sale.partner_id, sale.partner_shipping_id
        if purchase:
            self.supplier_id = purchase.partner_id
        if (sale or purchase) and not self.line_ids:
            self.line_ids = [Command.create(vals) for vals in self._prepare_lines()]

    def _prepare_lines(self):
        """Values of the lines that the orders ask for."""
        bought = {line.product_id: line for line in self.purchase_order_id.order_line}
        if not self.sale_order_id:
            return [
                {"product_id": line.product_id.id, "quantity": line.product_qty, "purchase_line_id": line.id}
                for line in self.purchase_order_id.order_line
                if line.product_id.is_medical_device
            ]
        return [
            {
                "product_id": line.product_id.id,
                "quantity": line.product_uom_qty - line.qty_delivered,
                "sale_line_id": line.id,
                "purchase_line_id": bought[line.product_id].id if line.product_id in bought else False,
            }
            for line in self.sale_order_id.order_line
            if line.product_id.is_medical_device and line.product_uom_qty > line.qty_delivered
        ]

    @api.constrains("supplier_id", "customer_id", "company_id", "sale_order_id", "purchase_order_id")
    def _check_parties(self):
        for direct in self:
            own = direct.company_id.partner_id
            parties = (direct.supplier_id | direct.customer_id).commercial_partner_id
            if own in parties or len(parties) < 2:
                raise ValidationError(
                    self.env._(
                        "%(record)s goes from a supplier to a customer, and neither is ourselves.",
                        record=direct.name,
                    )
                )
            sale, purchase = direct.sale_order_id, direct.purchase_order_id
            strange = (
                sale and sale.partner_id.commercial_partner_id != direct.customer_id.commercial_partner_id
            )
            if (
                strange
                or purchase
                and purchase.partner_id.commercial_partner_id != direct.supplier_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._("%(record)s: an order is of another party.", record=direct.name)
                )

    # kernel ----------------------------------------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "implant_record" if any(self.line_ids.product_id.mapped("med_is_implant")) else "trade_record"

    def _retention_expiry_date(self):
        # EXTENDS med.retention.mixin
        return max(filter(None, self.line_ids.mapped("expiry_on")), default=False)

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state != "draft"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state", "line_ids.expiry_on", "line_ids.product_id.med_is_implant"]

    def _event_is_final(self):
        # EXTENDS med.event.time.mixin
        return self.state in ("released", "rejected")

    def _event_entered_at(self):
        # EXTENDS med.event.time.mixin
        return self.recorded_at or fields.Datetime.now()

    def _event_operator(self):
        # EXTENDS med.event.time.mixin
        return self.inspected_by_id or self.env.user

    @api.depends("event_at", "recorded_at", "state")
    def _compute_is_backdated(self):
        # EXTENDS med.event.time.mixin: entered when it is released
        return super()._compute_is_backdated()

    def _gate_next_stage(self):
        # EXTENDS med.gate.mixin
        return "release" if self.state in ("draft", "approved") else False

    def _gate_lines(self, stage):
        # EXTENDS med.gate.mixin
        return (
            self.line_ids.filtered("product_id.is_medical_device")
            if stage == "release"
            else self.line_ids.browse()
        )

    def _gate_line_document(self, line):
        # EXTENDS med.gate.mixin
        return line.direct_id

    def _gate_partners(self, stage):
        # EXTENDS med.gate.mixin
        return {direct: direct.supplier_id.commercial_partner_id for direct in self}

    def _gate_findings(self, stage):
        # EXTENDS med.gate.mixin: the supplier and the goods; the movement is judged for the customer
        findings = super()._gate_findings(stage)
        return findings + self.env["med.gate.qualification"]._findings(self, stage, "supplier")

    # CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        records = super().create(vals_list)
        # sudo: numbers are drawn by whoever may make a record
        sequence = self.env["ir.sequence"].sudo()
        for record in records:
            number = sequence.with_company(record.company_id).next_by_code("med.direct.delivery")
            record._guarded_write({"name": number or "/"})
        records._adopt_files()
        return records

    def write(self, vals):
        # EXTENDS base: what was approved and what was released stays so
        ours = {name for name in vals if (self._fields[name]._module or "") == "med_quality"}
        frozen = ours - set(self._guarded_names())
        for record in self:
            free = {"draft": frozen, "approved": self._free_names()}.get(record.state, set())
            if frozen - free:
                raise UserError(
                    self.env._(
                        "%(record)s is past that step: %(fields)s stay as approved. Cancel it and make "
                        "another.",
                        record=record.name,
                        fields=self._labels_of(frozen - free),
                    )
                )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    @api.model
    def _free_names(self):
        """Fields that the inspection at the place fills in."""
        return {"line_ids", "attachment_ids", "condition", "inspector_id", "appointed_id", "inspector_kind"}

    # actions ---------------------------------------------------------------

    def _require(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "%(record)s is “%(state)s”: this step does not apply to it.",
                        record=record.name,
                        state=labels[record.state],
                    )
                )

    def _check_officer(self):
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("Direct deliveries are approved by quality staff. Ask a quality officer.")
            )

    def action_approve(self):
        """Quality confirms the legal reason, the parties, the goods and who inspects.

        :raise UserError: something is missing, or the supplier or a product is not in order
        """
        self._check_officer()
        self._require("draft")
        for record in self:
            record._check_complete()
            record._gate_judge("release")
            record._guarded_write(
                {"state": "approved", "approved_by_id": self.env.uid, "approved_at": fields.Datetime.now()}
            )
            record._log("direct.approved", {"reason": record.legal_reason})
            record._tell_inspector()
        return True

    def _check_complete(self):
        appointed = self.inspector_id if self.inspector_kind == "own" else self.appointed_id
        problems = [] if appointed else [self.env._("nobody is appointed to inspect")]
        if not self.line_ids:
            problems.append(self.env._("no goods"))
        if len((self.reason_note or "").strip()) < 5:
            problems.append(self.env._("what happened is not told"))
        company = self.appointed_id.commercial_partner_id
        if (
            self.inspector_kind == "customer"
            and appointed
            and company != self.customer_id.commercial_partner_id
        ):
            problems.append(self.env._("the appointed person is not of the customer"))
        if problems:
            raise UserError(
                self.env._(
                    "%(record)s cannot be approved: %(problems)s.",
                    record=self.name,
                    problems=self.env._(", ").join(problems),
                )
            )

    def _tell_inspector(self):
        user = self.inspector_id if self.inspector_kind == "own" else self.create_uid
        # sudo: the system tells who was appointed
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("Direct delivery: record the inspection the same day"),
        )

    def action_cancel(self):
        """Give up a direct delivery that was not inspected."""
        self.check_access("write")
        self._require("draft", "approved")
        for record in self:
            record._guarded_write({"state": "cancelled"})
            record._log("direct.cancelled", {})
            record.sudo().activity_ids.unlink()  # sudo: what was asked of people is over
        return True

    def action_open_picking(self):
        """The transfer by which the goods went."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "views": [(False, "form")],
        }

    def _log(self, event, facts):
        facts = {
            "supplier": self.supplier_id.id,
            "customer": self.customer_id.id,
            "lines": len(self.line_ids),
            **facts,
        }
        self.env["med.ledger.entry"]._append(event, record=self, company=self.company_id, facts=facts)
