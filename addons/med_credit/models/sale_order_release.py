from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _credit_margin(self):
        # EXTENDS med_credit: by the cost of the products today
        order = self.sudo()  # sudo: the decider is shown the margin, whoever asked
        if not order.amount_untaxed:
            return False
        lines = order.order_line.filtered(lambda line: not line.display_type)
        rate = order.currency_rate or 1.0
        cost = 0.0
        for line in lines.with_company(order.company_id):
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id)
            cost += quantity * line.product_id.standard_price
        untaxed = order.amount_untaxed / rate
        return round((untaxed - cost) * 100 / untaxed, 1)
