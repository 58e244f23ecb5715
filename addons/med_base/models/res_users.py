from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command


class ResUsers(models.Model):
    _inherit = "res.users"

    med_role_grant_ids = fields.One2many("med.role.grant", "user_id", string="Job Requests")
    med_role_ids = fields.Many2many(
        "med.role", string="Jobs", compute="_compute_med_role_ids", compute_sudo=True
    )
    med_requested_role_ids = fields.Many2many(
        "med.role",
        string="Requested Jobs",
        compute="_compute_med_role_ids",
        compute_sudo=True,
    )
    med_role_conflict_ids = fields.Many2many(
        "med.role.conflict",
        string="Incompatible Jobs",
        compute="_compute_med_role_ids",
        compute_sudo=True,
    )

    @api.depends("group_ids", "med_role_grant_ids.state")
    def _compute_med_role_ids(self):
        roles = self.env["med.role"].search([("active", "=", True)])
        for user in self:
            held = roles.filtered(lambda r, u=user: r.group_id in u.group_ids)
            user.med_role_ids = held
            requests = user.med_role_grant_ids
            user.med_requested_role_ids = requests.filtered(lambda g: g.state == "requested").role_id
            user.med_role_conflict_ids = self.env["med.role.conflict"]._among(held)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        users = super().create(vals_list)
        users._med_check_jobs({user: set() for user in users})
        return users

    def write(self, vals):
        # EXTENDS base
        if "group_ids" not in vals:
            return super().write(vals)
        before = {user: user._med_job_groups() for user in self}
        result = super().write(vals)
        self._med_check_jobs(before)
        return result

    def copy_data(self, default=None):
        # EXTENDS base: a copied user has none of our jobs
        guarded = self.env["med.role"]._guarded_group_ids()
        vals_list = super().copy_data(default=default)
        for user, vals in zip(self, vals_list, strict=True):
            if "group_ids" in vals and "group_ids" not in (default or {}):
                groups = user.group_ids.filtered(lambda g: g.id not in guarded)
                if not user.share:
                    groups |= self.env.ref("base.group_user")
                vals["group_ids"] = [Command.set(groups.ids)]
        return vals_list

    def _med_job_groups(self):
        """Ids of the guarded groups that this user has, implied ones included."""
        guarded = set(self.env["med.role"]._guarded_group_ids())
        return guarded & set(self.sudo().all_group_ids.ids)  # sudo: reads group tree

    def _med_check_jobs(self, before):
        """Refuse jobs given past a request; put all other changes in the ledger.

        :param before: {user: ids of guarded groups held before}
        """
        for user, old in before.items():
            new = user._med_job_groups()
            if new == old or user._has_ticket("role", ("group_ids",)):
                continue
            if not self.env.su:
                user._med_refuse_jobs(new - old, old - new)
            self._med_log_jobs(user, new - old, old - new)

    def _med_refuse_jobs(self, added, removed):
        """Raise if these guarded groups may not be given or taken by hand."""
        head = self.env.ref("med_base.group_quality_head")
        if not added and head.id not in removed:
            return
        groups = self.env["res.groups"].sudo().browse(added or removed)  # sudo: names
        message = self.env._(
            "%(jobs)s of %(user)s: jobs of the compliance suite are given and the "
            "quality head is replaced by a request, not in the access rights. Use the "
            "button Jobs of the user; the quality head decides.",
            jobs=", ".join(groups.mapped("name")),
            user=self.name,
        )
        groups._med_forget_refused()
        raise AccessError(message)

    @api.model
    def _med_log_jobs(self, user, added, removed):
        groups = self.env["res.groups"].sudo()  # sudo: names for the ledger
        self.env["med.ledger.entry"]._append(
            "role.changed",
            user,
            {
                "added": sorted(groups.browse(added).mapped("name")),
                "removed": sorted(groups.browse(removed).mapped("name")),
                "by_system": self.env.su,
            },
        )

    def action_med_jobs(self):
        """Open the toggles of this user's jobs."""
        self.ensure_one()
        wizard = self.env["med.role.wizard"].create({"user_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Jobs of %(user)s", user=self.name),
            "res_model": "med.role.wizard",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
