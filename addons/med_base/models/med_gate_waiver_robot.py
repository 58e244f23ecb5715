from odoo import models


class MedGateWaiver(models.Model):
    _inherit = "med.gate.waiver"

    def _schedule(self, user, summary, note):
        # EXTENDS med_base: granter and asker get the same message by robot; typed
        # reasons stay in the app, they may name people
        result = super()._schedule(user, summary, note)
        event = "waiver" if self.state == "requested" else "waiver_answer"
        self.env["med.robot"]._tell(event, user, self, self._robot_title, self._robot_facts, self.state)
        return result

    def _robot_title(self, env):
        titles = {
            "requested": env._("Waiver to decide"),
            "granted": env._("Waiver granted: you may go on"),
        }
        return titles.get(self.state, env._("Waiver refused"))

    def _robot_facts(self, env):
        waiver = self.with_env(env)
        return [env._("Document: %s", waiver.res_name), env._("Check: %s", waiver.check_name)]
