from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("draft", "Investigation"),
    ("running", "Being Carried out"),
    ("watching", "Effectiveness Watched"),
    ("done", "Effective"),
    ("cancelled", "Cancelled"),
]
SCOPES = [
    ("supplier", "Supplier"),
    ("product", "Product"),
    ("cause", "Cause"),
    ("supplier_product", "Supplier and Product"),
    ("product_cause", "Product and Cause"),
]
METHODS = [("why", "5 Whys"), ("fishbone", "Fishbone Diagram"), ("fmea", "FMEA"), ("other", "Other")]


class MedCapa(models.Model):
    """Corrective or preventive action that must prove itself.

    Root cause, actions with owners and proof, verification by another person, and then the data:
    cases of the same kind are counted over a period, and too many open it again.
    """

    _name = "med.capa"
    _description = "Corrective or Preventive Action"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "med.guarded.mixin",
        "med.deadline.mixin",
        "med.retention.mixin",
        "med.files.mixin",
    ]
    _order = "id desc"

    _guarded_fields = (
        "state",
        "number",
        "started_at",
        "verified_by_id",
        "verified_at",
        "watch_from",
        "watch_until",
        "baseline_count",
        "repeat_count",
        "judged_at",
        "reopened_at",
        "reopen_count",
        "former_user_ids",
    )

    number = fields.Char(readonly=True, copy=False, default="/")
    name = fields.Char("Problem", required=True, tracking=True)
    kind = fields.Selection(
        [("corrective", "Corrective"), ("preventive", "Preventive")], required=True, default="corrective"
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False, index=True, tracking=True
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
    former_user_ids = fields.Many2many(
        "res.users", "med_capa_former_user_rel", string="Responsible Before", readonly=True, copy=False
    )
    description = fields.Text()
    nonconformity_ids = fields.One2many("med.nonconformity", "capa_id", string="Nonconformities")
    root_cause_method = fields.Selection(METHODS, string="Method")
    root_cause = fields.Text(tracking=True)
    action_ids = fields.One2many("med.capa.action", "capa_id", string="Actions")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)

    # how its effect is measured
    scope = fields.Selection(SCOPES, "Counted by", required=True, default="cause")
    partner_id = fields.Many2one("res.partner", string="Supplier", index="btree_not_null")
    product_id = fields.Many2one("product.product", index="btree_not_null")
    cause_id = fields.Many2one("med.nc.cause", index="btree_not_null")
    watch_days = fields.Integer("Watched for (Days)", default=90, required=True)
    allowed_count = fields.Integer(
        "Cases Allowed",
        help="As many cases of the same kind may come up while it is watched; one more opens it again.",
    )

    # what the system notes
    started_at = fields.Datetime("Started on", readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", "Verified by", readonly=True, copy=False)
    verified_at = fields.Datetime("Verified on", readonly=True, copy=False)
    watch_from = fields.Date("Watched from", readonly=True, copy=False)
    watch_until = fields.Date("Watched until", readonly=True, copy=False, index=True)
    baseline_count = fields.Integer(
        "Cases Before",
        readonly=True,
        copy=False,
        help="Cases of the same kind in as many days before it started.",
    )
    repeat_count = fields.Integer(
        "Cases Since", readonly=True, copy=False, help="Cases of the same kind found while it was watched."
    )
    judged_at = fields.Datetime("Judged on", readonly=True, copy=False)
    reopened_at = fields.Datetime("Opened Again on", readonly=True, copy=False)
    reopen_count = fields.Integer("Times Opened Again", readonly=True, copy=False)

    _watch_positive = models.Constraint(
        "CHECK (watch_days > 0 AND allowed_count >= 0)",
        "The effect is watched for at least one day, and the allowed cases are not below zero.",
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for capa in self:
            capa.display_name = " ".join(filter(None, [capa.number, capa.name]))

    @api.constrains("scope", "partner_id", "product_id", "cause_id")
    def _check_scope(self):
        for capa in self:
            missing = [name for name in capa._scope_fields() if not capa[name]]
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(capa)s: its effect is counted by %(fields)s, so choose it.",
                        capa=capa.name,
                        fields=self._labels_of(missing),
                    )
                )

    def _scope_fields(self):
        """Names of the fields by which cases of the same kind are recognised."""
        return {
            "supplier": ("partner_id",),
            "product": ("product_id",),
            "cause": ("cause_id",),
            "supplier_product": ("partner_id", "product_id"),
            "product_cause": ("product_id", "cause_id"),
        }[self.scope]

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        capas = super().create(vals_list)
        capas._adopt_files()
        for capa in capas:
            # sudo: the number is the system's
            company = capa.company_id.sudo()
            sequence = self.env["ir.sequence"].sudo().with_company(company)  # sudo: as above
            vals = {"number": sequence.next_by_code("med.capa") or "/"}
            if not capa.deadline_at:
                vals["deadline_at"] = capa._deadline_after(fields.Datetime.now(), 20, "days", company)
            capa.sudo()._guarded_write(vals)  # sudo: as above
        capas._log_event("capa.opened")
        return capas

    def write(self, vals):
        # EXTENDS base: what was verified or closed stays
        names = {n for n in vals if not n.startswith(("message_", "activity_", "deadline_"))}
        locked = self.filtered(lambda capa: capa.state in ("watching", "done", "cancelled"))
        if names and locked and not self._has_ticket("state"):
            raise UserError(
                self.env._("%(capa)s was verified or closed and stays as it is.", capa=locked[0].display_name)
            )
        before = {capa: capa.user_id for capa in self} if "user_id" in vals else {}
        result = super().write(vals)
        for capa, user in before.items():
            if user != capa.user_id:
                # sudo: the system notes who answered for it
                capa.sudo()._guarded_write({"former_user_ids": [Command.link(user.id)]})
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    # retention and deadline ----------------------------------------------

    def _retention_applies(self):
        # OVERRIDE
        return self.state != "draft"

    @api.model
    def _deadline_open_domain(self):
        # OVERRIDE: until it is verified
        return [("state", "in", ("draft", "running"))]

    def _deadline_on_overdue(self):
        # OVERRIDE
        self._remind(self.env._("Overdue: carry out and have it verified"))

    def _remind(self, summary):
        """One to-do for the person responsible."""
        capa = self.sudo()  # sudo: the to-do of another person
        if summary not in capa.activity_ids.mapped("summary"):
            capa.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=capa.user_id.id)

    def _log_event(self, event, **facts):
        self.env["med.ledger.entry"]._append_batch(
            [{"event": event, "record": capa, "company": capa.company_id, "facts": facts} for capa in self]
        )
