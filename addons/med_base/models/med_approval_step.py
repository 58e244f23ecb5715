from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEANINGS = [
    ("apply", "Application"),
    ("first_review", "First Review"),
    ("re_review", "Re-review"),
    ("verify", "Verify"),
    ("release", "Release"),
    ("approve", "Approve"),
]


class MedApprovalStep(models.Model):
    """One step of a route: who decides, in what time, under which conditions."""

    _name = "med.approval.step"
    _description = "Approval Step"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one("med.approval.route", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    meaning = fields.Selection(MEANINGS, default="approve", required=True)
    approver_type = fields.Selection(
        [
            ("group", "Job"),
            ("user", "Person"),
            ("field", "Field of the Document"),
        ],
        default="group",
        required=True,
    )
    group_id = fields.Many2one("res.groups", "Job", ondelete="restrict")
    user_id = fields.Many2one("res.users", "Person", ondelete="restrict")
    field_name = fields.Char("Field", help="Path from the document to users, for example user_id.")
    quorum = fields.Integer(default=1, help="How many different persons must approve this step.")
    limit_hours = fields.Float("Time Limit", help="Working hours of the company's calendar; 0 for no limit.")
    escalation_user_id = fields.Many2one("res.users", "Escalate to Person", ondelete="restrict")
    escalation_group_id = fields.Many2one("res.groups", "Escalate to Job", ondelete="restrict")
    is_four_eyes = fields.Boolean(
        "Another Person",
        default=True,
        help="Who decided an earlier step does not decide this one, unless nobody "
        "else can: then both count as one decision.",
    )
    needs_signature = fields.Boolean(help="The decision is confirmed with the person's password.")

    _quorum_positive = models.Constraint("CHECK (quorum >= 1)", "A step needs at least one person.")
    _limit_positive = models.Constraint("CHECK (limit_hours >= 0)", "A time limit cannot be negative.")

    @api.constrains("approver_type", "group_id", "user_id", "field_name", "route_id")
    def _check_approver(self):
        for step in self:
            if not step[f"{step.approver_type}_{'name' if step.approver_type == 'field' else 'id'}"]:
                raise ValidationError(
                    self.env._(
                        "Step %(step)s of route %(route)s: name who decides.",
                        step=step.name,
                        route=step.route_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        steps = super().create(vals_list)
        steps.route_id._log_change("changed", [["step_ids"]] * len(steps.route_id))
        return steps

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        routes = self.route_id
        routes._log_change("changed", [["step_ids"]] * len(routes))
        return result

    def unlink(self):
        # EXTENDS base
        routes = self.route_id
        result = super().unlink()
        routes._log_change("changed", [["step_ids"]] * len(routes))
        return result

    def _as_data(self):
        """The steps as a request keeps them: list of JSON-able dicts, in order."""
        return [step._prepare_data() for step in self.sorted()]

    def _prepare_data(self):
        """One step as plain data."""
        return {
            "step_id": self.id,
            "name": self.name,
            "meaning": self.meaning,
            "approver_type": self.approver_type,
            "group_id": self.group_id.id if self.approver_type == "group" else False,
            "user_id": self.user_id.id if self.approver_type == "user" else False,
            "field_name": self.field_name if self.approver_type == "field" else False,
            "quorum": self.quorum,
            "limit_hours": self.limit_hours,
            "escalation_user_id": self.escalation_user_id.id,
            "escalation_group_id": self.escalation_group_id.id,
            "is_four_eyes": self.is_four_eyes,
            "needs_signature": self.needs_signature,
        }
