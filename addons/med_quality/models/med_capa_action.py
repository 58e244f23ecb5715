from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MedCapaAction(models.Model):
    """One thing to do: who, until when, and the proof that it was done."""

    _name = "med.capa.action"
    _description = "Improvement Action"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "med.guarded.mixin",
        "med.deadline.mixin",
        "med.retention.mixin",
        "med.files.mixin",
    ]
    _order = "state desc, date_due, id"

    _guarded_fields = ("state", "planned_at", "done_at", "done_by_id")

    name = fields.Char("Action", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", required=True, index=True, domain=[("share", "=", False)]
    )
    date_due = fields.Date("Due", required=True)
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("dropped", "Dropped")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    result = fields.Text("What Was Done")
    attachment_ids = fields.Many2many("ir.attachment", string="Proof", copy=False)
    planned_at = fields.Datetime(
        "Planned on", readonly=True, copy=False, default=lambda self: fields.Datetime.now()
    )
    done_at = fields.Datetime("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False)
    nonconformity_id = fields.Many2one("med.nonconformity", index="btree_not_null", ondelete="restrict")
    capa_id = fields.Many2one("med.capa", string="CAPA", index="btree_not_null", ondelete="restrict")
    parent_name = fields.Char(compute="_compute_parent_name", string="For")

    # computed ------------------------------------------------------------

    @api.model
    def _parent_fields(self):
        """Names of the fields that say for which record the action is done."""
        return ["nonconformity_id", "capa_id"]

    def _parent(self):
        """The record this action belongs to."""
        self.ensure_one()
        return next((self[name] for name in self._parent_fields() if self[name]), None)

    @api.depends(lambda self: [f"{name}.display_name" for name in self._parent_fields()])
    def _compute_parent_name(self):
        for action in self:
            parent = action._parent()
            action.parent_name = parent.display_name if parent else False

    # rules ---------------------------------------------------------------

    @api.constrains(lambda self: self._parent_fields())
    def _check_one_parent(self):
        for action in self:
            if sum(bool(action[name]) for name in self._parent_fields()) != 1:
                raise UserError(
                    self.env._(
                        "%(action)s: an action belongs to exactly one nonconformity, CAPA or change.",
                        action=action.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        actions = super().create(vals_list)
        actions._adopt_files()
        actions._check_parent_open()
        for action in actions:
            parent = action._parent()
            if action.company_id != parent.company_id:
                action.company_id = parent.company_id
            action._set_deadline()
            action._tell_owner()
        return actions

    def write(self, vals):
        # EXTENDS base
        ours = {
            "name",
            "user_id",
            "date_due",
            "company_id",
            "result",
            "attachment_ids",
            *self._parent_fields(),
        }
        if ours & set(vals):
            self._check_still_open()
        others = set(vals) & (ours - {"result", "attachment_ids"})
        if others and not self.env.su:
            self._check_planner()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        if {"date_due", "user_id"} & set(vals):
            for action in self:
                action._set_deadline()
                action._tell_owner()
        return result

    def _check_still_open(self):
        if done := self.filtered(lambda action: action.state != "open"):
            raise UserError(
                self.env._(
                    "%(action)s is done and stays as it is. Plan another action for what is left.",
                    action=done[0].name,
                )
            )

    def _check_planner(self):
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("What is to be done, by whom and until when is changed by quality staff only.")
            )

    def _check_parent_open(self):
        for action in self:
            parent = action._parent()
            if parent.state in ("done", "cancelled", "rejected"):
                raise UserError(
                    self.env._("%(document)s is closed: no more actions.", document=parent.display_name)
                )

    def _set_deadline(self):
        """Due at the end of the day named, in the company's zone."""
        # sudo: the calendar of the company
        start = fields.Datetime.to_datetime(self.date_due)
        self.sudo().deadline_at = self._deadline_next_day(start, self.company_id.sudo().resource_calendar_id)

    def _tell_owner(self):
        """One to-do for the owner."""
        action = self.sudo()  # sudo: the to-do of another person
        action.activity_unlink(["mail.mail_activity_data_todo"])
        action.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_due,
            summary=self.name,
            user_id=self.user_id.id,
        )

    def action_open_form(self):
        """Open the action to report on it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # doing ---------------------------------------------------------------

    def action_done(self):
        """Report the action as done, with what was done and its proof.

        :raise UserError: not the owner nor quality, no result, no proof
        """
        self.check_access("read")
        for action in self:
            action._check_doer()
            action._check_still_open()
            if not (action.result or "").strip() or not action.attachment_ids:
                raise UserError(
                    self.env._(
                        "%(action)s: write what was done and attach the proof (photo, record, list).",
                        action=action.name,
                    )
                )
            # sudo: owners of any job report; the system notes who and when
            action.sudo()._guarded_write(
                {"state": "done", "done_at": fields.Datetime.now(), "done_by_id": self.env.uid}
            )
            action.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: as above
        self._log_event("action.done")
        return True

    def _check_doer(self):
        user = self.env.user
        if user != self.user_id and not user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._(
                    "%(action)s is to be done by %(owner)s.", action=self.name, owner=self.user_id.name
                )
            )

    def action_drop(self):
        """Drop an action that is not needed any more (quality staff)."""
        self.check_access("write")
        self._check_planner()
        self._check_still_open()
        # sudo: checked above, the system notes it
        self.sudo()._guarded_write({"state": "dropped"})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: as above
        self._log_event("action.dropped")
        return True

    def _log_event(self, event):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": action._parent(),
                    "company": action.company_id,
                    "facts": {"name": action.name},
                }
                for action in self
            ]
        )

    # deadline and retention ----------------------------------------------

    @api.model
    def _deadline_open_domain(self):
        # OVERRIDE
        return [("state", "=", "open")]

    def _deadline_on_overdue(self):
        # OVERRIDE: who planned it learns that it is late; the owner has his to-do already
        action = self.sudo()  # sudo: the to-do of another person
        head = action.company_id.med_quality_head_id
        if head and head != action.user_id:
            action.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Overdue: %(action)s", action=action.name),
                user_id=head.id,
            )

    def _retention_applies(self):
        # OVERRIDE: what is only planned is no evidence yet
        return self.state != "open"
