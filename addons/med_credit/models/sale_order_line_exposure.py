from odoo import models

from .med_credit_exposure_orders import LEFT_OVER, UNORDERED


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # orders of years stay confirmed; what is left over is a handful
    _med_left_over_idx = models.Index(f"(order_id) INCLUDE (id) WHERE {LEFT_OVER}")
    _med_unordered_idx = models.Index(f"(order_id) WHERE {UNORDERED}")
    _med_advance_idx = models.Index("(order_id) WHERE is_downpayment")
