from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS med_base
        return {
            **super()._events(),
            "credit.batch_posted": self.env._("Batch payment posted"),
            "credit.bill_discounted": self.env._("Bill discounted"),
            "credit.bill_dishonoured": self.env._("Bill dishonoured"),
            "credit.bill_endorsed": self.env._("Bill endorsed"),
            "credit.bill_paid": self.env._("Bill paid"),
        }

    def _facts(self):
        # EXTENDS med_base
        return {
            "amount": self.env._("Amount"),
            "deducted": self.env._("Deducted"),
            "invoices": self.env._("Invoices"),
            "number": self.env._("Number"),
            **super()._facts(),
        }
