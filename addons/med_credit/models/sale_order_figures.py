from odoo import api, models
from odoo.exceptions import UserError, ValidationError

ORDER_FIGURES = {"amount_total", "amount_untaxed", "amount_tax", "currency_rate", "invoice_ids"}
# noted by the gate and the portal: refused where they are written, never a default
NOTED = {
    "credit_passed_amount",
    "credit_passed_limit",
    "credit_passed_on",
    "credit_passed_partner_id",
    "med_portal_held_at",
}
LINE_FIGURES = {
    "price_total",
    "price_subtotal",
    "price_tax",
    "qty_invoiced",
    "untaxed_amount_invoiced",
    "untaxed_amount_to_invoice",
    "invoice_lines",
    "invoice_status",
    "state",
    "qty_delivered_method",
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

    # in another currency the same numbers promise another amount, by another term another day
    _gate_judged_fields = (
        "partner_id",
        "partner_shipping_id",
        "partner_invoice_id",
        "company_id",
        "currency_id",
        "payment_term_id",
        "pricelist_id",
    )

    def _gate_panel_depends(self):
        # EXTENDS med_base
        return [*super()._gate_panel_depends(), "payment_term_id"]

    @api.model
    def default_get(self, fields):
        # EXTENDS base: no default of a client's context, or of a user's own, is a figure
        return super().default_get([n for n in fields if n not in ORDER_FIGURES | NOTED])

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

    @api.model
    def default_get(self, fields):
        # EXTENDS base: see the order
        return super().default_get([n for n in fields if n not in LINE_FIGURES])

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        refuse(self, LINE_FIGURES & set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        refuse(self, LINE_FIGURES & set(vals))
        if "qty_delivered" in vals and not self.env.su:
            self._check_delivered_by_stock()
        return super().write(vals)

    def _check_delivered_by_stock(self):
        """What was shipped of goods is counted by the warehouse."""
        for line in self.filtered(lambda line: line.qty_delivered_method == "stock_move"):
            raise UserError(
                self.env._(
                    "%(line)s: what was delivered follows from the transfers. Make a transfer "
                    "or a return instead.",
                    line=line.display_name,
                )
            )

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
