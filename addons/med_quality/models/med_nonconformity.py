from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [("goods", "Goods"), ("deviation", "Exception in Work"), ("event", "Abnormal Event")]
SEVERITIES = [("minor", "Minor"), ("major", "Major"), ("critical", "Critical")]
DISPOSITIONS = [
    ("return", "Return to Supplier"),
    ("rework", "Rework"),
    ("concession", "Concession"),
    ("scrap", "Scrap"),
]
STATES = [
    ("open", "To Contain"),
    ("contained", "Contained"),
    ("decided", "Decided"),
    ("done", "Closed"),
    ("cancelled", "Cancelled"),
]
# working days until it should be closed
DAYS = {"minor": 10, "major": 5, "critical": 2}
OPEN_STATES = ("open", "contained", "decided")
# what a decision was made for: it stays once it was made
DECIDED_FIELDS = {
    "product_id",
    "lot_id",
    "location_id",
    "quantity",
    "partner_id",
    "disposition",
    "disposition_reason",
    "rest_is_good",
}


class MedNonconformity(models.Model):
    """Goods or work that are not as they should be: what, how much, where, why, what became of it.

    Goods are contained by the hold of their lot or by the red zone; nobody types a state.
    """

    _name = "med.nonconformity"
    _description = "Nonconformity"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "med.guarded.mixin",
        "med.approval.mixin",
        "med.event.time.mixin",
        "med.deadline.mixin",
        "med.retention.mixin",
        "med.files.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    _guarded_fields = (
        "state",
        "name",
        "kind",
        "company_id",
        "origin_model",
        "origin_id",
        "origin_name",
        "reported_by_id",
        "reported_at",
        "block_id",
        "goods_value",
        "contained_at",
        "contained_by_id",
        "decided_at",
        "answered_by_id",
        "executed_at",
        "executed_by_id",
        "return_picking_id",
        "scrap_id",
        "transfer_ids",
        "closed_at",
        "closed_by_id",
        "cancel_reason",
    )

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    kind = fields.Selection(KINDS, required=True, readonly=True, default="goods", index=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", copy=False, index=True, tracking=True
    )
    severity = fields.Selection(SEVERITIES, required=True, default="minor", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        tracking=True,
        domain=[("share", "=", False)],
        help="Who sees to it that it is closed.",
    )
    reported_by_id = fields.Many2one("res.users", string="Reported by", readonly=True, copy=False)
    reported_at = fields.Datetime(
        "Reported on",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: fields.Datetime.now(),
        index=True,
    )

    # what, how much, where
    reason = fields.Char("What Is Wrong", required=True, tracking=True)
    description = fields.Text(help="What was found, how, by which means.")
    product_id = fields.Many2one("product.product", index="btree_not_null", tracking=True, check_company=True)
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        domain="[('product_id', '=', product_id)]",
        check_company=True,
    )
    quantity = fields.Float(digits="Product Unit", tracking=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    location_id = fields.Many2one(
        "stock.location",
        string="Lies in",
        domain="[('usage', '=', 'internal')]",
        tracking=True,
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", index="btree_not_null", tracking=True, check_company=True
    )
    origin_model = fields.Char(readonly=True, copy=False)
    origin_id = fields.Many2oneReference(
        string="Origin Number", model_field="origin_model", readonly=True, copy=False, aggregator=None
    )
    origin_name = fields.Char("Found in", readonly=True, copy=False)
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and Files", copy=False)

    is_in_red = fields.Boolean(compute="_compute_is_in_red")

    # containment
    block_id = fields.Many2one("med.lot.block", string="Hold", readonly=True, copy=False)
    containment = fields.Text("Immediate Measure", help="What was done at once so that no harm is done.")
    contained_at = fields.Datetime("Contained on", readonly=True, copy=False)
    contained_by_id = fields.Many2one("res.users", "Contained by", readonly=True, copy=False)

    # cause and decision
    cause_id = fields.Many2one("med.nc.cause", tracking=True, index="btree_not_null")
    root_cause = fields.Text("Cause in Words")
    correction = fields.Text(help="What was put right.")
    disposition = fields.Selection(DISPOSITIONS, tracking=True)
    disposition_reason = fields.Text("Reason of the Decision")
    rest_is_good = fields.Boolean(
        "Rest of the Lot Is Good",
        help="What else there is of the lot may be sold again once the decision is carried out. "
        "Otherwise the hold stays until quality lifts it.",
    )
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users",
        "Answered for by",
        readonly=True,
        copy=False,
        help="Who was responsible when it was decided; another person closes it.",
    )
    executed_at = fields.Datetime("Carried out on", readonly=True, copy=False)
    executed_by_id = fields.Many2one("res.users", "Carried out by", readonly=True, copy=False)
    return_picking_id = fields.Many2one("stock.picking", "Return", readonly=True, copy=False)
    scrap_id = fields.Many2one("stock.scrap", readonly=True, copy=False)
    transfer_ids = fields.Many2many("stock.picking", string="Transfers", readonly=True, copy=False)

    # cost
    goods_value = fields.Monetary(
        "Value of the Goods", readonly=True, copy=False, help="At cost, when found."
    )
    cost_other = fields.Monetary("Other Cost", help="Freight, work, laboratory, disposal.")
    recovered = fields.Monetary(help="What the supplier or an insurance bears.")
    cost = fields.Monetary(
        compute="_compute_cost", store=True, help="Lost goods and other cost less what was recovered."
    )

    # improvement and end
    action_ids = fields.One2many("med.capa.action", "nonconformity_id", string="Correction Plan")
    capa_id = fields.Many2one("med.capa", string="Corrective Action", index="btree_not_null", tracking=True)
    needs_capa = fields.Boolean("Needs Corrective Action", tracking=True)
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)

    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 0)", "The quantity of a nonconformity cannot be below zero."
    )
    _by_supplier = models.Index("(company_id, partner_id, reported_at)")
    _by_cause = models.Index("(company_id, cause_id, reported_at)")

    # computed ------------------------------------------------------------

    @api.depends("goods_value", "cost_other", "recovered", "disposition")
    def _compute_cost(self):
        for case in self:
            lost = case.goods_value if case.disposition in ("scrap", "return") else 0.0
            case.cost = lost + case.cost_other - case.recovered

    @api.depends("location_id.med_zone_effective")
    def _compute_is_in_red(self):
        for case in self:
            # sudo: the colour of a place is no secret
            case.is_in_red = case.location_id.sudo().med_zone_effective == "rejected"

    @api.depends("name", "reason")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " ".join(filter(None, [case.name, case.reason]))

    # rules ---------------------------------------------------------------

    @api.constrains("kind", "product_id", "quantity", "lot_id")
    def _check_goods(self):
        for case in self.filtered(lambda case: case.kind == "goods"):
            if not case.product_id or case.quantity <= 0:
                raise ValidationError(
                    self.env._(
                        "%(case)s: say which product and how much of it is not as it should be.",
                        case=case.display_name,
                    )
                )
            if case.lot_id and case.lot_id.product_id != case.product_id:
                raise ValidationError(
                    self.env._(
                        "%(case)s: lot %(lot)s is a lot of another product. Choose a lot of %(product)s.",
                        case=case.display_name,
                        lot=case.lot_id.name,
                        product=case.product_id.display_name,
                    )
                )

    @api.constrains("cost_other", "recovered")
    def _check_cost(self):
        for case in self:
            if case.cost_other < 0 or case.recovered < 0:
                raise ValidationError(
                    self.env._("%(case)s: cost cannot be below zero.", case=case.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin: number, operator and deadline are the system's
        cases = super().create(vals_list)
        cases._adopt_files()
        for case in cases:
            # sudo: who reports need not be able to write what the system notes
            case.sudo()._guarded_write(case._prepare_opening())
        cases._log_event("nc.opened")
        return cases

    def _prepare_opening(self):
        """Values the system notes when a case is opened."""
        now = fields.Datetime.now()
        days = DAYS[self.severity]
        # sudo: the number and the people of the company, whoever reports
        company = self.company_id.sudo()
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        return {
            "name": sequence.next_by_code("med.nonconformity") or "/",
            "reported_by_id": self.env.uid,
            "user_id": (self.user_id or self._default_responsible(company)).id,
            "deadline_at": self.deadline_at or self._deadline_after(now, days, "days", company),
            "goods_value": self._goods_value(),
        }

    @api.model
    def _default_responsible(self, company):
        """Who answers for a case nobody was named for: quality who reports, else the head."""
        if self.env.user.has_group("med_base.group_quality_officer"):
            return self.env.user
        return company.med_quality_head_id

    def _goods_value(self):
        """Value at cost of what is concerned, in the company's currency."""
        if self.kind != "goods":
            return 0.0
        # sudo: what goods cost is noted, whoever reports
        product = self.product_id.sudo().with_company(self.company_id)
        return self.currency_id.round(product.standard_price * self.quantity)

    def write(self, vals):
        # EXTENDS base: what was decided stays, what is closed stays whole
        self._check_open_for(set(vals))
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        if {"product_id", "quantity"} & set(vals):
            for case in self:
                # sudo: the system notes the value
                case.sudo()._guarded_write({"goods_value": case._goods_value()})
        return result

    def _check_open_for(self, names):
        names = {
            n for n in names if not n.startswith(("message_", "activity_", "deadline_reminded", "website_"))
        }
        ended = self.filtered(lambda case: case.state in ("done", "cancelled"))
        decided = (
            self.filtered(lambda case: case.state == "decided") if names & DECIDED_FIELDS else self.browse()
        )
        locked = (ended if names else ended.browse()) | decided
        if locked and not self._has_ticket("state"):
            raise UserError(
                self.env._(
                    "%(case)s: what was decided or closed stays as it is. Open a new nonconformity "
                    "for what was found since.",
                    case=locked[0].display_name,
                )
            )

    def _after_opening(self):
        """Hook: cases were opened and contained; alerts and effectiveness are judged here."""

    # retention -----------------------------------------------------------

    def _retention_rule_code(self):
        # OVERRIDE
        self.ensure_one()
        return "implant_record" if self.product_id.med_is_implant else "trade_record"

    @api.model
    def _retention_depends(self):
        # OVERRIDE
        return ["product_id.med_is_implant", "lot_id.expiration_date"]

    def _retention_expiry_date(self):
        # OVERRIDE
        expiry = self.lot_id.expiration_date
        return expiry.date() if expiry else False

    # deadline ------------------------------------------------------------

    @api.model
    def _deadline_open_domain(self):
        # OVERRIDE
        return [("state", "in", OPEN_STATES)]

    def _deadline_on_overdue(self):
        # OVERRIDE
        self._remind(self.env._("Overdue: close it or say what is missing"))

    def _remind(self, summary):
        """One activity for the one who answers for the case, no second one of the same words."""
        self.ensure_one()
        # sudo: the to-do of another person
        case = self.sudo()
        user = case.user_id or case.company_id.med_quality_head_id
        if user and summary not in case.activity_ids.filtered(lambda a: a.user_id == user).mapped("summary"):
            case.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=user.id)

    # ledger --------------------------------------------------------------

    def _log_event(self, event, **facts):
        """One ledger entry for each of these cases."""
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": case,
                    "company": case.company_id,
                    "facts": {**case._ledger_facts(), **facts},
                }
                for case in self
            ]
        )

    def _ledger_facts(self):
        if self.kind != "goods":
            return {"kind": self.kind, "severity": self.severity}
        return {
            "product": self.product_id.id,
            "lots": self.lot_id.mapped("name"),
            "quantity": self.quantity,
            "severity": self.severity,
        }
