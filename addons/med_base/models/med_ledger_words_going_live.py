from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "register.called": self.env._("External register asked"),
            "register.decided": self.env._("Hit in an external register decided"),
            "setup.answered": self.env._("Set-up question answered"),
            "law.version_adopted": self.env._("New law adopted"),
        }
