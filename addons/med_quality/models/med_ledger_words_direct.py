from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "direct.appointed": self.env._("Inspector of a direct delivery appointed anew"),
            "direct.approved": self.env._("Direct delivery approved"),
            "direct.released": self.env._("Direct delivery inspected and released"),
            "direct.rejected": self.env._("Direct delivery not accepted"),
            "direct.cancelled": self.env._("Direct delivery cancelled"),
        }
