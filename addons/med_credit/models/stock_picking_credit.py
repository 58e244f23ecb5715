from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _credit_claims(self, stage):
        # EXTENDS med_credit: a transfer claims what its moves do
        return self.move_ids._credit_claims(stage)

    def _credit_release_documents(self):
        # EXTENDS med_credit
        return self.move_ids._gate_order() or self
