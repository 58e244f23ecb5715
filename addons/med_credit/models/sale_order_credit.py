from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from .med_credit_claim import Claim

PASS_FIELDS = {
    "credit_passed_amount",
    "credit_passed_limit",
    "credit_passed_on",
    "credit_passed_partner_id",
}


class SaleOrder(models.Model):
    """Orders use up credit when they are confirmed; what passed once is remembered."""

    _inherit = "sale.order"

    credit_passed_amount = fields.Monetary(
        string="Passed Credit For",
        currency_field="credit_currency_id",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    credit_passed_limit = fields.Monetary(
        string="Limit Then",
        currency_field="credit_currency_id",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    credit_passed_on = fields.Date(
        string="Passed Credit On", copy=False, readonly=True, groups="base.group_user"
    )
    credit_passed_partner_id = fields.Many2one(
        "res.partner",
        string="Passed Credit Of",
        copy=False,
        readonly=True,
        groups="base.group_user",
        index="btree_not_null",
    )
    credit_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the Limit")

    def _credit_claims(self, stage):
        # EXTENDS med_credit
        # by what the whole order is worth: the price may stand on a line of its own
        orders = self._gate_lines(stage).order_id.filtered(lambda order: order.amount_total > 0)
        return orders._credit_claims_of({order: order for order in orders})

    def _credit_claims_of(self, documents):
        """Claims of these orders for the documents that carry them out.

        :param documents: {order: document that is judged}
        """
        service = self.env["med.credit.exposure"]
        debtors = service._debtors(self)
        parts = service._order_parts(self)
        totals = self._credit_totals()
        claims = [
            Claim(
                documents[order],
                debtors[order],
                order._origin,
                0.0 if order._gate_is_confirmed() else parts[order][1],
                sum(parts[order][:2]),
                totals[order],
                parts[order][2],
                order._credit_paid(),
                order._credit_passed(debtors[order]),
                is_old=order._credit_is_old(),
            )
            for order in self
            if debtors[order]
        ]
        # another who pays does not clear a buyer who is frozen or late himself
        return claims + [
            replace(claim, debtor=buyer, amount=0.0, passed=None, is_buyer=True)
            for claim in claims
            if (buyer := claim.order.partner_id.commercial_partner_id) and buyer != claim.debtor
        ]

    def _credit_totals(self):
        """{order: amount of it and of all that was split off the same order}.

        Taxes included, in the currency of the company: a release is measured by it.
        """
        # sudo: a part that a colleague carries on uses up the same release
        stored = self.sudo()
        roots = {order: order.gate_split_from_id or order._origin for order in stored}
        ids = [root.id for root in roots.values() if root.id]
        copies = stored.search([("gate_split_from_id", "in", ids)]) if ids else stored.browse()
        copies = copies.grouped("gate_split_from_id")
        totals = {}
        for order, root in roots.items():
            family = (copies.get(root, stored.browse()) | root) - order._origin
            family = family.filtered(lambda o: o.state != "cancel")
            parts = [order, *family]
            totals[order.sudo(False)] = sum(part._credit_worth() for part in parts)
        return {order: totals[order] for order in self}

    def _credit_worth(self):
        """What the order is worth in the currency of the company, with what was shipped beyond it."""
        above = 0.0
        for line in self.order_line:
            extra = line.qty_delivered - line.product_uom_qty
            if extra > 0 and line.qty_delivered_method == "stock_move":
                above += extra * (line.price_reduce_taxinc or line.price_unit)
        return (self.amount_total + above) / (self.currency_rate or 1.0)

    def _credit_paid(self):
        """What was paid for exactly this order: online, or by its invoices; company currency."""
        order = self.sudo()  # sudo: the salesperson need not read payments and invoices
        invoices = order.invoice_ids.filtered(lambda move: move.state == "posted")
        settled = sum(
            (move.amount_total_signed - move.amount_residual_signed) * order._credit_share_of(move)
            for move in invoices
        )
        return max(order.amount_paid / (order.currency_rate or 1.0), settled)

    def _credit_share_of(self, move):
        """Which part of an invoice is for this order: one payment is not counted for several."""
        lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        whole = sum(lines.mapped("price_total"))
        mine = lines.filtered(lambda line: self in line.sale_line_ids.order_id)
        return sum(mine.mapped("price_total")) / whole if whole else 0.0

    def _credit_passed(self, debtor):
        """(amount, limit then, day) of when it passed for this customer, or None."""
        order = self.sudo()  # sudo: the warehouse need not read the order's figures
        if not order.credit_passed_on or order.credit_passed_partner_id != debtor:
            return None
        return order.credit_passed_amount, order.credit_passed_limit, order.credit_passed_on

    def _credit_is_old(self):
        """Confirmed before the company began to judge credit: what was judged since is not."""
        order = self.sudo()  # sudo: a setting of the company, and what the gate noted
        since = order.company_id.med_credit_since
        was_judged = bool(order.credit_passed_on)
        return bool(since and self._gate_is_confirmed() and self.date_order.date() < since and not was_judged)

    def _gate_judge(self, stage, lines=None):
        # EXTENDS med_credit: remember what passed, so that delivery does not ask again
        findings = super()._gate_judge(stage, lines)
        if stage == self._gate_confirm_stage:
            self._credit_note_passed()
        return findings

    def _credit_note_passed(self):
        """Note amount, limit, customer and day of what has passed."""
        judge, service = self.env["med.credit.judge"], self.env["med.credit.exposure"]
        for company, orders in self.grouped("company_id").items():
            orders = orders.filtered(lambda order: order._gate_lines("confirm"))
            if not orders or not company._med_credit_is_on():
                continue
            totals, debtors = orders._credit_totals(), service._debtors(orders)
            parts = service._order_parts(orders)
            accounts = judge._accounts(self.env["res.partner"].union(*debtors.values()), company)
            for order in orders:
                account = accounts.get(debtors[order])
                order._credit_write_pass(
                    credit_passed_amount=totals[order] - parts[order][2],
                    credit_passed_limit=account.limit if account else 0.0,
                    credit_passed_on=company._med_today(),
                    credit_passed_partner_id=debtors[order].id,
                )

    def _credit_write_pass(self, **vals):
        # sudo: the gate notes it for whoever confirms
        self.sudo()._with_ticket("credit_pass").write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: see write
        if any(PASS_FIELDS & set(vals) for vals in vals_list):
            self._credit_refuse_pass()
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base: what passed is noted by the gate, nobody types it in
        if PASS_FIELDS & set(vals) and not self._has_ticket("credit_pass"):
            self._credit_refuse_pass()
        result = super().write(vals)
        if vals.get("state") in ("draft", "sent", "cancel"):
            # confirmed again, it is judged again
            passed = self.filtered(lambda order: order.sudo().credit_passed_on)  # sudo: see above
            if passed:
                passed._credit_write_pass(**dict.fromkeys(PASS_FIELDS, False))
        return result

    @api.model
    def _credit_refuse_pass(self):
        raise UserError(self.env._("What passed on credit is noted by the gate and cannot be typed in."))
