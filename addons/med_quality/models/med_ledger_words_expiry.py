from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "lot.expiry_date": self.env._("Expiry of a lot entered or corrected"),
            "life.rule_changed": self.env._("Least remaining life changed"),
            "expiry.rung_changed": self.env._("Near-expiry step changed"),
            "expiry.run": self.env._("Expiry of stock looked at"),
            "expiry.offered": self.env._("Goods that expire soon pointed out"),
            "opening.released": self.env._("Opening stock released"),
            "opening.completed": self.env._("Opening stock completed"),
            "count.finished": self.env._("Stock counted"),
            "count.posted": self.env._("Differences of a count posted"),
            "count.cancelled": self.env._("Count cancelled"),
        }
