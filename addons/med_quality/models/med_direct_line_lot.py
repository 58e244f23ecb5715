from datetime import datetime, time

from odoo import models
from odoo.exceptions import UserError

# the end of a day in China, as Odoo stores it
DAY_END = time(15, 59, 59)


class MedDirectLine(models.Model):
    """Goods inspected at the place become lots, and planned movements shrink."""

    _inherit = "med.direct.line"

    def _find_or_make_lot(self):
        """The lot by its name, with the dates that stand on the goods."""
        lots = self.env["stock.lot"]
        found = lots.search(
            [
                ("product_id", "=", self.product_id.id),
                ("name", "=", self.lot_name),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=1,
        )
        expiry = self.expiry_on and datetime.combine(self.expiry_on, DAY_END)
        if not found:
            vals = {"name": self.lot_name, "product_id": self.product_id.id}
            vals |= {"med_production_date": self.production_on, "expiration_date": expiry}
            return lots.create(vals)
        known = found.expiration_date and found.expiration_date.date()
        if known and self.expiry_on and abs((known - self.expiry_on).days) > 1:
            raise UserError(
                self.env._(
                    "Lot %(lot)s of %(product)s is known with expiry %(known)s, here it is %(here)s. One of "
                    "them is wrong: look at the goods again, or ask quality.",
                    lot=found.name,
                    product=self.product_id.display_name,
                    known=known,
                    here=self.expiry_on,
                )
            )
        return found

    def _shrink(self, moves):
        """Take what was delivered directly from planned movements."""
        left = self.accepted
        for move in moves:
            taken = min(left, move.product_qty)
            left -= taken
            rest = move.product_qty - taken
            if self.uom_id.is_zero(rest):
                move._action_cancel()
            elif taken:
                move.product_uom_qty = self.uom_id._compute_quantity(rest, move.product_uom)
