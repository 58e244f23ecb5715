from odoo import api, fields, models


class MedGateRefusal(models.Model):
    _inherit = "med.gate.refusal"

    @api.model
    def _tell_owner(self, document, owner):
        # EXTENDS med_base: the owner of a freed order hears it by robot as well
        result = super()._tell_owner(document, owner)

        def title(env):
            return env._("May go on: nothing stops %s any more.", document.with_env(env).display_name)

        # an order may be stopped and freed again; not twice within a minute
        minute = fields.Datetime.now().replace(second=0).isoformat()
        self.env["med.robot"]._tell("freed", owner, document, title, key=minute)
        return result
