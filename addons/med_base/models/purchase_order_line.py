from odoo import models


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "med.gate.order.line.mixin"]

    _gate_quantity_field = "product_qty"
