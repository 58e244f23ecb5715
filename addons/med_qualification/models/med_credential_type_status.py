from odoo import models


class MedCredentialType(models.Model):
    """What a type says of its papers decides how long they hold."""

    _inherit = "med.credential.type"

    def write(self, vals):
        # EXTENDS med_qualification
        result = super().write(vals)
        if {"code", "expiry", "scope", "renewal_grace_days", "active"} & set(vals):
            every = dict(self.env["med.dossier"]._fields["direction"].selection)
            self.env["med.qualification.status"]._rules_changed(set(every))
        return result
