import json

from odoo import api, fields, models
from odoo.exceptions import UserError

CONTENT = (
    "res_model",
    "res_id",
    "check_code",
    "digest",
    "company_id",
    "reason",
    "valid_until",
)


class MedGateWaiver(models.Model):
    """Leave to go on in spite of one finding: asked by one, granted by another.

    Bound to the digest of the facts, so that new facts need a new waiver. What the law
    forbids is never waived, not by administrators either.
    """

    _name = "med.gate.waiver"
    _description = "Waiver"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin"]
    _order = "id desc"

    _guarded_fields = (
        "state",
        "res_name",
        "check_name",
        "line_name",
        "message",
        "law",
        "facts",
        "requested_by_id",
        "requested_at",
        "granted_by_id",
        "decided_at",
        "decision_reason",
    )
    _med_signed_methods = {"action_grant": "I grant this waiver"}

    res_model = fields.Char(string="Document Type", required=True)
    res_id = fields.Many2oneReference(string="Document ID", model_field="res_model", required=True)
    res_name = fields.Char(string="Document", copy=False, readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    check_code = fields.Char(required=True)
    digest = fields.Char(string="Digest of the Facts", copy=False)
    check_name = fields.Char(string="Check", copy=False, readonly=True)
    line_name = fields.Char(string="Product or Line", copy=False, readonly=True)
    message = fields.Text(string="Finding", copy=False, readonly=True)
    law = fields.Char(string="Law or Rule", copy=False, readonly=True)
    facts = fields.Json(copy=False, readonly=True)
    facts_text = fields.Text(string="Judged On", compute="_compute_facts_text")
    reason = fields.Text(copy=False)
    valid_until = fields.Date(copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
        tracking=True,
    )
    requested_by_id = fields.Many2one("res.users", string="Asked By", copy=False, readonly=True)
    requested_at = fields.Datetime(string="Asked On", copy=False, readonly=True)
    granted_by_id = fields.Many2one("res.users", string="Decided By", copy=False, readonly=True)
    decided_at = fields.Datetime(string="Decided On", copy=False, readonly=True)
    decision_reason = fields.Text(string="Reason of Refusal", copy=False, readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _document_idx = models.Index("(res_model, res_id) WHERE state IN ('granted', 'requested')")

    @api.depends("res_name", "line_name", "check_name")
    def _compute_display_name(self):
        for waiver in self:
            parts = [waiver.res_name, waiver.line_name, waiver.check_name]
            waiver.display_name = " · ".join(filter(None, parts)) or waiver.check_code

    @api.depends("facts")
    def _compute_facts_text(self):
        for waiver in self:
            facts = waiver.facts or {}
            waiver.facts_text = "\n".join(
                f"{key}: {_readable(value)}" for key, value in sorted(facts.items())
            )

    @api.depends("state", "requested_by_id", "check_code", "company_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for waiver in self:
            waiver.can_decide = (
                waiver.state == "requested"
                and self.env.user not in waiver._askers()
                and waiver._check()._waiver_group() in self.env.user.all_group_ids
            )

    # life ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin: the document decides name and company
        for vals in vals_list:
            document = self._browse_document(vals.get("res_model"), vals.get("res_id"))
            document.check_access("read")
            vals["company_id"] = document._gate_company().id
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: after the request it stays what was asked
        if set(vals) & set(CONTENT) and not self._has_ticket("state", set(vals)):
            asked = self.filtered(lambda waiver: waiver.state != "draft")
            if asked or "company_id" in vals:
                raise UserError(
                    self.env._(
                        "Waiver %(waiver)s was asked already and cannot be changed: ask for a new one.",
                        waiver=", ".join((asked or self).mapped("display_name")),
                    )
                )
        return super().write(vals)

    def unlink(self):
        # EXTENDS base: api.ondelete would fall to a client's context
        self._check_unlink_except_asked()
        return super().unlink()

    def _check_unlink_except_asked(self):
        asked = self.filtered(lambda waiver: waiver.state != "draft")
        if asked:
            raise UserError(
                self.env._(
                    "Waiver %(waiver)s was asked and stays on record.",
                    waiver=", ".join(asked.mapped("display_name")),
                )
            )

    @api.model
    def action_open_request(self, res_model, res_id, digest):
        """The dialog in which a waiver is asked for.

        :param res_model: model of the document that shows the finding
        :param res_id: its id
        :param digest: digest of the finding
        :return: action dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a Waiver"),
            "res_model": "med.gate.waiver.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": res_model,
                "default_res_id": res_id,
                "default_digest": digest,
            },
        }

    def action_request(self, reason, valid_until):
        """Ask for it: the finding is taken from the document as it stands now.

        :param reason: why the order should go on, required
        :param valid_until: last day (date or ``YYYY-MM-DD``), today or later
        :raise UserError: when no such finding stands, when nobody may waive it
        """
        self.ensure_one()
        self._require_state("draft")
        self.check_access("write")
        if self.create_uid != self.env.user:
            raise UserError(
                self.env._(
                    "%(user)s wrote this draft and asks with it: write your own.",
                    user=self.create_uid.name,
                )
            )
        reason, day = self._check_terms(reason, valid_until)
        finding = self._current_finding()
        self._check_waivable(finding)
        self._advance(
            {
                **self._prepare_request(finding),
                "state": "requested",
                "reason": reason,
                "valid_until": day,
                "requested_by_id": self.env.uid,
                "requested_at": fields.Datetime.now(),
            },
            "gate.waiver_requested",
        )
        self._tell_granter()
        return True

    def action_grant(self):
        """Grant it, signed, by somebody else who holds the check's waiver group.

        :raise UserError: when unsigned, not allowed, forbidden by law, or when the
            facts changed since it was asked
        """
        self.ensure_one()
        self._med_require_signature("action_grant")
        self._require_state("requested")
        self._check_decider()
        self._check_waivable(self._current_finding())
        self._decide("granted", "gate.waiver_granted")
        return True

    def action_refuse(self, reason):
        """Refuse it with a reason, which the asker is told.

        :param reason: required
        """
        self.ensure_one()
        self._require_state("requested")
        self._check_decider()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why %(waiver)s is refused: the asker needs to know.",
                    waiver=self.display_name,
                )
            )
        self._decide("refused", "gate.waiver_refused", decision_reason=reason.strip())
        return True

    def action_open_grant(self):
        """Open the signing dialog."""
        self.ensure_one()
        self._require_state("requested")
        self._check_decider()
        self._check_waivable(self._current_finding())
        return self.action_med_sign("action_grant")

    def action_open_refuse(self):
        """Ask for the reason of the refusal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the Waiver"),
            "res_model": "med.gate.waiver.refuse.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_waiver_id": self.id},
        }

    def action_open_document(self):
        """Open the document the waiver is for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


def _readable(value):
    """A fact as a person reads it."""
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return ", ".join(value)
    if isinstance(value, str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
