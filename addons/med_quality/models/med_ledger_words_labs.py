from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "lab.sent": self.env._("Sample sent to a laboratory"),
            "lab.received": self.env._("Laboratory report received"),
            "lab.accepted": self.env._("Laboratory report accepted"),
            "lab.rejected": self.env._("Laboratory report: lot not accepted"),
            "lab.unblocked": self.env._("Lot no longer waits for the laboratory"),
            "lab.cancelled": self.env._("Laboratory request cancelled"),
        }
