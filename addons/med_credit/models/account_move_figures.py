from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .sale_order_figures import refuse

MOVE_FIGURES = {"payment_state", "amount_residual", "amount_residual_signed", "amount_total_signed"}
BUTTON_STATES = ("blocked", "not_paid")
ITEM_FIGURES = {"amount_residual", "amount_residual_currency", "reconciled", "parent_state"}


class AccountMove(models.Model):
    """What is open on an invoice follows from payments; later due dates are given by finance."""

    _inherit = "account.move"

    @api.model
    def default_get(self, fields):
        # EXTENDS account: no default of a client's context is a figure
        return super().default_get([n for n in fields if n not in MOVE_FIGURES])

    def write(self, vals):
        # EXTENDS account: blocking the payment of a bill is a button of Odoo's own
        typed = MOVE_FIGURES & set(vals)
        refuse(self, typed - {"payment_state"} if vals.get("payment_state") in BUTTON_STATES else typed)
        if "invoice_date_due" not in vals:
            return super().write(vals)
        posted = self.filtered(lambda move: move.state == "posted" and move.is_sale_document())
        before = {move: move.invoice_date_due for move in posted}
        result = super().write(vals)
        for move, old in before.items():
            move._credit_due_moved(old, move.invoice_date_due)
        return result

    def _credit_due_moved(self, old, new):
        """A later due date is a longer term: given by who releases on credit, on record."""
        if not old or not new or new <= old or self.env.su:
            return
        if not self.env.user.has_group("med_credit.group_credit_release"):
            raise AccessError(
                self.env._(
                    "%(invoice)s is due on %(day)s. A later day is a longer term: ask finance to give it.",
                    invoice=self.display_name,
                    day=old,
                )
            )
        facts = {"old": str(old), "new": str(new), "open": self.amount_residual}
        self.env["med.ledger.entry"]._append("credit.due_moved", self, facts, self.company_id)


class AccountMoveLine(models.Model):
    """Open amounts are computed; lines of orders are invoiced by invoicing the order."""

    _inherit = "account.move.line"

    @api.model
    def default_get(self, fields):
        # EXTENDS account: see the invoice
        return super().default_get([n for n in fields if n not in ITEM_FIGURES])

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        refuse(self, ITEM_FIGURES & set().union(*vals_list))
        items = super().create(vals_list)
        if not self.env.su and any("sale_line_ids" in vals for vals in vals_list):
            items._credit_check_linked(dict.fromkeys(items, self.env["sale.order.line"]))
        return items

    def write(self, vals):
        # EXTENDS account
        refuse(self, ITEM_FIGURES & set(vals))
        if self.env.su or not {"sale_line_ids", "date_maturity"} & set(vals):
            return super().write(vals)
        linked = {item: item.sale_line_ids for item in self}
        due = {item: item.date_maturity for item in self if item._credit_is_claim()}
        result = super().write(vals)
        if "sale_line_ids" in vals:
            self._credit_check_linked(linked)
        for item, old in due.items():
            item.move_id._credit_due_moved(old, item.date_maturity)
        return result

    def _credit_is_claim(self):
        return (
            self.parent_state == "posted"
            and self.account_id.account_type == "asset_receivable"
            and self.move_id.is_sale_document()
        )

    def _credit_check_linked(self, before):
        """Raise where a line of an order is called invoiced by lines that were not made from it.

        Reversals and re-issued invoices take over the links of lines that were.
        """
        for item, old in before.items():
            for line in item.sudo().sale_line_ids - old:  # sudo: whoever invoices need not read orders
                if not line.invoice_lines - self:
                    raise UserError(
                        self.env._(
                            "%(line)s is invoiced from its order (Create Invoice), so that the same is "
                            "not counted twice.",
                            line=line.display_name,
                        )
                    )
