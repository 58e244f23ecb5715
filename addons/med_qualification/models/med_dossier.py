from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .med_requirement import DIRECTIONS

STATES = [
    ("draft", "Draft"),
    ("review", "Under Review"),
    ("qualified", "Qualified"),
    ("provisional", "Provisional"),
    ("rejected", "Rejected"),
    ("suspended", "Suspended"),
    ("revoked", "Revoked"),
]
QUALIFICATION_STATES = [
    ("none", "No file"),
    ("pending", "Under review"),
    ("qualified", "Qualified"),
    ("restricted", "Restricted"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
]


class MedDossier(models.Model):
    """File of a customer, a supplier, a product or ourselves, admitted as a whole."""

    _name = "med.dossier"
    _description = "Dossier"
    _inherit = [
        "med.guarded.mixin",
        "med.qualification.record.mixin",
        "med.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _guarded_fields = (
        "state",
        "qualified_on",
        "provisional_until",
        "provisional_reason",
        "decision_reason",
        "reviewed_credential_ids",
        "content_seal",
        "requalify_by",
        "altered_at",
    )

    name = fields.Char(compute="_compute_name", store=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="customer", index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Party", index="btree_not_null", ondelete="restrict"
    )
    party_type_id = fields.Many2one(
        related="partner_id.med_party_type_id", string="Party Type", readonly=False
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="restrict", check_company=True
    )
    trades_class_1 = fields.Boolean(string="Class I", default=True)
    trades_class_2 = fields.Boolean(string="Class II", default=True)
    trades_class_3 = fields.Boolean(string="Class III", default=True)
    line_ids = fields.One2many("med.dossier.line", "dossier_id", string="Requirements")
    missing_line_ids = fields.One2many(
        "med.dossier.line", compute="_compute_missing", string="To Be Mended"
    )
    missing_text = fields.Char(compute="_compute_missing", string="Needs Attention")
    credential_ids = fields.Many2many(
        "med.credential", compute="_compute_credential_ids", string="Papers"
    )
    credential_count = fields.Integer(compute="_compute_credential_ids", string="Number of Papers")
    reviewed_credential_ids = fields.Many2many(
        "med.credential",
        "med_dossier_reviewed_rel",
        "dossier_id",
        "credential_id",
        string="Papers Submitted",
        copy=False,
        readonly=True,
        help="What the reviewers looked at: drafts of then, and papers in force.",
    )
    scope_summary = fields.Text(compute="_compute_scope_summary", string="May Trade")
    condition_note = fields.Text(
        string="Conditions", help="Limits that the quality head set, printed on the file."
    )
    visit_note = fields.Text(
        string="Background", help="Storage, capability, network, intent: what was found."
    )
    review_on = fields.Date(string="Next Review", index="btree_not_null", tracking=True)
    qualified_on = fields.Date(copy=False, readonly=True)
    provisional_until = fields.Date(copy=False, readonly=True, tracking=True)
    provisional_reason = fields.Char(copy=False, readonly=True)
    decision_reason = fields.Char(copy=False, readonly=True, tracking=True)
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, tracking=True
    )
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, readonly=True, index=True,
        tracking=True, group_expand=True,
    )

    _partner_uniq = models.UniqueIndex(
        "(company_id, direction, partner_id) WHERE partner_id IS NOT NULL",
        "This party has a file in this direction already.",
    )
    _product_uniq = models.UniqueIndex(
        "(company_id, direction, product_id) WHERE product_id IS NOT NULL",
        "This product has a file already.",
    )
    _provisional_idx = models.Index("(provisional_until) WHERE state = 'provisional'")

    # computes ------------------------------------------------------------

    @api.depends("direction", "partner_id.name", "product_id")
    def _compute_name(self):
        for dossier in self:
            subject = dossier.product_id or dossier.partner_id
            dossier.name = subject.display_name or "-"

    @api.depends(
        "partner_id.med_credential_ids", "product_id.med_credential_ids", "company_id"
    )
    def _compute_credential_ids(self):
        papers = self._papers_by_subject()
        for dossier in self:
            dossier.credential_ids = papers.get(dossier._subject_key(), [])
            dossier.credential_count = len(dossier.credential_ids)

    def _subject_key(self):
        self.ensure_one()
        return (
            self.company_id.id,
            self.partner_id.commercial_partner_id.id,
            self.product_id.id,
        )

    def _papers_by_subject(self):
        """{subject key: credential ids}, all versions, as the reader may see them."""
        papers, credentials = {}, self.env["med.credential"]
        parties = Domain("commercial_partner_id", "in", self.partner_id.commercial_partner_id.ids)
        subjects = parties | credentials._domain_of_products(self.product_id)
        for credential in credentials.search(Domain("company_id", "in", self.company_id.ids) & subjects):
            keys = {(credential.company_id.id, credential.commercial_partner_id.id, False)}
            if not credential.partner_id:
                products = credential.product_id | credential.product_ids
                keys = {(credential.company_id.id, False, p.id) for p in products}
            for key in keys:
                papers.setdefault(key, []).append(credential.id)
        return papers

    @api.depends("line_ids.status")
    @api.depends_context("lang")
    def _compute_missing(self):
        for dossier in self:
            lines = dossier.line_ids.filtered(lambda line: line.needs_care)
            dossier.missing_line_ids = lines
            dossier.missing_text = lines.filtered("is_required")._as_text()

    @api.depends("line_ids.status", "state")
    @api.depends_context("uid")
    def _compute_scope_summary(self):
        for dossier in self:
            dossier.scope_summary = "\n".join(
                line.requirement_id.name + _scope_suffix(line.credential_id)
                for line in dossier.line_ids
                if line.is_good and line.requirement_id._as_need().is_for_goods
            )

    def _is_admitted_on(self, day):
        """Whether the file as a whole lets trade go on, its papers aside."""
        self.ensure_one()
        if self.is_altered:
            return False
        if self.state == "provisional":
            return bool(self.provisional_until) and day <= self.provisional_until
        return self.state == "qualified"

    def _state_unadmitted(self):
        self.ensure_one()
        return {
            "review": "pending",
            "qualified": "pending",  # approved, but not as it is now
            "provisional": "expired",
            "suspended": "revoked",
            "revoked": "revoked",
        }.get(self.state, "none")

    def _state_from(self, outcomes, required):
        """Qualification state of an admitted file by its required outcomes."""
        self.ensure_one()
        bad = [outcomes[key].status for key in outcomes if not outcomes[key].is_good]
        if "expired" in bad:
            return "expired"
        if bad or self.state == "provisional":
            return "restricted"
        return "qualified"

    # constraints ---------------------------------------------------------

    @api.constrains("direction", "partner_id", "product_id", "company_id")
    def _check_subject(self):
        for dossier in self:
            wants_product = dossier.direction == "product"
            if wants_product != bool(dossier.product_id) or wants_product == bool(
                dossier.partner_id
            ):
                raise ValidationError(
                    self.env._("A file is either of a product or of a party.")
                )
            own = dossier.company_id.partner_id
            if (dossier.direction == "own") != (dossier.partner_id == own):
                raise ValidationError(
                    self.env._(
                        "The file of our own company %(company)s has the direction “Our "
                        "own company”, and only that one.",
                        company=dossier.company_id.name,
                    )
                )

    # CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: the file belongs to the company of a contact
        dossiers = super().create(self.env["res.partner"]._med_of_companies(vals_list))
        dossiers._sync_lines()
        return dossiers

    def write(self, vals):
        # EXTENDS base
        self._check_not_frozen(vals)
        result = super().write(vals)
        if {"direction", "partner_id", "product_id", "party_type_id"} & set(vals) or any(
            f"trades_class_{c}" in vals for c in "123"
        ):
            self._sync_lines()
        return result

    def unlink(self):
        # EXTENDS base: api.ondelete would fall to a client's context
        self._check_unlink_except_reviewed()
        return super().unlink()

    def _check_unlink_except_reviewed(self):
        for dossier in self:
            if dossier.state != "draft" or dossier.approval_request_ids:
                raise UserError(
                    self.env._(
                        "The file of %(name)s was submitted and is evidence: suspend or "
                        "revoke it instead of deleting it.",
                        name=dossier.name,
                    )
                )

    def _check_not_frozen(self, vals):
        names = {"direction", "partner_id", "product_id", "company_id"} & set(vals)
        closed = self.filtered(lambda d: d.state not in ("draft", "rejected"))
        if names and closed:
            raise UserError(
                self.env._(
                    "The file of %(name)s was submitted: party, product and direction "
                    "cannot be changed any more.",
                    name=closed[0].name,
                )
            )
        judged = {"condition_note", "visit_note", "review_on"}
        result = {name for name in vals if name.startswith("trades_") or name in judged}
        if result and closed and not self.env.su:
            self.env["med.credential"]._check_quality()

    # requirement lines ---------------------------------------------------

    def _sync_lines(self):
        """Make the lines of these files match the requirement rows in force."""
        today = self.env.company._med_today()
        service = self.env["med.qualification"]
        wanted = []
        for (company, direction), some in self.grouped(
            lambda d: (d.company_id, d.direction)
        ).items():
            rows = service._rows(direction, company, today)
            for dossier in some:
                asked = service._rows_of_dossier(rows, dossier, today)
                wanted += dossier._missing_line_vals(asked)
        # sudo: lines follow the rules; nobody edits them by hand
        self.env["med.dossier.line"].sudo().create(wanted)

    def _missing_line_vals(self, rows):
        """Values of lines to add; lines without a row any more are removed."""
        keys = {row.id for row, _need in rows}
        stale = self.line_ids.filtered(lambda line: line.requirement_id.id not in keys)
        stale.sudo().unlink()  # sudo: lines follow the rules
        present = self.line_ids.requirement_id.ids
        return [
            {"dossier_id": self.id, "requirement_id": row.id}
            for row, _need in rows
            if row.id not in present
        ]

    def action_refresh(self):
        """Ask the requirement matrix again, after its rows or the party type changed."""
        self._sync_lines()
        return True

    def action_view_credentials(self):
        """All papers of the party or product, every version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Papers of %(name)s", name=self.name),
            "res_model": "med.credential",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", self.credential_ids.ids)],
            "context": self._credential_context(),
        }

    def _credential_context(self):
        """Defaults of a new paper of this file's subject."""
        self.ensure_one()
        return {
            "default_partner_id": self.partner_id.id,
            "default_product_id": self.product_id.id,
            "default_company_id": self.company_id.id,
            "default_holder_name": self.partner_id.name or False,
        }

    def action_add_paper(self):
        """Open a new paper, preset with the first one that is missing."""
        self.ensure_one()
        line = self.missing_line_ids.sorted(lambda li: (not li.is_required, li.sequence))[:1]
        return self._paper_action(line.type_ids[:1])

    def _paper_action(self, kind):
        """Form of a new paper of a type for this file's subject."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Paper"),
            "res_model": "med.credential",
            "views": [(False, "form")],
            "context": self._credential_context() | {"default_type_id": kind.id},
        }


def _scope_suffix(credential):
    lines = credential.scope_ids.mapped("display_name")
    return f": {'; '.join(lines)}" if lines else ""
