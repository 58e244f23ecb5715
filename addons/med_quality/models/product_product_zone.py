from odoo import models
from odoo.fields import Domain


class ProductProduct(models.Model):
    """What is free to promise leaves out goods that nobody may sell."""

    _inherit = "product.product"

    def _compute_quantities_dict(self, lot_id, owner_id, package_id, from_date=False, to_date=False):
        # EXTENDS stock
        result = super()._compute_quantities_dict(lot_id, owner_id, package_id, from_date, to_date)
        devices = self.filtered("is_medical_device")
        if not devices._origin.ids:
            return result
        locked = devices._med_locked_quantities(lot_id, owner_id, package_id)
        for product in devices:
            left_out = locked.get(product._origin.id, 0.0)
            if left_out and product.id in result:
                result[product.id]["free_qty"] = max(0.0, result[product.id]["free_qty"] - left_out)
                result[product.id]["virtual_available"] -= left_out
        return result

    def _med_locked_quantities(self, lot_id, owner_id, package_id):
        """{product id: unreserved quantity that may not be sold}, what core leaves out excepted."""
        domain = Domain(self._get_domain_locations()[0]) & Domain("product_id", "in", self._origin.ids)
        for name, value in (("lot_id", lot_id), ("owner_id", owner_id), ("package_id", package_id)):
            if value is not None:
                domain &= Domain(name, "=", value)
        if moment := self.env.context.get("with_expiration"):
            domain &= Domain("removal_date", "=", False) | Domain("removal_date", ">", moment)
        # sudo: figures of the stock, as core computes them
        quants = self.env["stock.quant"].sudo()
        domain &= ~quants._med_saleable(self._origin, self.env.company)
        rows = quants._read_group(domain, ["product_id"], ["quantity:sum", "reserved_quantity:sum"])
        return {product.id: quantity - reserved for product, quantity, reserved in rows}
