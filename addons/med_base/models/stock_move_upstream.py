from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_upstream_documents_and_responsibles(self, visited):
        # EXTENDS stock: sudo, since salespeople may cancel their orders though they may not
        # read the purchases whose buyers are told about it
        return super(StockMove, self.sudo())._get_upstream_documents_and_responsibles(visited)
