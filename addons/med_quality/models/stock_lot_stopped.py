from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _med_stopped(self, company):
        """Those of these lots that may not be sold now: an open block or expired.

        :param company: whose blocks count
        :return: recordset
        """
        # sudo: blocks stop everybody, whoever may read them
        blocks = self.env["med.lot.block"].sudo().search(
            [("state", "=", "open"), ("company_id", "=", company.id), ("lot_id", "in", self.ids)]
        )
        return self.filtered(lambda lot: lot in blocks.lot_id or lot._med_is_expired())
