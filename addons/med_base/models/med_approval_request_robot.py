from odoo import models


class MedApprovalRequest(models.Model):
    """The message to the one person who must decide, by robot as well."""

    _inherit = "med.approval.request"

    def _ask(self, eligible):
        # EXTENDS med_base: several people find it in their queue, nobody is mentioned
        result = super()._ask(eligible)
        if len(eligible) == 1 and self._can_read(eligible):
            step = f"{self.step_index}:{bool(self.escalated_at)}"
            self.env["med.robot"]._tell(
                "approval", eligible, self, self._robot_title, self._robot_facts, step
            )
        return result

    def _robot_title(self, env):
        return env._("Waiting for your approval: %s", self.with_env(env).res_name)

    def _robot_facts(self, env):
        request = self.with_env(env)
        return [
            env._("Kind: %s", request.document_type),
            env._("Step: %s", request.step_name),
            request.is_overdue and env._("This is late."),
        ]
