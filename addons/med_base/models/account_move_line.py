from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _gate_product(self):
        return self.product_id

    def _gate_is_ungated(self):
        """A device on an invoice without an order that was judged for its parties."""
        move = self.move_id
        parties = (move.partner_id | move.partner_shipping_id).commercial_partner_id
        return (
            self.display_type == "product"
            and self.product_id.is_medical_device
            and self.quantity > 0
            and not any(
                order._gate_is_confirmed() and not parties - order._gate_partners("invoice")[order]
                for order in self.sale_line_ids.order_id
            )
        )
