from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "warehouse.approved": self.env._("Warehouse file approved"),
            "warehouse.closed": self.env._("Warehouse file closed"),
            "warehouse.evaluated": self.env._("Warehouse evaluated"),
            "warehouse.operation_changed": self.env._("Who runs a warehouse changed"),
            "warehouse.reported": self.env._("Report of a warehouse operator taken in"),
        }
