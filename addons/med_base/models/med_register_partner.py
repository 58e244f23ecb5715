from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _med_register_partner(self):
        """The party behind a record that a register names."""
        return self
