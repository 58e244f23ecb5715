from odoo import api, models
from odoo.exceptions import UserError, ValidationError

ORDER_FIGURES = {"amount_total", "amount_untaxed", "amount_tax", "currency_rate", "invoice_ids"}
LINE_FIGURES = {
    "price_total",
    "price_subtotal",
    "price_tax",
    "qty_invoiced",
    "untaxed_amount_invoiced",
    "untaxed_amount_to_invoice",
    "invoice_lines",
    "invoice_status",
}


def refuse(records, names):
    """Raise for figures that somebody typed in; the system itself works in sudo."""
    if names and not records.env.su:
        raise UserError(
            records.env._(
                "%(fields)s: computed from prices, quantities and invoices, and never typed in.",
                fields=", ".join(records._fields[n]._description_string(records.env) for n in sorted(names)),
            )
        )


class SaleOrder(models.Model):
    """What an order is worth follows from its lines: credit is judged by it."""

    _inherit = "sale.order"

    # in another currency the same numbers promise another amount
    _gate_judged_fields = (
        "partner_id",
        "partner_shipping_id",
        "partner_invoice_id",
        "company_id",
        "currency_id",
        "pricelist_id",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        refuse(self, ORDER_FIGURES & set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        refuse(self, ORDER_FIGURES & set(vals))
        return super().write(vals)


class SaleOrderLine(models.Model):
    """What a line is worth and what of it is invoiced: never typed in."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        refuse(self, LINE_FIGURES & set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        refuse(self, LINE_FIGURES & set(vals))
        return super().write(vals)

    @api.constrains("is_downpayment", "product_id")
    def _check_no_device_paid_down(self):
        for line in self:
            if line.is_downpayment and line.product_id.is_medical_device:
                raise ValidationError(
                    self.env._(
                        "%(line)s: a device is delivered goods and never a down payment.",
                        line=line.display_name,
                    )
                )
