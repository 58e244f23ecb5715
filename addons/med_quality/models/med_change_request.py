from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("product", "Product or Packaging"),
    ("supplier", "Supplier"),
    ("registration", "Registration or Filing"),
    ("process", "Process or Document"),
    ("premises", "Premises or Equipment"),
    ("system", "Computer System"),
    ("organisation", "Organisation or People"),
]
LOCKED = ("done", "rejected", "cancelled")


class MedChangeRequest(models.Model):
    """A change that was thought through before: what it touches, who agrees, what has to be done."""

    _name = "med.change.request"
    _description = "Change Request"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "med.approval.state.mixin",
        "med.retention.mixin",
        "med.files.mixin",
    ]
    _order = "id desc"

    _guarded_fields = ("state", "number", "approved_at", "closed_at", "closed_by_id")

    number = fields.Char(readonly=True, copy=False, default="/")
    name = fields.Char("Change", required=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="process", index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Pending"),
            ("approved", "Being Carried out"),
            ("done", "Closed"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    description = fields.Text("From What to What")
    reason = fields.Text()
    planned_on = fields.Date("Planned for")
    risk = fields.Selection([("low", "Low"), ("medium", "Medium"), ("high", "High")], tracking=True)
    risk_note = fields.Text("Risk and How It Is Kept Small")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    capa_id = fields.Many2one("med.capa", string="Because of CAPA", index="btree_not_null")

    # impact
    product_ids = fields.Many2many("product.product", string="Products")
    credential_ids = fields.Many2many("med.credential", string="Registrations and Papers")
    partner_ids = fields.Many2many("res.partner", string="Suppliers and Customers")
    document_ids = fields.Many2many("med.document", string="Documents")
    training_group_ids = fields.Many2many("res.groups", string="Jobs to Be Trained")
    has_no_impact = fields.Boolean(
        "Touches Nothing of These",
        help="Looked at, and nothing of products, papers, partners, documents and training is touched.",
    )
    impact_note = fields.Text("Impact in Words")
    action_ids = fields.One2many("med.capa.action", "change_id", string="Tasks")
    version_ids = fields.One2many("med.document.version", "change_id", string="New Versions")

    approved_at = fields.Datetime("Approved on", readonly=True, copy=False)
    result = fields.Text(help="What was checked after the change, and that it works.")
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for change in self:
            change.display_name = " ".join(filter(None, [change.number, change.name]))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        changes = super().create(vals_list)
        changes._adopt_files()
        for change in changes:
            # sudo: the number is the system's
            sequence = self.env["ir.sequence"].sudo().with_company(change.company_id)
            number = sequence.next_by_code("med.change.request") or "/"
            change.sudo()._guarded_write({"number": number})  # sudo: as above
        return changes

    def write(self, vals):
        # EXTENDS base: what was submitted stays; what was closed stays whole
        names = {n for n in vals if not n.startswith(("message_", "activity_"))}
        content = {*self._approval_content_fields(), "attachment_ids", "company_id"} & names
        locked = self.filtered(lambda change: change.state in LOCKED or (content and change.state != "draft"))
        if names and locked and not self._has_ticket("state"):
            raise UserError(
                self.env._(
                    "%(change)s was submitted and stays as it is. Ask for a new change for the rest.",
                    change=locked[0].display_name,
                )
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    # impact --------------------------------------------------------------

    def action_find_impact(self):
        """Add what hangs on the products and suppliers named: papers, suppliers, products bought there."""
        self.check_access("write")
        for change in self:
            papers = self.env["med.credential"].search(
                [
                    "|",
                    ("product_id", "in", change.product_ids.ids),
                    ("partner_id", "in", change.partner_ids.ids),
                    ("company_id", "in", [change.company_id.id, False]),
                    ("state", "=", "valid"),
                ]
            )
            change.credential_ids |= papers
            change.partner_ids |= change.product_ids.seller_ids.partner_id
        return True

    # approval ------------------------------------------------------------

    def _approval_content_fields(self):
        # OVERRIDE
        return [
            "name",
            "kind",
            "description",
            "reason",
            "planned_on",
            "risk",
            "risk_note",
            "product_ids",
            "credential_ids",
            "partner_ids",
            "document_ids",
            "training_group_ids",
            "has_no_impact",
            "impact_note",
        ]

    def _impacts(self):
        """Names of the fields that say what is touched."""
        return ("product_ids", "credential_ids", "partner_ids", "document_ids", "training_group_ids")

    def _approval_check_submit(self):
        # EXTENDS med.approval.mixin
        result = super()._approval_check_submit()
        missing = [
            name
            for name in ("description", "reason", "planned_on", "risk", "risk_note")
            if not self[name] or (isinstance(self[name], str) and not self[name].strip())
        ]
        if not any(self[name] for name in self._impacts()) and not self.has_no_impact:
            missing.append("has_no_impact")
        if not self.action_ids:
            missing.append("action_ids")
        if self.state != "draft" or missing:
            raise UserError(
                self.env._(
                    "%(change)s cannot be submitted: it must be a complete draft. Missing: %(missing)s.",
                    change=self.display_name,
                    missing=self._labels_of(missing) or "–",
                )
            )
        return result

    def _approval_on_approved(self, request):
        # OVERRIDE
        self._guarded_write({"state": "approved", "approved_at": fields.Datetime.now()})
        self._log_event("change.approved")

    # end -----------------------------------------------------------------

    def action_close(self):
        """Close once every task is done, documents are in force, and the result was looked at.

        :raise UserError: something is missing
        """
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("Changes are closed by quality staff. Ask a quality officer."))
        for change in self:
            missing = change._missing_for_closing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(change)s cannot be closed. Still missing: %(missing)s.",
                        change=change.display_name,
                        missing=", ".join(missing),
                    )
                )
            # sudo: checked above, the system notes who and when
            change.sudo()._guarded_write(
                {"state": "done", "closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
            )
        self._log_event("change.closed")
        return True

    def _missing_for_closing(self):
        """What a closed change must have and this one has not."""
        missing = []
        if self.state != "approved":
            missing.append(self.env._("the approval"))
        if self.state == "approved" and not self._approval_is_current():
            missing.append(self.env._("the approval of what it is now"))
        if self.action_ids.filtered(lambda action: action.state == "open"):
            missing.append(self.env._("every task done, with its proof"))
        stale = self.document_ids.filtered(lambda d: not d.current_id or d.current_id.change_id != self)
        if stale:
            documents = ", ".join(stale.mapped("display_name"))
            missing.append(self.env._("a new version in force of %(documents)s", documents=documents))
        if not (self.result or "").strip():
            missing.append(self._fields["result"]._description_string(self.env))
        return missing

    def action_cancel(self, reason=None):
        """Cancel before it was carried out (quality head), with the reason."""
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(self.env._("Only the quality head cancels. Ask the quality head."))
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Give the reason for this decision."))
        for change in self:
            if change.state not in ("draft", "approved"):
                raise UserError(
                    self.env._("%(change)s cannot be cancelled any more.", change=change.display_name)
                )
            # sudo: checked above, the system notes it
            change.sudo()._guarded_write({"state": "cancelled"})
        self._log_event("change.cancelled", reason=reason.strip())
        return True

    def _log_event(self, event, **facts):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": change,
                    "company": change.company_id,
                    "facts": {"number": change.number, **facts},
                }
                for change in self
            ]
        )

    def _retention_applies(self):
        # OVERRIDE
        return self.state != "draft"
