from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class MedRoleGrant(models.Model):
    """A job asked for a user and given, or not, by the quality head.

    The only way into our groups for everybody but the system itself: an administrator
    asks here like others. All steps are in the ledger.
    """

    _name = "med.role.grant"
    _inherit = ["med.guarded.mixin", "med.evidence.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Job Request"
    _order = "id desc"

    _guarded_fields = (
        "state",
        "requested_by_id",
        "decided_by_id",
        "decided_at",
        "conflict_note",
    )
    _fixed_fields = ("user_id", "role_id", "reason")

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    role_id = fields.Many2one("med.role", string="Job", required=True, index=True, ondelete="restrict")
    reason = fields.Char(string="Reason of the Request")
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
        ],
        default="requested",
        required=True,
        readonly=True,
        tracking=True,
    )
    requested_by_id = fields.Many2one(
        "res.users", default=lambda self: self.env.uid, readonly=True, copy=False
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decision_reason = fields.Char(
        string="Reason of the Decision",
        copy=False,
        help="Required where the job is incompatible with one the user holds.",
    )
    conflict_ids = fields.Many2many(
        "med.role.conflict", string="Incompatible", compute="_compute_conflict_ids"
    )
    conflict_note = fields.Text(string="Incompatible When Granted", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _one_open = models.UniqueIndex(
        "(user_id, role_id) WHERE state = 'requested'",
        "This job is already requested for this user: decide the open request.",
    )

    @api.depends("user_id.name", "role_id.name")
    def _compute_display_name(self):
        for grant in self:
            grant.display_name = f"{grant.user_id.name} · {grant.role_id.name}"

    @api.depends("user_id", "role_id")
    def _compute_conflict_ids(self):
        for grant in self:
            held = grant.user_id.sudo().med_role_ids  # sudo: jobs of another user
            pairs = self.env["med.role.conflict"]._among(held | grant.role_id)
            grant.conflict_ids = pairs.filtered(
                lambda c, role=grant.role_id: role in c.role_a_id + c.role_b_id
            )

    @api.depends("role_id", "state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for grant in self:
            grant.can_decide = grant.state == "requested" and grant._may_decide()

    def _may_decide(self):
        """Quality head decides; the head of the company appoints the quality head."""
        user = self.env.user
        return (
            self.env.su
            or user.has_group("med_base.group_quality_head")
            or (self.role_id.code == "quality_head" and user.has_group("med_base.group_owner"))
        )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        grants = super().create(vals_list)
        for grant in grants:
            if grant.role_id in grant.user_id.sudo().med_role_ids:  # sudo: as above
                raise UserError(
                    self.env._(
                        "%(user)s already holds the job %(job)s.",
                        user=grant.user_id.name,
                        job=grant.role_id.name,
                    )
                )
            grant._log("role.requested", {"reason": grant.reason})
            grant._tell_decider()
        return grants

    def write(self, vals):
        # EXTENDS med.guarded.mixin
        if set(self._fixed_fields) & set(vals):
            raise UserError(
                self.env._(
                    "User, job and reason of the request %(request)s are fixed. "
                    "Refuse it and make a new one.",
                    request=", ".join(self.mapped("display_name")),
                )
            )
        if "decision_reason" in vals and any(g.state != "requested" for g in self):
            raise UserError(
                self.env._(
                    "%(request)s has been decided: its reason stays.",
                    request=", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.model
    def action_request(self, user_id, role_code, reason=None):
        """Ask for a job on behalf of a user.

        :param user_id: database id of the user
        :param role_code: code of the job, ``sales``
        :return: the request (its id over RPC)
        """
        role = self.env["med.role"]._by_code(role_code)
        if not role:
            raise UserError(
                self.env._(
                    "There is no job %(code)s. The list is in Configuration / Jobs.",
                    code=role_code,
                )
            )
        return self.create({"user_id": user_id, "role_id": role.id, "reason": reason})

    def action_grant(self, reason=None):
        """Give the job: by the quality head, with a reason where jobs clash.

        :param reason: why incompatible jobs are accepted; default the form's field
        """
        for grant in self:
            grant._check_decision()
            why = (reason or grant.decision_reason or "").strip()
            conflicts = grant.conflict_ids
            if conflicts and not why:
                raise UserError(
                    self.env._(
                        "%(user)s would hold incompatible jobs. %(conflicts)s. "
                        "Write your reason, then grant, or refuse the request.",
                        user=grant.user_id.name,
                        conflicts="; ".join(conflicts.mapped("display_name")),
                    )
                )
            note = "\n".join(conflicts.mapped("display_name"))
            grant._decide("granted", why, conflict_note=note)
            grant._set_group(Command.link)
        return True

    def action_refuse(self, reason=None):
        """Turn the request down.

        :param reason: required, told to the one who asked
        """
        for grant in self:
            grant._check_decision()
            why = (reason or grant.decision_reason or "").strip()
            if not why:
                raise UserError(
                    self.env._(
                        "Write why %(request)s is refused: the one who asked reads it.",
                        request=grant.display_name,
                    )
                )
            grant._decide("refused", why)
        return True

    def _check_decision(self):
        """Raise unless the running user may decide this open request now."""
        self.ensure_one()
        if not self._may_decide():
            raise AccessError(
                self.env._(
                    "%(request)s is decided by the quality head. It waits in the list of job requests.",
                    request=self.display_name,
                )
            )
        if self.state != "requested":
            raise UserError(
                self.env._(
                    "%(request)s has been decided already. Make a new request.",
                    request=self.display_name,
                )
            )

    def _decide(self, state, reason, conflict_note=False):
        self._with_ticket("state")._write_decision(state, reason, conflict_note)
        conflicts = conflict_note.splitlines() if conflict_note else []
        own = self.requested_by_id == self.env.user
        self._log(
            f"role.{state}",
            {"reason": reason, "incompatible": conflicts, "own_request": own},
        )
        # sudo: closes the to-do of whoever was asked to decide
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _write_decision(self, state, reason, conflict_note):
        self.write(
            {
                "decision_reason": reason or False,
                "state": state,
                "decided_by_id": self.env.user.id,
                "decided_at": fields.Datetime.now(),
                "conflict_note": conflict_note,
            }
        )

    def _set_group(self, command):
        # sudo: the quality head is no administrator; the request was decided above
        user = self.user_id.sudo()._with_ticket("role", ("group_ids",))
        user.write({"group_ids": [command(self.role_id.group_id.id)]})

    @api.model
    def _revoke(self, user, role, reason=None):
        """Take a job from a user: by quality head, head of company, administrator."""
        allowed = ("med_base.group_quality_head", "med_base.group_owner")
        if not (
            self.env.su
            or any(self.env.user.has_group(group) for group in allowed)
            or (role.code != "quality_head" and self.env.user._is_admin())
        ):
            raise AccessError(
                self.env._(
                    "%(job)s of %(user)s can be revoked by the quality head or the head of the company.",
                    job=role.name,
                    user=user.name,
                )
            )
        # sudo: as in _set_group, the right was checked above
        user.sudo()._with_ticket("role", ("group_ids",)).write(
            {"group_ids": [Command.unlink(role.group_id.id)]}
        )
        open_rights = self.sudo().search(  # sudo: history of another user
            [
                ("user_id", "=", user.id),
                ("role_id", "=", role.id),
                ("state", "=", "granted"),
            ]
        )
        open_rights._guarded_write({"state": "revoked"})
        self._log_event("role.revoked", user, role, {"reason": reason})

    @api.model
    def action_name_first_head(self, user_id):
        """Set-up: name the first quality head, by an administrator, while none is.

        :param user_id: an internal user
        :return: the granted request
        """
        if not (self.env.su or self.env.user._is_system()):
            raise AccessError(self.env._("The first quality head is named by an administrator."))
        if not self._is_head_missing():
            raise UserError(
                self.env._(
                    "A quality head is in office. Request the job for the new one: the "
                    "quality head or the head of the company grants it."
                )
            )
        grants_sudo = self.sudo()  # sudo: set-up, right and state checked above
        grant = grants_sudo.action_request(user_id, "quality_head", self.env._("Named in the set-up"))
        grant.action_grant(self.env._("Named in the set-up"))
        return grant.with_env(self.env)

    @api.model
    def _is_head_missing(self):
        """Whether nobody in office could appoint a quality head."""
        # sudo: asked by administrators, who hold no job
        jobs = self.env["med.role"].sudo()
        return not jobs.search([("code", "in", ("quality_head", "owner"))]).user_ids

    def _tell_decider(self):
        """Put the request on one quality head's list."""
        heads = self.env["med.role"]._by_code("quality_head").user_ids
        if heads and self.env.user not in heads:
            # sudo: an administrator who asks need not have activities rights
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=heads[0].id,
                summary=self._med_spoken_to(heads[0]).env._(
                    "Job requested: %(name)s", name=self.display_name
                ),
            )

    def _log(self, event, facts):
        self._log_event(event, self.user_id, self.role_id, facts, self)

    @api.model
    def _log_event(self, event, user, role, facts, record=None):
        self.env["med.ledger.entry"]._append(
            event,
            record if record is not None else user,
            {"job": role.code, "user": user.id, **facts},
        )
