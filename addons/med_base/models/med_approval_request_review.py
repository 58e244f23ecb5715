from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..medkernel import digest
from .med_approval_content_mixin import ATTACHMENTS
from .med_approval_reader import MASK, flat_text


class MedApprovalRequest(models.Model):
    """What people see: their queue, the timeline, all data of the review screen."""

    _inherit = "med.approval.request"

    # --- my queue ---------------------------------------------------------------
    @api.depends_context("uid")
    @api.depends("state", "step_index")
    def _compute_can_decide(self):
        mine = self._waiting_for_user()
        for request in self:
            request.can_decide = request in mine

    def _waiting_for_user(self):
        """Those of these that the current user may decide, in one query."""
        # sudo: the right is asked for the user, whatever he may read
        return self.sudo().search([("id", "in", self.ids), ("can_decide", "=", True)])

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._domain_can_decide()
        return domain if True in value else ~domain

    def _domain_can_decide(self):
        """Requests that wait for the current user or for whom he stands in."""
        user = self.env.user
        if not user._med_may_decide():
            return Domain.FALSE
        companies = user.company_ids.ids
        own = self._domain_waits_for(user)
        for person, company in self.env["med.approval.delegation"]._stand_ins():
            own |= self._domain_waits_for(person) & Domain("company_id", "=", company.id)
        return (
            Domain("state", "=", "pending")
            & Domain("company_id", "in", companies)
            & Domain("excluded_user_ids", "not in", user.ids)
            & own
        )

    def _domain_waits_for(self, user):
        groups = user.all_group_ids.ids
        return (
            Domain("step_user_ids", "in", user.ids)
            | Domain("step_group_id", "in", groups)
            | Domain("escalation_group_id", "in", groups)
        ) & Domain("excluded_user_ids", "not in", user.ids)

    # --- timeline -------------------------------------------------------------
    def _timeline(self):
        """All that was done on these requests of one document, oldest first.

        :return: list of JSON-able dicts, the waiting step and those to come at the end
        """
        entries = [d._prepare_timeline() for d in self.decision_ids.sorted("id")]
        last = self[-1:]
        if last.state == "pending":
            entries += last._timeline_ahead()
        return entries

    def _timeline_ahead(self):
        """The step that is waited for and those after it."""
        late = self.is_overdue
        entries = [
            {
                "kind": "waiting",
                "step": self.step_name,
                "who": self._waiting_for(),
                "since": fields.Datetime.to_string(self.step_started_at),
                "due": fields.Datetime.to_string(self.deadline_at),
                "late": late,
                "signed": self.needs_signature,
            }
        ]
        for step in self.steps[self.step_index + 1 :]:
            entries.append({"kind": "ahead", "step": step["name"], "who": self._role_name(step)})
        return entries

    # --- review screen ----------------------------------------------------------
    @api.model
    @api.readonly
    def waiting_count(self):
        """How many requests wait for the current user."""
        return self.search_count([("can_decide", "=", True)])

    @api.model
    @api.readonly
    def review_data(self, request_id=False, skip_ids=()):
        """Everything the review screen shows, in one call.

        :param request_id: the request to show; the first waiting one when empty
        :param skip_ids: requests already looked at, for the next one
        :return: dict ``request`` (or False) and ``waiting`` (count)
        """
        waiting = self.search([("can_decide", "=", True)], order="deadline_at, id")
        unseen = waiting.filtered(lambda r: r.id not in skip_ids)
        request = self.browse(request_id).exists() if request_id else unseen[:1]
        return {
            "request": request._review() if request else False,
            "waiting": len(waiting),
        }

    def _review(self):
        """One request with its document, for somebody who may read the document."""
        self.check_access("read")
        document = self._document()
        if not document:
            raise UserError(self.env._("%(document)s does not exist any more.", document=self.res_name))
        document.check_access("read")
        data = self.sudo()  # sudo: rights on the document were checked above
        return {
            "id": self.id,
            "state": data.state,
            "can_decide": self.can_decide,
            "needs_signature": data.needs_signature,
            "is_current": data._is_current(),
            "title": data.res_name,
            "type": data.document_type,
            "res_model": data.res_model,
            "res_id": data.res_id,
            "applicant": data.applicant_id.name,
            "submitted_at": fields.Datetime.to_string(data.submitted_at),
            "step": data.step_name,
            "due": fields.Datetime.to_string(data.deadline_at),
            "late": data.is_overdue,
            "fields": data._review_fields(document),
            "files": data._review_files(document),
            "notes": document._approval_review_notes(),
            "timeline": document.approval_timeline,
        }

    def _review_fields(self, document):
        """The facts at the right, each with its value at the application before."""
        texts = document._approval_masked(document._approval_texts())
        before = self.previous_id
        texts_before = document._approval_masked(before.texts or {})
        changed = set()
        if before.content:
            changed = set(digest.changed_paths(before.content, self.content))
        shown = [*document._approval_review_fields()]
        shown += [p for p in document._approval_content_fields() if p not in shown]
        paths = [p for p in shown if p in changed or flat_text(texts.get(p))]
        return [
            {
                "path": path,
                "label": document._approval_label(path),
                "value": flat_text(texts.get(path)),
                "changed": path in changed,
                "previous": flat_text(texts_before.get(path)) if path in changed else "",
            }
            for path in paths
        ]

    def _review_files(self, document):
        """The files at the left, those new since the application before marked."""
        before = self.previous_id.content or {}
        known = {tuple(item) for item in before.get(ATTACHMENTS, [])}
        files = document._approval_attachments()
        # sudo ends: what the reviewer may not read is masked
        readable = set(files.sudo(False)._filtered_access("read").ids)
        return [
            {
                "id": attachment.id,
                "name": attachment.name if attachment.id in readable else MASK,
                "mimetype": attachment.mimetype or "",
                "url": f"/web/content/{attachment.id}",
                "is_new": bool(known) and (attachment.name, digest.hash_bytes(attachment.raw)) not in known,
            }
            # sudo: names and types only; the files themselves are read by their rights
            for attachment in files.sudo().sorted("id")
        ]

    def action_open_document(self):
        """Open the document of the request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_review(self):
        """Open the review screen at this request."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "med_approval_review",
            "name": self.env._("Review"),
            "params": {"request_id": self.id},
        }

    def action_approve_selected(self):
        """Approve what waits on each of these; one signature for all that need one.

        :raise UserError: as approving each of them would
        """
        signed = self.filtered("needs_signature")
        if len(set(signed.mapped("res_model"))) > 1:
            raise UserError(self.env._("Select documents of one kind, so that one signature covers them."))
        for document in (self - signed)._documents():
            document.action_approve()
        for documents in signed._documents():
            return documents.action_med_sign("action_approve")
        return True

    def _documents(self):
        """The documents of these requests, one recordset for each kind."""
        return [
            self.env[model].browse(requests.mapped("res_id"))
            for model, requests in self.grouped("res_model").items()
        ]
