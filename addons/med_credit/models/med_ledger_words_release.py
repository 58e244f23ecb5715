from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "credit.emergency_released": self.env._("Released on credit in an emergency"),
            "credit.papers_added": self.env._("Papers of an emergency release added"),
        }
