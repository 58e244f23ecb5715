from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_product_catalog_order_line_info(self, product_ids, child_field=False, **kwargs):
        # EXTENDS product: what the customer cannot buy is grey, with the reason
        info = super()._get_product_catalog_order_line_info(
            product_ids, child_field=child_field, **kwargs
        )
        reasons = self.env["med.gate.selector"]._reasons(
            self.partner_id,
            self.env["product.product"].browse(product_ids),
            self.company_id,
            self.partner_shipping_id,
        )
        for product_id, (_short, reason) in reasons.items():
            data = info.get(product_id)
            if data:
                data["warning"] = reason
                data["readOnly"] = data.get("readOnly") or not data.get("quantity")
        return info
