from odoo import api, fields, models
from odoo.exceptions import UserError

from .med_approval_content_mixin import ATTACHMENTS


class MedApprovalMixin(models.AbstractModel):
    """A document that other people approve.

    A model inherits this mixin, names its content and sets its own state in the
    hooks. The effects run in sudo mode with the approver in ``env.user``::

        class MyPaper(models.Model):
            _name = "my.paper"
            _inherit = ["mail.thread", "med.guarded.mixin", "med.approval.mixin"]

            def _approval_content_fields(self):
                return ["number", "partner_id", "line_ids.product_id"]

            def _approval_on_approved(self, request):
                self._guarded_write({"state": "valid"})

    Buttons for its form, in the header, and the timeline in the sheet::

        <field name="approval_state" invisible="1"/>
        <field name="approval_can_decide" invisible="1"/>
        <field name="approval_can_withdraw" invisible="1"/>
        <button name="action_submit" type="object" string="Submit" data-hotkey="s"
                class="btn-primary" invisible="approval_state in ('pending', 'approved')"/>
        <button name="action_approval_review" type="object" string="Review"
                class="btn-primary" invisible="not approval_can_decide"/>
        <button name="action_approval_approve" type="object" string="Approve"
                invisible="not approval_can_decide"/>
        <button name="action_approval_return" type="object" string="Return"
                invisible="not approval_can_decide"/>
        <button name="action_approval_reject" type="object" string="Reject"
                invisible="not approval_can_decide"/>
        <button name="action_withdraw" type="object" string="Withdraw"
                invisible="not approval_can_withdraw"/>
        ...
        <field name="approval_timeline" widget="med_timeline" nolabel="1"/>
    """

    _name = "med.approval.mixin"
    _inherit = ["med.approval.content.mixin"]
    _description = "Document Under Approval"

    _med_signed_methods = {"action_approve": "I approve this document."}

    approval_request_ids = fields.One2many(
        "med.approval.request",
        "res_id",
        "Approval Requests",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
        readonly=True,
        copy=False,
    )
    approval_request_id = fields.Many2one(
        "med.approval.request",
        "Latest Approval Request",
        compute="_compute_approval",
        compute_sudo=True,
    )
    approval_state = fields.Selection(
        [
            ("none", "Not Submitted"),
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("returned", "Returned"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
            ("void", "Void"),
        ],
        compute="_compute_approval",
        compute_sudo=True,
        search="_search_approval_state",
    )
    approval_can_decide = fields.Boolean(
        compute="_compute_approval_rights", search="_search_approval_can_decide"
    )
    approval_can_withdraw = fields.Boolean(compute="_compute_approval_rights")
    approval_timeline = fields.Json(compute="_compute_approval_timeline")

    # --- computed ---------------------------------------------------------------
    @api.depends("approval_request_ids.is_latest", "approval_request_ids.state")
    def _compute_approval(self):
        for document in self:
            request = document.approval_request_ids.filtered("is_latest")[:1]
            document.approval_request_id = request
            document.approval_state = request.state or "none"

    def _search_approval_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the state of a document does not depend on who may read requests
        requests = self.env["med.approval.request"].sudo()
        domain = [("res_model", "=", self._name), ("is_latest", "=", True)]
        found = requests._search([*domain, ("state", "in", list(value))])
        result = fields.Domain("id", "in", found.subselect("res_id"))
        if "none" in value or False in value:
            every = requests._search(domain)
            result |= fields.Domain("id", "not in", every.subselect("res_id"))
        return result

    @api.depends("approval_request_ids.is_latest", "approval_request_ids.state")
    @api.depends_context("uid")
    def _compute_approval_rights(self):
        # sudo: the right is asked for the user, whatever he may read
        mine = self.sudo().approval_request_id._waiting_for_user()
        for document in self:
            request = document.sudo().approval_request_id  # sudo: as above
            document.approval_can_decide = bool(request & mine)
            document.approval_can_withdraw = (
                request.state == "pending" and request.applicant_id == self.env.user
            )

    def _search_approval_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the right is asked for the user, whatever he may read
        requests = self.env["med.approval.request"].sudo()
        mine = requests._search([("res_model", "=", self._name), ("can_decide", "=", True)])
        negate = "in" if True in value else "not in"
        return [("id", negate, mine.subselect("res_id"))]

    @api.depends("approval_request_ids.is_latest", "approval_request_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_approval_timeline(self):
        for document in self:
            # sudo: who may read the document may see who decided on it
            requests = document.sudo().approval_request_ids.sorted("id")
            document.approval_timeline = requests._timeline()

    # --- hooks ------------------------------------------------------------------
    def _approval_check_submit(self):
        """Hook: raise UserError when the document is not ready to be submitted."""

    def _approval_on_submitted(self, request):
        """Hook: the document waits now. Set its own state here."""

    def _approval_on_approved(self, request):
        """Hook: the last step approved it. Do not change its content here."""

    def _approval_on_returned(self, request, reason):
        """Hook: it was sent back for completion, with a reason."""

    def _approval_on_rejected(self, request, reason):
        """Hook: it was refused, with a reason."""

    def _approval_on_withdrawn(self, request):
        """Hook: the applicant took it back."""

    def _approval_on_voided(self, request, reason):
        """Hook: its content changed while it waited or after it was approved."""

    def _approval_review_notes(self):
        """Hook: list of warnings shown above the fields in the review screen."""
        return []

    # --- document API -------------------------------------------------------
    def action_submit(self):
        """Apply for approval of each document as it is now.

        :raise UserError: not ready, no route, waiting already
        """
        self.check_access("write")
        for document in self:
            document._approval_check_submit()
            language = self.env.lang or self.env.user.lang
            requests = self.env["med.approval.request"].with_context(lang=language)
            request = requests._submit(document)
            document._approval_on_submitted(request)
        return True

    def action_approve(self, comment=None):
        """Approve the step each document waits for.

        :raise UserError: not entitled, content changed since, signature needed
        """
        signature = self._med_signature("action_approve")
        for document in self._without_ticket():
            request = document._approval_pending()
            request._decide("approved", comment, signature)
        return True

    def action_return(self, reason):
        """Send each document back to its applicant for completion, with a reason."""
        return self._approval_refuse("returned", reason)

    def action_reject(self, reason):
        """Refuse each document, with a reason."""
        return self._approval_refuse("rejected", reason)

    def action_withdraw(self):
        """Take the own application back."""
        for document in self:
            document._approval_pending()._withdraw()
        return True

    def _approval_refuse(self, kind, reason):
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Say why, so that the applicant knows what to change."))
        for document in self._without_ticket():
            document._approval_pending()._decide(kind, reason.strip())
        return True

    def _approval_pending(self):
        """The latest request of one document the user may read, in sudo mode."""
        self.ensure_one()
        self.check_access("read")
        request = self.env["med.approval.request"]._latest(self)
        if not request:
            raise UserError(
                self.env._(
                    "%(document)s was not submitted for approval.",
                    document=self.display_name,
                )
            )
        # names of steps and roles are kept in the person's language, API calls too
        return request.with_context(lang=self.env.lang or self.env.user.lang)

    def _approval_is_current(self):
        """Whether the latest request is approved for exactly the present content."""
        self.ensure_one()
        request = self.env["med.approval.request"]._latest(self)
        return request.state == "approved" and request._is_current()

    # --- buttons ------------------------------------------------------------
    def action_approval_review(self):
        """Open the review screen at this document."""
        return {
            "type": "ir.actions.client",
            "tag": "med_approval_review",
            "name": self.env._("Review"),
            "params": {"request_id": self._approval_pending().id},
        }

    def action_approval_approve(self):
        """Approve, asking for the signature where the step needs one."""
        if self._approval_pending().needs_signature:
            return self.action_med_sign("action_approve")
        return self.action_approve()

    def action_approval_return(self):
        """Ask for the reason and return."""
        return self._approval_reason_dialog("action_return", self.env._("Return"))

    def action_approval_reject(self):
        """Ask for the reason and reject."""
        return self._approval_reason_dialog("action_reject", self.env._("Reject"))

    def _approval_reason_dialog(self, kind, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "med.approval.reason.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_kind": kind,
            },
        }

    # --- changes ------------------------------------------------------------
    def write(self, vals):
        # EXTENDS base: people learn early that an approval does not count any more
        with self._approval_reviewing(vals):
            result = super().write(vals)
        if self._approval_roots() & set(vals):
            # sudo: the effect of a change does not depend on who may read requests
            self.env["med.approval.request"]._latest(self)._void_if_changed()
        return result

    def unlink(self):
        # EXTENDS base
        requests = self.env["med.approval.request"]._latest(self)
        result = super().unlink()
        requests.filtered(lambda r: r.state == "pending")._void_if_changed()
        return result

    @api.model
    def _approval_roots(self):
        """Names of the document's own fields that lead to its content."""
        paths = [*self._approval_content_fields(), "attachment_ids", ATTACHMENTS]
        return {path.split(".")[0] for path in paths}
