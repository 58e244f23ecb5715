from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _gate_is_free(self):
        """Whether these goods are promised for nothing, by price or by discount."""
        self.ensure_one()
        return not self.price_unit or self.discount >= 100
