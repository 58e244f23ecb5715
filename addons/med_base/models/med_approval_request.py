from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medkernel import digest
from .med_approval_step import MEANINGS

END_STATES = ("approved", "returned", "rejected", "withdrawn", "void")


class MedApprovalRequest(models.Model):
    """One application for one document: its content then, its steps, where it stands.

    Written by the methods of the documents only: every create, write and unlink
    without a ticket is refused, for superusers too.
    """

    _name = "med.approval.request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Approval Request"
    _order = "id desc"
    _rec_name = "res_name"

    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document Number",
        model_field="res_model",
        required=True,
        readonly=True,
        aggregator=None,
    )
    res_name = fields.Char("Document", readonly=True)
    document_type = fields.Char(compute="_compute_document_type")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    route_id = fields.Many2one("med.approval.route", required=True, readonly=True, ondelete="restrict")
    route_size = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("returned", "Returned"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
            ("void", "Void"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    void_reason = fields.Text(readonly=True)
    is_latest = fields.Boolean(default=True, readonly=True)
    previous_id = fields.Many2one("med.approval.request", "Application Before", readonly=True, copy=False)
    applicant_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    submitted_at = fields.Datetime(required=True, readonly=True)
    closed_at = fields.Datetime(readonly=True)
    version = fields.Integer(readonly=True, aggregator=None)

    # what it was submitted for: for those who may see the document
    steps = fields.Json(readonly=True, groups="base.group_system")
    content = fields.Json(readonly=True, groups="base.group_system")
    texts = fields.Json(readonly=True, groups="base.group_system")
    content_paths = fields.Json(readonly=True, groups="base.group_system")
    digest = fields.Char("Content SHA-256", readonly=True)

    # the step that is waited for
    step_index = fields.Integer(readonly=True, aggregator=None)
    step_merged = fields.Json(readonly=True, groups="base.group_system")
    step_name = fields.Char("Step", readonly=True)
    step_meaning = fields.Selection(MEANINGS, "Meaning", readonly=True)
    step_group_id = fields.Many2one("res.groups", "Waiting for Job", readonly=True, ondelete="restrict")
    step_user_ids = fields.Many2many(
        "res.users", "med_approval_request_user_rel", string="Waiting for", readonly=True
    )
    escalation_group_id = fields.Many2one(
        "res.groups", "Escalated to Job", readonly=True, ondelete="restrict"
    )
    excluded_user_ids = fields.Many2many(
        "res.users",
        "med_approval_request_excluded_rel",
        string="May Not Decide",
        readonly=True,
    )
    needs_signature = fields.Boolean(readonly=True)
    step_started_at = fields.Datetime("Waiting Since", readonly=True)
    deadline_at = fields.Datetime("Due", readonly=True)
    escalated_at = fields.Datetime("Escalated", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    can_decide = fields.Boolean(compute="_compute_can_decide", search="_search_can_decide")
    duration_hours = fields.Float(
        "Working Hours", readonly=True, aggregator="avg", help="From submission to end."
    )
    decision_ids = fields.One2many("med.approval.decision", "request_id", readonly=True)

    _one_pending = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'pending'",
        "This document is waiting for approval already.",
    )
    _one_latest = models.UniqueIndex("(res_model, res_id) WHERE is_latest")
    _document = models.Index("(res_model, res_id, id)")
    _queue = models.Index("(company_id, step_group_id) WHERE state = 'pending'")
    _due = models.Index("(deadline_at) WHERE state = 'pending' AND escalated_at IS NULL")

    # --- nobody writes but the methods below --------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        self._check_ticket("create")
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS mail
        self._check_ticket("approval")
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self._check_ticket("unlink")
        return super().unlink()

    def _check_ticket(self, purpose):
        if not self._has_ticket(purpose):
            raise UserError(
                self.env._(
                    "Approval requests are made and decided with the buttons of the "
                    "document; they cannot be created, changed, imported or deleted."
                )
            )

    def _set(self, vals):
        """Write for a method of this model that has made its checks."""
        # sudo: nobody holds the right to write requests
        return self.sudo()._with_ticket("approval", vals).write(vals)

    def _lock(self):
        """Take the row first: of two decisions at once the second is tried again."""
        for request in self.sorted("id"):
            request._set({"version": request.version + 1})
        self.flush_recordset(["version"])

    # --- computed --------------------------------------------------------------
    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_document_type(self):
        for request in self:
            known = request.res_model in self.env
            # sudo: the name of a document's kind is no secret
            kind = self.env["ir.model"].sudo()._get(request.res_model) if known else None
            request.document_type = kind.name if kind else request.res_model

    @api.depends("state", "deadline_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for request in self:
            due = request.deadline_at
            request.is_overdue = bool(request.state == "pending" and due and due < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "=", "pending") & fields.Domain(
            "deadline_at", "<", fields.Datetime.now()
        )
        return late if True in value else ~late

    # --- making one ---------------------------------------------------------
    @api.model
    def _submit(self, document):
        """Start an application for one document and return the request.

        :raise UserError: no route, already waiting, nobody could decide a step
        """
        # sudo: the company a document belongs to, whoever may read companies
        company = document.sudo()._approval_company() or self.env.company
        route = self.env["med.approval.route"]._for_document(document, company)
        document = document.with_context(lang=self.env.lang)
        if not route:
            raise UserError(
                self.env._(
                    "%(document)s: no approval route of company %(company)s applies. "
                    "Ask the consultant to set one up under Approvals, Routes.",
                    document=document.display_name,
                    company=company.name,
                )
            )
        previous = self._latest(document)
        if previous.state == "pending":
            raise UserError(
                self.env._(
                    "%(document)s is waiting for approval already. Withdraw it first "
                    "if something must change.",
                    document=document.display_name,
                )
            )
        if previous:
            previous._set({"is_latest": False})
            previous.flush_recordset(["is_latest"])
        vals = self._prepare_request(document, route, company, previous)
        # sudo: nobody holds the right to create requests, their steps are kept there
        request = self.sudo()._with_ticket("create").create(vals)._without_ticket()
        request._check_steps_can_be_decided()
        request._record("submitted", comment=None, step=request._apply_step())
        request._log("approval.submitted")
        request._activate(0)
        return request

    @api.model
    def _latest(self, documents):
        """The latest requests of documents of one model."""
        # sudo: the state of a document does not depend on who may read requests
        return self.sudo().search(
            [
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("is_latest", "=", True),
            ]
        )

    def _prepare_request(self, document, route, company, previous):
        """Values of a new request: the content and the steps as they are now."""
        snapshot = document._approval_snapshot()
        paths = route._content_paths() or sorted(snapshot)
        return {
            "res_model": document._name,
            "res_id": document.id,
            "res_name": document.sudo().display_name,  # sudo: a name for the lists
            "company_id": company.id,
            "route_id": route.id,
            "route_size": route.size,
            "previous_id": previous.id,
            "applicant_id": self.env.uid,
            "submitted_at": fields.Datetime.now(),
            "steps": route.step_ids._as_data(),
            "content": snapshot,
            "texts": document._approval_texts(),
            "content_paths": paths,
            "digest": digest.content_digest(snapshot, paths),
        }

    def _apply_step(self):
        return {
            "name": self.env._("Application"),
            "meaning": "apply",
            "role": self.env._("Applicant"),
        }

    # --- content -----------------------------------------------------------------
    def _document(self):
        """The document, empty when it is gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def _current_digest(self):
        """Digest of the document's content as it is now."""
        # sudo: what counts is kept where only the system reads it
        paths = self.sudo().content_paths
        return digest.content_digest(self._document()._approval_snapshot(), paths)

    def _is_current(self):
        """Whether the document is still what was submitted."""
        self.ensure_one()
        document = self._document()
        return bool(document) and self._current_digest() == self.digest

    def _changes(self):
        """What changed in the document since it was submitted, for people."""
        data = self.sudo()  # sudo: the caller has checked the document
        return self._document()._approval_changes(data.content, data.texts or {}, data.content_paths)

    def _change_message(self):
        """Who changed what since the submission, in one sentence."""
        document = self._document()
        if not document:
            return self.env._("%(document)s was deleted.", document=self.res_name)
        changes = "; ".join(
            f"{change['label']}: {change['old'] or '-'} → {change['new'] or '-'}"
            for change in self._changes()
        )
        author = document.sudo().write_uid  # sudo: the name of who wrote last
        return self.env._(
            "%(document)s changed after it was submitted (last written by %(user)s): "
            "%(changes)s. Submit it again.",
            document=self.res_name,
            user=author.name,
            changes=changes,
        )

    def _check_content(self):
        """Refuse to go on when the content is not the submitted one any more."""
        if not self._is_current():
            self._void_after_rollback()
            raise UserError(self._change_message())

    def _void_after_rollback(self):
        """Mark the request void although the refusal rolls everything back."""
        number, registry = self.id, self.env.registry

        @self.env.cr.postrollback.add
        def void():
            with registry.cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {})
                env["med.approval.request"].browse(number).exists()._void_if_changed()

    def _void_if_changed(self):
        """Close as void the open and approved ones whose content changed."""
        voided = self.browse()
        for request in self.filtered(lambda r: r.state in ("pending", "approved")):
            if not request._is_current():
                request._void(request._change_message())
                voided |= request
        return voided

    def _void(self, reason):
        """Close one request: what was submitted is not there any more."""
        before = self.state
        self._record("voided", comment=reason)
        self._close("void", void_reason=reason)
        self._log("approval.voided", {"was": before})
        self._tell(self.applicant_id, reason)
        document = self._document()
        if document:
            document._approval_on_voided(self, reason)

    # --- ends ---------------------------------------------------------------------
    def _close(self, state, **vals):
        """End the waiting and put the request into an end state."""
        now = fields.Datetime.now()
        self._set(
            {
                "state": state,
                "closed_at": now,
                "deadline_at": False,
                "step_user_ids": [fields.Command.clear()],
                "step_group_id": False,
                "escalation_group_id": False,
                "duration_hours": self._working_hours(self.submitted_at, now),
                **vals,
            }
        )
        self._clear_activities()

    def _log(self, event, facts=None):
        self.env["med.ledger.entry"]._append(
            event,
            record=self._document() or self,
            facts={
                "request": self.id,
                "route": self.route_id.id,
                "step": self.step_index,
                "digest": self.digest,
                **(facts or {}),
            },
            company=self.company_id,
        )
