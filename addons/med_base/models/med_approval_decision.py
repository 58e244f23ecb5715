from odoo import api, fields, models
from odoo.exceptions import UserError

from .med_approval_step import MEANINGS


class MedApprovalDecision(models.Model):
    """What one person did on a request. Added only; never changed, never deleted."""

    _name = "med.approval.decision"
    _description = "Approval Decision"
    _order = "id"
    _rec_name = "step_name"

    request_id = fields.Many2one(
        "med.approval.request",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    route_id = fields.Many2one("med.approval.route", readonly=True, ondelete="restrict")
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document Number", model_field="res_model", readonly=True, aggregator=None
    )
    res_name = fields.Char("Document", readonly=True)
    kind = fields.Selection(
        [
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("merged", "Merged"),
            ("returned", "Returned"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
            ("escalated", "Escalated"),
            ("voided", "Voided"),
        ],
        required=True,
        readonly=True,
    )
    step_number = fields.Integer(readonly=True, aggregator=None)
    step_name = fields.Char("Step", readonly=True)
    meaning = fields.Selection(MEANINGS, readonly=True)
    role_name = fields.Char("Role", readonly=True)
    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True, ondelete="restrict")
    user_name = fields.Char("Name Then", readonly=True)
    delegated_for_id = fields.Many2one("res.users", "On Behalf of", readonly=True, ondelete="restrict")
    is_own = fields.Boolean("Own Application", readonly=True, help="Decided by the applicant himself.")
    decided_at = fields.Datetime("Time", required=True, readonly=True)
    started_at = fields.Datetime("Waiting Since", readonly=True)
    deadline_at = fields.Datetime("Due", readonly=True)
    is_late = fields.Boolean(readonly=True)
    duration_hours = fields.Float(
        "Working Hours",
        readonly=True,
        aggregator="avg",
        help="From the start of the step to the decision, in working hours.",
    )
    comment = fields.Text(readonly=True)
    digest = fields.Char("Content SHA-256", readonly=True)
    signature_id = fields.Many2one("med.signature", readonly=True, ondelete="restrict")
    signature_meaning = fields.Char(readonly=True)

    _request_step = models.Index("(request_id, step_number)")
    _person_time = models.Index("(user_id, decided_at)")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        if not self._has_ticket("create"):
            raise UserError(
                self.env._(
                    "Decisions are made with the buttons of the document; they cannot "
                    "be created, imported or copied."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        raise UserError(self.env._("A decision cannot be changed. Make a new request instead."))

    def unlink(self):
        # EXTENDS base
        raise UserError(self.env._("A decision cannot be deleted: it is the record of who decided."))

    @api.depends("step_name", "user_name")
    def _compute_display_name(self):
        for decision in self:
            decision.display_name = f"{decision.step_name or ''} {decision.user_name}"

    def _prepare_timeline(self):
        """One entry of the document's timeline, JSON-able."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "kind": self.kind,
            "label": kinds[self.kind],
            "step": self.step_name,
            "who": self.user_name,
            "role": self.role_name,
            "behalf": self.delegated_for_id.name or "",
            "at": fields.Datetime.to_string(self.decided_at),
            "hours": round(self.duration_hours, 1),
            "late": self.is_late,
            "own": self.is_own,
            "signed": bool(self.signature_id),
            "meaning": self.signature_meaning or "",
            "comment": self.comment or "",
        }
