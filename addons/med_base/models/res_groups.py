from odoo import api, models
from odoo.exceptions import AccessError

MEMBERSHIP = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        if self.env.su or not any(MEMBERSHIP & set(vals) for vals in vals_list):
            return super().create(vals_list)
        before = self._med_holders()
        groups = super().create(vals_list)
        groups._med_check_holders(before)
        return groups

    def write(self, vals):
        # EXTENDS base
        if self.env.su or not MEMBERSHIP & set(vals):
            return super().write(vals)
        before = self._med_holders()
        result = super().write(vals)
        self._med_check_holders(before)
        return result

    def unlink(self):
        # EXTENDS base
        guarded = self & self.browse(self.env["med.role"]._guarded_group_ids())
        if guarded and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(groups)s: the rights of a job cannot be deleted. Archive the "
                    "job in Configuration / Jobs.",
                    groups=", ".join(guarded.mapped("name")),
                )
            )
        return super().unlink()

    @api.model
    def _med_holders(self):
        """All (guarded group id, user id) pairs that are in force, implied ones too."""
        ids = self.env["med.role"]._guarded_group_ids()
        # sudo: the whole picture, archived users included
        guarded = self.sudo().with_context(active_test=False).browse(ids)
        return {(group.id, user.id) for group in guarded for user in group.all_user_ids}

    def _med_check_holders(self, before):
        """Refuse a change of groups by which somebody got or lost a job.

        :param before: the pairs before the change
        """
        added = self._med_holders() - before
        lost = before - self._med_holders()
        if not (added or lost):
            return
        users = self.env["res.users"].browse({user for _group, user in added | lost})
        # sudo: names of the jobs for the message
        groups = self.sudo().browse({group for group, _user in added | lost})
        message = self.env._(
            "Changing %(changed)s would give or take %(jobs)s of %(users)s. Jobs of "
            "the compliance suite are given by a request that the quality head "
            "decides: use the button Jobs of each user.",
            changed=", ".join(self.mapped("name")),
            jobs=", ".join(groups.mapped("name")),
            users=", ".join(users.mapped("name")),
        )
        self._med_forget_refused()
        raise AccessError(message)

    @api.model
    def _med_forget_refused(self):
        """Drop what caches learned from the refused change: a caller that goes on
        after a savepoint (an import) would leave it in force for this process."""
        self.env.registry.clear_cache("groups")
        self.env.registry.clear_cache()
