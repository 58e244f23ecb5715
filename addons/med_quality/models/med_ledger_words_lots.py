from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "lot.held": self.env._("Lot put on hold"),
            "lot.hold_lifted": self.env._("Hold of a lot lifted"),
            "lot.recalled": self.env._("Lot put under recall"),
            "lot.moved": self.env._("Goods moved to another zone"),
            "quality.setting_changed": self.env._("Setting of quality changed"),
            "receipt.transport": self.env._("Facts of the transport corrected"),
            "zone.changed": self.env._("Zone of a place changed"),
            "zone.rule_changed": self.env._("Allowed movement changed"),
        }
