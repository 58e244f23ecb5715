from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "inspection.opened": self.env._("Inspection opened"),
            "inspection.signed": self.env._("Inspection signed"),
            "inspection.signed_first": self.env._("Inspection signed by the first of two persons"),
            "inspection.cancelled": self.env._("Inspection given up"),
            "inspection.plan_changed": self.env._("Inspection plan changed"),
            "lot.sterilisation": self.env._("Sterilisation lot corrected"),
        }

    def _facts(self):
        # EXTENDS the words of the other parts
        return {
            "accepted": self.env._("Accepted"),
            "lot": self.env._("Lot"),
            "receipt": self.env._("Receipt"),
            "rejected": self.env._("Rejected"),
            **super()._facts(),
        }
