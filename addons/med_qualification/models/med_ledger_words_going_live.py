from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "import.started": self.env._("Import started"),
            "import.done": self.env._("Import done"),
            "import.undone": self.env._("Import undone"),
            "legacy.admitted": self.env._("Existing parties admitted until their files are complete"),
        }
