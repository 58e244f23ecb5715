from odoo import models


class MedCredential(models.Model):
    _inherit = "med.credential"

    def _med_register_partner(self):
        """The party behind a paper that a register names; none for certificates."""
        return self.commercial_partner_id
