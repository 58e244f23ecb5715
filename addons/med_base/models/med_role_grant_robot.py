from odoo import models


class MedRoleGrant(models.Model):
    _inherit = "med.role.grant"

    def _tell_decider(self):
        # EXTENDS med_base
        result = super()._tell_decider()
        asked = self.sudo().activity_ids.user_id[:1]  # sudo: the to-do of the decider
        if asked:
            self.env["med.robot"]._tell(
                "job", asked, self, lambda env: env._("Job requested: %s", self.with_env(env).role_id.name)
            )
        return result
