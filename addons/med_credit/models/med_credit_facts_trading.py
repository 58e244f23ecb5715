from statistics import fmean, pstdev

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

YEAR = 12
HALF = 6
QUARTER = 3


class MedCreditFacts(models.AbstractModel):
    """What a customer buys: since when, how much, how evenly, how much comes back."""

    _inherit = "med.credit.facts"

    @api.model
    def _topics(self):
        # EXTENDS med_credit
        return [*super()._topics(), "_facts_trading", "_facts_history"]

    @api.model
    def _words(self):
        # EXTENDS med_credit
        return {
            **super()._words(),
            "months_trading": (self.env._("Months since the first paid invoice"), "months"),
            "sales_growth": (self.env._("Sales of 6 months against the 6 before"), "percent"),
            "sales_variation": (self.env._("Unevenness of monthly sales"), "number"),
            "returns_share": (self.env._("Returns and disputes of sales"), "percent"),
            "mean_12": (self.env._("Sales of an average month of the year"), "amount"),
            "mean_3": (self.env._("Sales of an average month of the last three"), "amount"),
        }

    @api.model
    def _facts_trading(self, accounts, day):
        """Invoiced sales with tax by rolling months back from the day, credit notes apart."""
        sales = {account.id: [0.0] * YEAR for account in accounts}
        returned = dict.fromkeys(accounts.ids, 0.0)
        by_partner = {account.partner_id.id: account.id for account in accounts}
        for partner_id, month, sold, back in self.env.execute_query(self._sql_trading(accounts, day)):
            account_id = by_partner[partner_id]
            sales[account_id][month] += float(sold)
            returned[account_id] += float(back)
        for account_id, amount in self._disputed(accounts, day).items():
            returned[account_id] += amount
        return {key: self._trading(months, returned[key]) for key, months in sales.items()}

    @api.model
    def _trading(self, months, returned):
        """Facts of twelve months of sales, the latest first."""
        total, before, mean = sum(months), sum(months[HALF:]), fmean(months)
        return {
            "mean_12": mean,
            "mean_3": fmean(months[:QUARTER]),
            "sales_growth": 100.0 * (sum(months[:HALF]) / before - 1.0) if before else None,
            "sales_variation": pstdev(months) / mean if mean else None,
            "returns_share": 100.0 * returned / total if total else None,
        }

    @api.model
    def _disputed(self, accounts, day):
        """Hook: {account id: value in dispute of the last 12 months}, returns apart."""
        return {}

    @api.model
    def _sql_trading(self, accounts, day):
        """(partner, full months back, invoiced, credited) with tax in company currency."""
        return SQL(
            """
            SELECT m.commercial_partner_id,
                   (12 * date_part('year', age(%(day)s::date, m.invoice_date))
                       + date_part('month', age(%(day)s::date, m.invoice_date)))::int AS month,
                   COALESCE(SUM(m.amount_total_signed) FILTER (WHERE m.move_type <> 'out_refund'), 0),
                   COALESCE(-SUM(m.amount_total_signed) FILTER (WHERE m.move_type = 'out_refund'), 0)
              FROM res_partner p JOIN account_move m ON m.partner_id = p.id
             WHERE p.commercial_partner_id = ANY(%(partners)s)
               AND m.commercial_partner_id = p.commercial_partner_id
               AND m.company_id = ANY(%(companies)s) AND m.state = 'posted'
               AND m.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND m.invoice_date > %(since)s AND m.invoice_date <= %(day)s
             GROUP BY 1, 2
            """,
            partners=accounts.partner_id.ids,
            companies=self._branches(accounts.company_id),
            day=day,
            since=day - relativedelta(years=1),
        )

    @api.model
    def _facts_history(self, accounts, day):
        """Months since the first invoice that was paid, or since the day finance entered."""
        first = self._by_partner(accounts, self.env.execute_query(self._sql_first_paid(accounts, day)))
        facts = {}
        for account in accounts:
            since = (first.get(account.id) or (None,))[0]
            entered = account.customer_since
            starts = [start for start in (since, entered) if start and start <= day]
            facts[account.id] = {"months_trading": self._months(min(starts), day) if starts else None}
        return facts

    @api.model
    def _months(self, start, day):
        """Full months between two dates."""
        span = relativedelta(day, fields.Date.to_date(start))
        return YEAR * span.years + span.months

    @api.model
    def _sql_first_paid(self, accounts, day):
        """(partner, date of the first invoice that a payment settled, in part at least)."""
        return SQL(
            """
            SELECT m.commercial_partner_id, MIN(m.invoice_date)
              FROM res_partner p
              JOIN account_move_line l ON l.partner_id = p.id
              JOIN account_move m ON m.id = l.move_id
             WHERE p.commercial_partner_id = ANY(%(partners)s)
               AND m.commercial_partner_id = p.commercial_partner_id
               AND l.company_id = ANY(%(companies)s) AND l.parent_state = 'posted' AND l.balance > 0
               AND m.move_type = 'out_invoice' AND m.invoice_date <= %(day)s
               AND EXISTS (SELECT 1 FROM account_partial_reconcile r
                             JOIN account_move_line cl ON cl.id = r.credit_move_id
                             JOIN account_move cm ON cm.id = cl.move_id
                            WHERE r.debit_move_id = l.id AND r.max_date <= %(day)s
                              AND cm.move_type <> 'out_refund')
             GROUP BY 1
            """,
            partners=accounts.partner_id.ids,
            companies=self._branches(accounts.company_id),
            day=day,
        )
