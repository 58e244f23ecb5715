from odoo import models

from .stock_quant_decided import GREEN, LOST, OURS


class StockLot(models.Model):
    """What the books know of lots that a count finds in a green place."""

    _inherit = "stock.lot"

    def _med_ever_green(self):
        """Those of these lots of which pieces lie in, or left, a place from which goods are sold."""
        # sudo: stock and movements count, whoever may read them
        quants, lines = self.env["stock.quant"].sudo(), self.env["stock.move.line"].sudo()
        domain = [*OURS, *GREEN, ("lot_id", "in", self.ids)]
        lying = quants._read_group([*domain, ("quantity", ">", 0)], ["lot_id"])
        left = lines._read_group([*domain, ("state", "=", "done")], ["lot_id"])
        known = {lot.id for (lot,) in (*lying, *left)}
        return self.filtered(lambda lot: lot.id in known)

    def _med_lost_elsewhere(self):
        """Those of these lots of which pieces were scrapped or missed in a yellow or red place."""
        # sudo: movements count, whoever may read them
        lines = self.env["stock.move.line"].sudo()
        rows = lines._read_group([*LOST, ("state", "=", "done"), ("lot_id", "in", self.ids)], ["lot_id"])
        lost = {lot.id for (lot,) in rows}
        return self.filtered(lambda lot: lot.id in lost)
