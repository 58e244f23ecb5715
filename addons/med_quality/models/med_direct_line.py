from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..medlabs.reports import text_of


class MedDirectLine(models.Model):
    """Goods of one lot in a direct delivery and what the inspection at the place found."""

    _name = "med.direct.line"
    _description = "Goods of a Direct Delivery"
    _order = "direct_id, sequence, id"
    _rec_name = "product_id"

    direct_id = fields.Many2one("med.direct.delivery", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="direct_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_medical_device', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(string="Quantity Sent", required=True, default=1.0, digits="Product Unit")
    lot_name = fields.Char(string="Lot or Serial Number")
    production_on = fields.Date(string="Production Date")
    expiry_on = fields.Date(string="Expiry")
    accepted = fields.Float(
        digits="Product Unit", compute="_compute_accepted", store=True, readonly=False, precompute=True
    )
    rejected = fields.Float(digits="Product Unit")
    rejected_note = fields.Char(string="Why Not Accepted")
    is_checked = fields.Boolean(
        string="Checked",
        default=True,
        help="Package, label, lot, dates, quantity, certificate of conformity.",
    )
    sale_line_id = fields.Many2one("sale.order.line", ondelete="set null")
    purchase_line_id = fields.Many2one("purchase.order.line", ondelete="set null")
    lot_id = fields.Many2one("stock.lot", readonly=True, copy=False, ondelete="restrict")

    @api.depends("quantity", "rejected")
    def _compute_accepted(self):
        for line in self:
            line.accepted = line.quantity - line.rejected

    @api.constrains("quantity", "rejected", "accepted")
    def _check_quantities(self):
        for line in self:
            if line.quantity <= 0 or line.rejected < 0 or line.accepted < 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s: quantities are above zero.", product=line.product_id.display_name
                    )
                )

    @api.constrains("production_on", "expiry_on")
    def _check_dates(self):
        today = self.env.company._med_today()
        for line in self:
            made, ends = line.production_on, line.expiry_on
            if made and (made > today or ends and ends < made):
                raise ValidationError(
                    self.env._(
                        "%(product)s: made %(made)s and expiring %(ends)s cannot both be true.",
                        product=line.product_id.display_name,
                        made=made,
                        ends=ends or "",
                    )
                )

    @api.constrains("sale_line_id", "purchase_line_id", "direct_id")
    def _check_orders(self):
        """Goods are booked on the orders of this record, nobody else's."""
        for line in self:
            # sudo: which order a line is of, whoever writes
            sold, bought = line.sudo().sale_line_id, line.sudo().purchase_line_id
            direct = line.direct_id.sudo()
            if (sold and sold.order_id != direct.sale_order_id) or (
                bought and bought.order_id != direct.purchase_order_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(product)s stands on an order that is not the order of %(record)s. Choose the "
                        "order on the record first.",
                        product=line.product_id.display_name,
                        record=direct.name,
                    )
                )

    def _amounts(self):
        """{product id as text: quantity} of these lines, as JSON keeps it."""
        found = {}
        for line in self:
            key = str(line.product_id.id)
            found[key] = found.get(key, 0.0) + line.quantity
        return found

    def _gate_product(self):
        return self.product_id

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        for vals in vals_list:
            if vals.get("lot_name"):
                vals["lot_name"] = text_of(vals["lot_name"])
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        # EXTENDS base
        if not self._has_ticket("direct_lot", vals):
            self._check_open()
        if vals.get("lot_name"):
            vals = {**vals, "lot_name": text_of(vals["lot_name"])}
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self._check_open()
        return super().unlink()

    def _check_open(self):
        closed = self.direct_id.filtered(lambda direct: direct.state not in ("draft", "approved"))
        if closed:
            raise UserError(
                self.env._("%(record)s is recorded: its goods stay as inspected.", record=closed[0].name)
            )

    def _problem(self):
        """What keeps this line from being recorded, as a sentence; else empty."""
        name = self.product_id.display_name
        if self.product_id.tracking != "none" and not self.lot_name:
            return self.env._("%(product)s: no lot", product=name)
        total = self.accepted + self.rejected
        if self.product_id.uom_id.compare(total, self.quantity):
            return self.env._("%(product)s: accepted and rejected are not what was sent", product=name)
        if self.product_id.tracking == "serial" and self.product_id.uom_id.compare(self.quantity, 1):
            return self.env._("%(product)s: one line for each serial number", product=name)
        if self.rejected and not (self.rejected_note or "").strip():
            return self.env._("%(product)s: say why it was not accepted", product=name)
        if self.accepted and not self.is_checked:
            return self.env._("%(product)s: accepted without being checked", product=name)
        return ""
