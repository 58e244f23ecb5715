from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_amount

CODES = ("anomaly_rate", "bad_debt", "collected", "receivable_days", "payable_days", "release_rate")
SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
BAD_DAYS = 365


class MedCreditFigures(models.TransientModel):
    """Credit figures of a period, each with its definition and the records it is made of."""

    _name = "med.credit.figures"
    _inherit = ["med.figures.mixin"]
    _description = "Credit Figures"

    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Selection(default="twelve")
    figure_ids = fields.One2many(
        "med.credit.figure",
        "board_id",
        default=lambda self: [fields.Command.create({"code": code}) for code in CODES],
    )

    def _days(self):
        """Days of the period, both ends included."""
        return (self.until - self.since).days + 1

    def _before(self):
        """First and last day of the period of the same length before this one."""
        return self.since - timedelta(days=self._days()), self.since - timedelta(days=1)

    # what is counted -----------------------------------------------------

    def _sides(self):
        """{code: ((model, domain) above the line, (model, domain) below it)}."""
        self.ensure_one()
        order, item, move = "sale.order", "account.move.line", "account.move"
        orders = self._domain_orders()
        due, open_items = self._domain_due(self.since, self.until), self._domain_open("asset_receivable")
        late = Domain("date_maturity", "<", self.env.company._med_today() - timedelta(days=BAD_DAYS))
        asked = Domain("is_credit", "=", True) & self._domain_within("create_date")
        payable = self._domain_open("liability_payable")
        return {
            "anomaly_rate": ((order, self._domain_hit_orders(orders)), (order, orders)),
            "bad_debt": ((item, open_items & late), (item, open_items)),
            "collected": ((item, due), (item, due)),
            "receivable_days": ((item, open_items), (move, self._domain_moves(SALES))),
            "payable_days": ((item, payable), (move, self._domain_moves(PURCHASES))),
            "release_rate": (
                ("med.gate.waiver", asked & Domain("state", "in", ["granted", "expired"])),
                ("med.gate.waiver", asked),
            ),
        }

    def _domain_company(self):
        # OVERRIDE: with its branches
        return Domain("company_id", "child_of", self.company_id.id)

    def _domain_orders(self):
        return self._domain_within("date_order") & Domain("state", "=", "sale")

    def _domain_hit_orders(self, orders):
        # sudo: the figure is of the whole company
        hits = self.env["med.credit.hit"].sudo()
        rows = hits._read_group(self._domain_company() & Domain("order_id", "!=", False), ["order_id"])
        return orders & Domain("id", "in", [order.id for (order,) in rows])

    def _domain_posted(self, kind):
        return (
            self._domain_company()
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", kind)
        )

    def _domain_open(self, kind):
        return self._domain_posted(kind) & Domain("amount_residual", "!=", 0)

    def _domain_due(self, since, until):
        return (
            self._domain_posted("asset_receivable")
            & Domain("balance", ">", 0)
            & Domain("date_maturity", ">=", since)
            & Domain("date_maturity", "<=", until)
        )

    def _domain_moves(self, kinds):
        return (
            self._domain_company()
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", kinds)
            & Domain("invoice_date", ">=", self.since)
            & Domain("invoice_date", "<=", self.until)
        )

    def _measure(self, code):
        """(above, below) of a figure, counted or summed as its definition says."""
        (over, above), (under, below) = self._sides()[code]
        if code in ("anomaly_rate", "release_rate"):
            return self._count(over, above), self._count(under, below)
        if code == "collected":
            return self._collected(above)
        sign = -1 if code == "payable_days" else 1
        total = "amount_total_signed:sum" if under == "account.move" else "amount_residual:sum"
        return sign * self._sum(over, above, "amount_residual:sum"), sign * self._sum(under, below, total)

    def _collected(self, domain):
        """(paid, due) of receivable items."""
        due = self._sum("account.move.line", domain, "balance:sum")
        return due - self._sum("account.move.line", domain, "amount_residual:sum"), due

    def _count(self, model, domain):
        # sudo: the figures are of the whole company; its reader need not read each record
        return self.env[model].sudo().search_count(domain)

    def _sum(self, model, domain, aggregate):
        # sudo: as _count
        [(total,)] = self.env[model].sudo()._read_group(domain, aggregates=[aggregate])
        return total or 0.0

    def _value(self, code, above, below):
        """The figure in words."""
        if not below:
            return "–"
        if code in ("receivable_days", "payable_days"):
            return self.env._("%(days)s days", days=round(above / below * self._days(), 1))
        share = 100.0 * above / below
        if code != "collected":
            return f"{share:.1f} %"
        paid, due = self._collected(self._domain_due(*self._before()))
        if not due:
            return f"{share:.1f} %"
        change = share - 100.0 * paid / due
        return self.env._("%(share)s %% (%(change)s points)", share=f"{share:.1f}", change=f"{change:+.1f}")

    def _side_text(self, code, amount):
        if code in ("anomaly_rate", "release_rate"):
            return f"{amount:.0f}"
        return format_amount(self.env, amount, self.currency_id)
