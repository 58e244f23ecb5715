from odoo import api, models
from odoo.exceptions import UserError

# what a stock figure says; Odoo's own methods write it as superuser
PROTECTED = {
    "location_id",
    "lot_id",
    "owner_id",
    "package_id",
    "product_id",
    "quantity",
    "reserved_quantity",
}


class StockQuant(models.Model):
    """Stock of devices changes by movements and counts, never by typing it in."""

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock: a count creates its quant as superuser
        if not self.env.su:
            # defaults of a client's context are typed in as well
            offered = self.default_get(["product_id", "quantity", "reserved_quantity"])
            made = [{**offered, **vals} for vals in vals_list]
            typed = [v for v in made if v.get("quantity") or v.get("reserved_quantity")]
            ids = {v.get("product_id") for v in typed} - {None, False}
            self._med_refuse_typed(self.env["product.product"].browse(ids))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS stock
        if not self.env.su and PROTECTED & set(vals):
            products = self.product_id
            if vals.get("product_id"):
                products |= products.browse(vals["product_id"])
            self._med_refuse_typed(products)
        return super().write(vals)

    @api.model
    def _med_refuse_typed(self, products):
        devices = products.filtered("is_medical_device")
        if devices:
            raise UserError(
                self.env._(
                    "Stock of %(products)s cannot be typed in: use a transfer or a count, "
                    "so that both the movement and the rules apply.",
                    products=", ".join(devices.mapped("display_name")),
                )
            )
