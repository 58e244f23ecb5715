from odoo import api, fields, models
from odoo.exceptions import UserError


class MedRoleWizard(models.TransientModel):
    """All jobs of one user as toggles; what is ticked is granted or requested."""

    _name = "med.role.wizard"
    _description = "Jobs of a User"

    user_id = fields.Many2one("res.users", required=True, readonly=True)
    role_ids = fields.Many2many(
        "med.role",
        string="Jobs",
        compute="_compute_role_ids",
        store=True,
        readonly=False,
    )
    requested_role_ids = fields.Many2many(
        "med.role", compute="_compute_requested_role_ids", string="Waiting for a Decision"
    )
    conflict_ids = fields.Many2many(
        "med.role.conflict", string="Incompatible", compute="_compute_conflict_ids"
    )
    has_new_conflict = fields.Boolean(compute="_compute_conflict_ids")
    reason = fields.Char(help="Why these jobs, or why incompatible jobs are accepted.")
    is_decider = fields.Boolean(compute="_compute_is_decider")

    @api.depends("user_id")
    def _compute_role_ids(self):
        for wizard in self:
            # sudo: jobs of another user
            wizard.role_ids = wizard.user_id.sudo().med_role_ids

    @api.depends("user_id")
    def _compute_requested_role_ids(self):
        for wizard in self:
            # sudo: jobs of another user
            wizard.requested_role_ids = wizard.user_id.sudo().med_requested_role_ids

    @api.depends("role_ids", "user_id")
    def _compute_conflict_ids(self):
        for wizard in self:
            held = wizard.user_id.sudo().med_role_conflict_ids  # sudo: as above
            pairs = self.env["med.role.conflict"]._among(wizard.role_ids._origin)
            wizard.conflict_ids = pairs
            wizard.has_new_conflict = bool(pairs - held)

    @api.depends_context("uid")
    def _compute_is_decider(self):
        self.is_decider = self.env.user.has_group("med_base.group_quality_head")

    def action_apply(self):
        """Grant or request what was ticked, revoke what was cleared."""
        self.ensure_one()
        held = self.user_id.sudo().med_role_ids  # sudo: jobs of another user
        if self.is_decider and self.has_new_conflict and not self.reason:
            raise UserError(
                self.env._(
                    "%(user)s would hold incompatible jobs. %(conflicts)s. Write your "
                    "reason or clear one of the jobs.",
                    user=self.user_id.name,
                    conflicts="; ".join(self.conflict_ids.mapped("display_name")),
                )
            )
        grants = self.env["med.role.grant"]
        for role in held - self.role_ids:
            grants._revoke(self.user_id, role, self.reason)
        for role in self.role_ids - held:
            self._ask(role)
        return {"type": "ir.actions.act_window_close"}

    def _ask(self, role):
        """Request one job, and grant it at once where the user may."""
        grants = self.env["med.role.grant"]
        grant = grants.search(
            [
                ("user_id", "=", self.user_id.id),
                ("role_id", "=", role.id),
                ("state", "=", "requested"),
            ]
        ) or grants.action_request(self.user_id.id, role.code, self.reason)
        if grant.can_decide:
            grant.action_grant(self.reason)
