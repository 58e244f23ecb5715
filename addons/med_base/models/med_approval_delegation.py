from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MedApprovalDelegation(models.Model):
    """During an absence another person decides in one's place."""

    _name = "med.approval.delegation"
    _description = "Approval Delegation"
    _order = "date_from desc, id desc"
    _rec_name = "to_user_id"

    from_user_id = fields.Many2one(
        "res.users",
        "Absent",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
    )
    to_user_id = fields.Many2one("res.users", "Stand-in", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._med_today())
    date_to = fields.Date("Until", required=True)
    reason = fields.Char(required=True)
    revoked_at = fields.Datetime("Ended Early", readonly=True, copy=False)
    is_active_now = fields.Boolean("In Force", compute="_compute_is_active_now")

    _dates = models.Constraint("CHECK (date_to >= date_from)", "A delegation cannot end before it starts.")

    @api.depends("date_from", "date_to", "revoked_at")
    def _compute_is_active_now(self):
        today = self.env.company._med_today()
        for delegation in self:
            delegation.is_active_now = bool(
                not delegation.revoked_at
                and delegation.date_from
                and delegation.date_to
                and delegation.date_from <= today <= delegation.date_to
            )

    @api.model
    def _in_force(self):
        """Delegations to the current user that hold today."""
        today = self.env.company._med_today()
        # sudo: a stand-in need not be able to list delegations
        return self.sudo().search(
            [
                ("to_user_id", "=", self.env.uid),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
                ("revoked_at", "=", False),
            ]
        )

    @api.model
    def _principals(self, company):
        """Users in whose place the current user may decide today in a company."""
        in_force = self._in_force()
        return in_force.filtered(lambda d: d.company_id == company).from_user_id

    @api.model
    def _stand_ins(self):
        """Pairs of user and company in whose place the current user may decide."""
        return [(d.from_user_id, d.company_id) for d in self._in_force()]

    @api.constrains("from_user_id", "to_user_id")
    def _check_people(self):
        for delegation in self.sudo():  # sudo: groups of the other person
            stand_in = delegation.to_user_id
            if stand_in == delegation.from_user_id:
                raise ValidationError(self.env._("Nobody stands in for himself."))
            is_ours = stand_in.has_group("med_base.group_med_user")
            if not is_ours or not stand_in._med_may_decide():
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot stand in: auditors, consultants and people "
                        "without a job in the suite decide nothing.",
                        user=stand_in.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        delegations = super().create([{**vals, "revoked_at": False} for vals in vals_list])
        delegations._check_grantor()
        delegations._log("approval.delegated")
        return delegations

    def write(self, vals):
        # EXTENDS base: what was granted stays as it was granted
        if not self._has_ticket("revoke", vals):
            raise UserError(
                self.env._(
                    "A delegation is not edited: end it and make a new one, so that "
                    "the record stays complete."
                )
            )
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        raise UserError(self.env._("A delegation is not deleted. End it with the button instead."))

    def _check_grantor(self):
        """One gives away one's own right; the quality head arranges for others."""
        user = self.env.user
        is_head = user.has_group("med_base.group_quality_head")
        for delegation in self:
            own = delegation.from_user_id == user
            if not own and (not is_head or delegation.to_user_id == user):
                raise UserError(
                    self.env._(
                        "Only %(user)s, or the quality head for a third person, may "
                        "delegate these decisions.",
                        user=delegation.from_user_id.name,
                    )
                )

    def action_revoke(self):
        """End the delegation now."""
        self._check_grantor()
        open_ones = self.filtered(lambda d: not d.revoked_at)
        vals = {"revoked_at": fields.Datetime.now()}
        open_ones._with_ticket("revoke", vals).write(vals)
        open_ones._log("approval.delegation_revoked")
        return True

    def _log(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": delegation,
                    "facts": {
                        "from": delegation.from_user_id.id,
                        "to": delegation.to_user_id.id,
                        "date_from": str(delegation.date_from),
                        "date_to": str(delegation.date_to),
                    },
                    "company": delegation.company_id,
                }
                for delegation in self
            ]
        )
