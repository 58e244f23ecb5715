import re
import unicodedata

from odoo import api, models

NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def clean_lot(name):
    """A lot number as it is written: no full-width signs, hidden characters or doubled spaces."""
    plain = unicodedata.normalize("NFKC", NOT_SHOWN.sub("", name or ""))
    return " ".join(plain.split())


def lot_key(name):
    """What stays of a lot number when spelling does not count: letters and digits, upper case."""
    return "".join(sign for sign in clean_lot(name).upper() if sign.isalnum())


class StockLot(models.Model):
    """A lot of a device has one number, however its label was read."""

    _inherit = "stock.lot"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        ids = {vals.get("product_id") or self.env.context.get("default_product_id") for vals in vals_list}
        devices = self.env["product.product"].browse(ids - {None, False}).filtered("is_medical_device")
        for vals in vals_list:
            product_id = vals.get("product_id") or self.env.context.get("default_product_id")
            if product_id in devices.ids and vals.get("name"):
                vals["name"] = clean_lot(vals["name"])
        return super().create(vals_list)

    def _med_similar(self):
        """{lot: other lots of its product whose number differs in spelling only}, one query."""
        if not self:
            return {}
        # sudo: lots of all companies carry the number of the label
        known = self.sudo().search_fetch([("product_id", "in", self.product_id.ids)], ["name", "product_id"])
        by_key = known.grouped(lambda lot: (lot.product_id.id, lot_key(lot.name)))
        pairs = {
            lot: by_key.get((lot.product_id.id, lot_key(lot.name)), known.browse()) - lot for lot in self
        }
        return {lot: others.sudo(False) for lot, others in pairs.items() if others}
