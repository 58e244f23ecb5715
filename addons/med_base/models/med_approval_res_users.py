from odoo import models

OBSERVERS = ("med_base.group_auditor", "med_base.group_consultant")
DECIDERS = (
    "med_base.group_quality_officer",
    "med_base.group_owner",
    "med_base.group_finance",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _med_may_decide(self):
        """Whether the user may decide at all: auditors and consultants observe.

        One who also holds a deciding job (a conflict that was granted with a reason)
        decides in that job.
        """
        self.ensure_one()
        user = self.sudo()  # sudo: groups of another person
        observes = any(user.has_group(group) for group in OBSERVERS)
        return not observes or any(user.has_group(group) for group in DECIDERS)
