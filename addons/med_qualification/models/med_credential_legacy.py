from odoo import models


class MedCredential(models.Model):
    _name = "med.credential"
    _inherit = ["med.credential", "med.import.mark"]

    def _is_recorded(self):
        """Whether number and last day are there as far as the type has them."""
        self.ensure_one()
        kind = self.type_id
        return (bool(self.number) or not kind.needs_number) and (
            bool(self.date_valid_to) or kind.expiry != "required"
        )
