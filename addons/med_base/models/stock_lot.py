from odoo import models
from odoo.exceptions import AccessError


class StockLot(models.Model):
    _inherit = "stock.lot"

    def write(self, vals):
        # EXTENDS stock: a lot that moved keeps its number; a mistake is corrected on record
        if "name" not in vals or self.env.user._is_superuser():
            return super().write(vals)
        renamed = self.filtered(lambda lot: lot.name != vals["name"])._med_moved_devices()
        if renamed and not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._(
                    "%(lots)s: the number of a lot of a medical device that was moved is "
                    "evidence. Ask a quality officer to correct it.",
                    lots=", ".join(renamed.mapped("name")),
                )
            )
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": "lot.renamed", "record": lot, "facts": {"name": [lot.name, vals["name"]]}}
                for lot in renamed
            ]
        )
        return super().write(vals)

    def _med_moved_devices(self):
        """Those of these lots of devices that stand in a movement that is done, or on stock."""
        devices = self.filtered("product_id.is_medical_device")
        if not devices:
            return devices
        # sudo: movements count, whoever may read them
        lines = self.env["stock.move.line"].sudo()
        moved = lines._read_group([("lot_id", "in", devices.ids), ("state", "=", "done")], ["lot_id"])
        stock = self.env["stock.quant"].sudo()  # sudo: as above
        stocked = stock._read_group([("lot_id", "in", devices.ids), ("quantity", "!=", 0)], ["lot_id"])
        found = {lot.id for (lot,) in (*moved, *stocked)}
        return devices.filtered(lambda lot: lot.id in found)
