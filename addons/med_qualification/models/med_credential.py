from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("draft", "Draft"),
    ("review", "Under Review"),
    ("valid", "Valid"),
    ("renewing", "Under Renewal"),
    ("expired", "Expired"),
    ("superseded", "Superseded"),
    ("revoked", "Revoked"),
]
CONTENT_FIELDS = (
    "type_id",
    "company_id",
    "partner_id",
    "product_id",
    "product_ids",
    "number",
    "issuer",
    "holder_name",
    "legal_representative",
    "address",
    "warehouse_address",
    "business_mode",
    "date_issued",
    "date_valid_from",
    "date_valid_to",
    "scope_text",
    "scope_ids",
    "amends_id",
    "parent_id",
    "grantor_id",
    "grantee_id",
    "area_ids",
    "authorised_user_id",
    "authorised_name",
    "authorised_identity",
)
SCOPE_CONTENT = (
    "device_class",
    "category_ids",
    "excluded_ids",
    "is_ivd",
    "is_cold_chain",
    "is_ivd_only",
    "is_without_implants",
)


class MedCredential(models.Model):
    """One version of one paper of a party or a product, as one company keeps it."""

    _name = "med.credential"
    _description = "Credential"
    _inherit = [
        "med.guarded.mixin",
        "med.retention.mixin",
        "med.approval.mixin",
        "med.event.time.mixin",
        "med.files.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_valid_to desc, id desc"
    _check_company_auto = True
    _guarded_fields = (
        "state",
        "commercial_partner_id",
        "ended_on",
        "unique_key",
        "version",
        "file_digests",
        "dossier_id",
        "renewal_accepted_on",
        "renewal_notice_no",
        "content_seal",
        "altered_at",
        "snoozed_until",
        "snooze_reason",
        "reminded_on",
        "approved_at",
    )

    name = fields.Char(compute="_compute_name", store=True)
    type_id = fields.Many2one(
        "med.credential.type",
        index=True,
        ondelete="restrict",
        tracking=True,
        help="May be chosen after the file was dropped, before the paper is submitted.",
    )
    type_code = fields.Char(related="type_id.code")
    type_scope = fields.Selection(related="type_id.scope", string="Kind of Scope")
    type_expiry = fields.Selection(related="type_id.expiry", string="Kind of End")
    is_sensitive = fields.Boolean(related="type_id.is_sensitive")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Party", index="btree_not_null", ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of Party",
        store=True,
        index="btree_not_null",
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="restrict", check_company=True
    )
    product_ids = fields.Many2many(
        "product.product",
        "med_credential_product_rel",
        "credential_id",
        "product_id",
        string="Also Covers",
        help="Other products and models on the same certificate.",
    )
    number = fields.Char(index="btree_not_null", tracking=True)
    number_warning = fields.Char(compute="_compute_number_warning")
    issuer = fields.Char(string="Issued By", tracking=True)
    holder_name = fields.Char(string="Holder on Paper")
    legal_representative = fields.Char()
    address = fields.Char(string="Licensed Site")
    warehouse_address = fields.Char()
    business_mode = fields.Selection(
        [("wholesale", "Wholesale"), ("retail", "Retail"), ("both", "Wholesale and retail")],
        tracking=True,
    )
    date_issued = fields.Date(string="Issued On", tracking=True)
    date_valid_from = fields.Date(string="Valid From", tracking=True)
    date_valid_to = fields.Date(
        string="Valid Until", index="btree_not_null", tracking=True, help="Last valid day."
    )
    scope_text = fields.Text(string="Scope as Printed")
    scope_ids = fields.One2many("med.credential.scope", "credential_id")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "med_credential_attachment_rel",
        "credential_id",
        "attachment_id",
        string="Files",
        copy=False,
        bypass_search_access=True,
    )
    file_digests = fields.Json(string="SHA-256 of Files", copy=False, readonly=True)
    version = fields.Integer(default=1, copy=False, readonly=True)
    supersedes_id = fields.Many2one(
        "med.credential",
        string="Takes the Place Of",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    superseded_by_ids = fields.One2many("med.credential", "supersedes_id", readonly=True)
    ended_on = fields.Date(
        copy=False,
        readonly=True,
        help="First day on which it no longer counts: superseded or revoked.",
    )
    renewal_accepted_on = fields.Date(copy=False, readonly=True, tracking=True)
    renewal_notice_no = fields.Char(string="Acceptance Notice", copy=False, readonly=True)
    unique_key = fields.Char(copy=False, readonly=True)
    dossier_id = fields.Many2one(
        "med.dossier",
        string="Reviewed With",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, tracking=True
    )
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, readonly=True, index=True,
        tracking=True, group_expand=True,
    )
    days_left = fields.Integer(compute="_compute_days_left")
    is_expiring = fields.Boolean(compute="_compute_days_left", search="_search_is_expiring")
    note = fields.Text()

    _one_valid_uniq = models.UniqueIndex(
        "(unique_key) WHERE unique_key IS NOT NULL",
        "Only one valid paper of this type can exist at a time for the same party or product.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_valid_to IS NULL OR date_valid_from IS NULL"
        " OR date_valid_to >= date_valid_from)",
        "The last valid day of a paper cannot lie before its first.",
    )
    _typed = models.Constraint(
        "CHECK (type_id IS NOT NULL OR state = 'draft')",
        "Choose the type of the paper first.",
    )
    _gate_idx = models.Index(
        "(company_id, commercial_partner_id, type_id) WHERE state NOT IN ('draft', 'review')"
    )

    # computes ------------------------------------------------------------

    @api.depends("type_id", "number")
    def _compute_name(self):
        for credential in self:
            parts = (credential.type_id.name, credential.number)
            credential.name = " ".join(part for part in parts if part) or "-"

    @api.depends("type_id", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base: the type in the reader's language; names travel to lists, messages
        # and the ledger, so a personal number is no part of one
        for credential in self:
            personal = credential.type_id.is_sensitive
            number = f"#{credential._origin.id or ''}" if personal else credential.number
            parts = (credential.type_id.name, number)
            credential.display_name = " ".join(part for part in parts if part) or "-"

    @api.depends("date_valid_to", "state", "type_id.reminder_days")
    def _compute_days_left(self):
        today = self.env.company._med_today()
        for credential in self:
            end = credential.date_valid_to
            credential.days_left = (end - today).days if end else 0
            credential.is_expiring = (
                bool(end)
                and credential.state in ("valid", "renewing")
                and 0 <= credential.days_left <= credential.type_id.reminder_days
            )

    @api.model
    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._med_today()
        soon = [
            [
                ("type_id", "in", types.ids),
                ("date_valid_to", "<=", fields.Date.add(today, days=days)),
            ]
            for days, types in self.env["med.credential.type"]
            .with_context(active_test=False)
            .search([])
            .grouped("reminder_days")
            .items()
        ]
        domain = fields.Domain(
            [("state", "in", ("valid", "renewing")), ("date_valid_to", ">=", today)]
        ) & fields.Domain.OR(soon)
        return domain if True in value else ~domain

    # constraints ---------------------------------------------------------

    @api.constrains("partner_id", "product_id", "type_id")
    def _check_subject(self):
        for credential in self:
            if bool(credential.partner_id) == bool(credential.product_id):
                raise ValidationError(
                    self.env._(
                        "%(paper)s must belong to either a party or a product.",
                        paper=credential.display_name,
                    )
                )
            kind = credential.type_id
            if not kind:
                continue
            fits = kind.is_for_product if credential.product_id else (
                kind.is_for_partner or kind.is_for_own
            )
            if not fits:
                raise ValidationError(
                    self.env._(
                        "%(type)s is not a paper of %(subject)s: choose another type.",
                        type=kind.name,
                        subject=(credential.product_id or credential.partner_id).display_name,
                    )
                )

    @api.constrains("date_issued")
    def _check_date_issued(self):
        today = self.env.company._med_today()
        for credential in self:
            if credential.date_issued and credential.date_issued > today:
                raise ValidationError(
                    self.env._(
                        "%(paper)s is issued on %(date)s, which is in the future. "
                        "Compare the date with the paper.",
                        paper=credential.display_name,
                        date=fields.Date.to_string(credential.date_issued),
                    )
                )

    # CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        credentials = super().create(vals_list)
        credentials.filtered("attachment_ids")._adopt_files()
        credentials._normalise_numbers()
        return credentials

    def write(self, vals):
        # EXTENDS base
        self._check_not_frozen(vals)
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        if {"number", "type_id"} & set(vals):
            self._normalise_numbers()
        return result

    def unlink(self):
        # EXTENDS base: api.ondelete would fall to a client's context
        self._check_unlink_except_reviewed()
        return super().unlink()

    def _check_unlink_except_reviewed(self):
        for credential in self:
            if credential.state != "draft":
                raise UserError(
                    self.env._(
                        "%(paper)s was reviewed and is evidence now: revoke it or add a "
                        "new version instead of deleting it.",
                        paper=credential.display_name,
                    )
                )

    def _check_not_frozen(self, vals):
        """What a reviewer looked at stays as it was; corrections are a new version."""
        names = (set(CONTENT_FIELDS) | {"attachment_ids", "supersedes_id"}) & set(vals)
        frozen = self.filtered(lambda c: c.state != "draft")
        if names and frozen and not self._has_ticket("supersede", names):
            raise UserError(
                self.env._(
                    "%(paper)s is %(state)s and cannot be changed (%(fields)s). Ask for "
                    "its return, or add a new version.",
                    paper=frozen[0].display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        frozen[0].state
                    ],
                    fields=self._labels_of(names),
                )
            )

    # judgement -----------------------------------------------------------

    def _is_valid_on(self, date):
        """Whether this paper holds on a day: approved, in force, renewal included."""
        self.ensure_one()
        if self.state in ("draft", "review"):
            return False
        paper = self.env["med.qualification"]._as_paper(self)
        return paper.status_on(date) in ("valid", "expiring", "renewing")

    def action_new_version(self):
        """Open a draft that takes this paper's place once it is approved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "name": self.env._("New Version"),
            "views": [(False, "form")],
            "context": {
                "default_type_id": self.type_id.id,
                "default_partner_id": self.partner_id.id,
                "default_product_id": self.product_id.id,
                "default_company_id": self.company_id.id,
                "default_supersedes_id": self.id,
                "default_number": self.number,
                "default_issuer": self.issuer,
                "default_holder_name": self.holder_name,
                "default_address": self.address,
                "default_business_mode": self.business_mode,
            },
        }
