from odoo import api, fields, models
from odoo.exceptions import UserError


class MedRoleGrant(models.Model):
    """Jobs for a time, and taken back with a reason."""

    _inherit = "med.role.grant"

    date_end = fields.Date(
        string="Until",
        copy=False,
        help="The job ends with this day, for stand-ins and people on trial. Empty: until revoked.",
    )
    revoked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    revoked_at = fields.Datetime(readonly=True, copy=False)
    revoke_reason = fields.Char(string="Reason of the Revocation", copy=False)
    can_revoke = fields.Boolean(compute="_compute_can_revoke")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_revoke(self):
        deciders = ("med_base.group_quality_head", "med_base.group_owner")
        may = any(self.env.user.has_group(group) for group in deciders)
        for grant in self:
            grant.can_revoke = may and grant.state == "granted"

    def write(self, vals):
        # EXTENDS med_base: the end is part of what was decided
        if "date_end" in vals and any(grant.state != "requested" for grant in self):
            raise UserError(
                self.env._(
                    "%(request)s has been decided: its end stays. Revoke the job, or request it again.",
                    request=", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    def _check_decision(self):
        # EXTENDS med_base
        result = super()._check_decision()
        if self.date_end and self.date_end < self.env.company._med_today():
            raise UserError(
                self.env._(
                    "%(request)s would end on %(date)s, before today. Change the end, then grant.",
                    request=self.display_name,
                    date=self.date_end,
                )
            )
        return result

    def _log(self, event, facts):
        # EXTENDS med_base
        if self.date_end:
            facts = {**facts, "valid_until": self.date_end}
        return super()._log(event, facts)

    def action_revoke(self, reason=None):
        """Take the job back.

        :param reason: why; default the form's field; told by the ledger
        :raise AccessError: for anybody but quality head and head of company
        """
        for grant in self:
            why = (reason or grant.revoke_reason or "").strip()
            if grant.state != "granted":
                raise UserError(self.env._("%s is not in force: nothing to revoke.", grant.display_name))
            if not why:
                raise UserError(self.env._("Write why %s is revoked.", grant.display_name))
            grant._revoke(grant.user_id, grant.role_id, why)
        return True

    @api.model
    def _revoke(self, user, role, reason=None):
        # EXTENDS med_base: who, when and why stands on the request as well
        held = self.sudo().search(  # sudo: history of another user
            [("user_id", "=", user.id), ("role_id", "=", role.id), ("state", "=", "granted")]
        )
        result = super()._revoke(user, role, reason)
        held.write(
            {"revoked_by_id": self.env.uid, "revoked_at": fields.Datetime.now(), "revoke_reason": reason}
        )
        return result

    @api.model
    def _cron_end_terms(self):
        """Take back jobs whose last day is over, one a transaction; the next run goes on."""
        cron, today = self.env["ir.cron"], self.env.company._med_today()
        over = self.search([("state", "=", "granted"), ("date_end", "<", today)])
        cron._commit_progress(remaining=len(over))
        for grant in over:
            grant._revoke(grant.user_id, grant.role_id, self.env._("The agreed time is over"))
            if not cron._commit_progress(1):
                break
