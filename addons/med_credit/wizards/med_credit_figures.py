from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_amount

CODES = ("anomaly_rate", "bad_debt", "collected", "receivable_days", "payable_days", "release_rate")
SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
BAD_DAYS = 365


class MedCreditFigures(models.TransientModel):
    """Credit figures of a period, each with its definition and the records it is made of."""

    _name = "med.credit.figures"
    _description = "Credit Figures"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Selection(
        [
            ("month", "This month"),
            ("last_month", "Last month"),
            ("quarter", "This quarter"),
            ("year", "This year"),
            ("twelve", "The last twelve months"),
            ("custom", "Other"),
        ],
        required=True,
        default="twelve",
    )
    since = fields.Date(compute="_compute_period", store=True, readonly=False, required=True, precompute=True)
    until = fields.Date(compute="_compute_period", store=True, readonly=False, required=True, precompute=True)
    figure_ids = fields.One2many(
        "med.credit.figure",
        "board_id",
        default=lambda self: [fields.Command.create({"code": code}) for code in CODES],
    )

    @api.depends("period")
    def _compute_period(self):
        today = fields.Date.context_today(self)
        month = today.replace(day=1)
        quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        spans = {
            "month": (month, today),
            "last_month": (month - relativedelta(months=1), month - timedelta(days=1)),
            "quarter": (quarter, today),
            "year": (month.replace(month=1), today),
            "twelve": (today - relativedelta(years=1) + timedelta(days=1), today),
        }
        for board in self:
            begin, end = spans.get(board.period, (board.since or month, board.until or today))
            board.since, board.until = begin, end

    @api.depends("since", "until")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        for board in self:
            board.display_name = self.env._("Credit Figures")

    @api.model
    def action_open_board(self):
        """Open the figures of the last twelve months."""
        board = self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Figures"),
            "res_model": self._name,
            "res_id": board.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _check_reader(self):
        """Raise AccessError where the figures are of another company."""
        self.check_access("read")
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("These are figures of another company."))

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
        late = Domain("date_maturity", "<", fields.Date.context_today(self) - timedelta(days=BAD_DAYS))
        asked = Domain("is_credit", "=", True) & self._domain_created()
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
        return Domain("company_id", "child_of", self.company_id.id)

    def _domain_created(self):
        """Records of the company made in the period, by the user's clock."""
        inspection = self.env["med.inspection"]
        return (
            self._domain_company()
            & Domain("create_date", ">=", inspection._start_of_day(self.since))
            & Domain("create_date", "<=", inspection._end_of_day(self.until))
        )

    def _domain_orders(self):
        inspection = self.env["med.inspection"]
        return (
            self._domain_company()
            & Domain("state", "=", "sale")
            & Domain("date_order", ">=", inspection._start_of_day(self.since))
            & Domain("date_order", "<=", inspection._end_of_day(self.until))
        )

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
