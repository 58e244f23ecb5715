from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class MedCreditFacts(models.AbstractModel):
    """How a customer pays: days beyond terms, what is overdue, promises kept."""

    _inherit = "med.credit.facts"

    @api.model
    def _topics(self):
        # EXTENDS med_credit
        return [*super()._topics(), "_facts_payments", "_facts_promises"]

    @api.model
    def _words(self):
        # EXTENDS med_credit
        return {
            **super()._words(),
            "days_beyond_terms": (self.env._("Days beyond terms"), "days"),
            "overdue_share": (self.env._("Overdue of all unpaid"), "percent"),
            "oldest_overdue": (self.env._("Oldest overdue"), "days"),
            "overdue_beyond_grace": (self.env._("Overdue beyond the days of grace"), "days"),
            "unpaid": (self.env._("Unpaid"), "amount"),
            "invoice_count": (self.env._("Invoices so far"), "count"),
            "broken_promises": (self.env._("Broken promises and dishonoured bills"), "count"),
        }

    @api.model
    def _facts_payments(self, accounts, day):
        """Payments against due dates from the reconciliations of the last 12 months.

        Weighted by amount; early payments count as on time; credit notes are no payments;
        what is open counts with its days overdue, what is not yet due not at all.
        """
        rows = self._by_partner(accounts, self.env.execute_query(self._sql_payments(accounts, day)))
        facts = {}
        for account in accounts:
            count, unpaid, overdue, oldest, weight, days = rows.get(account.id) or (0, 0, 0, 0, 0, 0)
            if not count:
                facts[account.id] = {"invoice_count": 0, "unpaid": 0.0}
                continue
            grace = account.segment_id.overdue_days
            facts[account.id] = {
                "invoice_count": count,
                "unpaid": float(unpaid),
                "overdue_share": 100.0 * float(overdue) / float(unpaid) if unpaid else 0.0,
                "oldest_overdue": oldest,
                "overdue_beyond_grace": max(oldest - grace, 0),
                "days_beyond_terms": float(days) / float(weight) if weight else None,
            }
        return facts

    @api.model
    def _sql_payments(self, accounts, day):
        """(partner, invoices, unpaid, overdue, oldest days, weight, weight × days)."""
        return SQL(
            """
            WITH item AS (%(items)s), paid AS (
                SELECT i.id, SUM(r.amount) AS amount,
                       SUM(r.amount) FILTER (WHERE c.is_payment AND r.max_date > %(since)s) AS weight,
                       SUM(r.amount * GREATEST(r.max_date - i.due, 0))
                           FILTER (WHERE c.is_payment AND r.max_date > %(since)s) AS days
                  FROM item i
                  JOIN account_partial_reconcile r ON r.debit_move_id = i.id AND r.max_date <= %(day)s
                  JOIN LATERAL (
                       SELECT cm.move_type <> 'out_refund' AS is_payment
                         FROM account_move_line cl JOIN account_move cm ON cm.id = cl.move_id
                        WHERE cl.id = r.credit_move_id) c ON TRUE
                 GROUP BY i.id
            ), open AS (
                SELECT i.partner_id, i.sold, i.balance - COALESCE(p.amount, 0) AS amount,
                       %(day)s - i.due AS late, COALESCE(p.weight, 0) AS weight, COALESCE(p.days, 0) AS days
                  FROM item i LEFT JOIN paid p ON p.id = i.id
            )
            SELECT partner_id, COUNT(*) FILTER (WHERE sold OR amount > 0.005),
                   COALESCE(SUM(amount) FILTER (WHERE amount > 0.005), 0),
                   COALESCE(SUM(amount) FILTER (WHERE amount > 0.005 AND late > 0), 0),
                   COALESCE(MAX(late) FILTER (WHERE amount > 0.005 AND late > 0), 0),
                   SUM(weight) + COALESCE(SUM(amount) FILTER (WHERE amount > 0.005 AND late > 0), 0),
                   SUM(days) + COALESCE(SUM(amount * late) FILTER (WHERE amount > 0.005 AND late > 0), 0)
              FROM open GROUP BY partner_id
            """,
            items=self._sql_items(accounts.partner_id, accounts.company_id, day),
            day=day,
            since=day - relativedelta(years=1),
        )

    @api.model
    def _sql_items(self, partners, company, day):
        """Posted receivable items of a company by a day: partner, id, balance, due, sold."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id, l.id, l.balance,
                   COALESCE(l.date_maturity, l.date) AS due,
                   m.move_type IN ('out_invoice', 'out_receipt') AS sold
              FROM res_partner p
              JOIN account_move_line l ON l.partner_id = p.id
              JOIN account_move m ON m.id = l.move_id
              JOIN account_account a ON a.id = l.account_id
             WHERE p.commercial_partner_id = ANY(%(partners)s) AND l.company_id = ANY(%(companies)s)
               AND a.account_type = 'asset_receivable' AND l.parent_state = 'posted'
               AND l.balance > 0 AND l.date <= %(day)s
               AND m.move_type IN ('out_invoice', 'out_receipt', 'entry')
            """,
            partners=partners.ids,
            companies=self._branches(company),
            day=day,
        )

    @api.model
    def _owed(self, partners, company, day):
        """{commercial partner id: what it owes}: the exposure today, open items on a past day."""
        if day >= self.env.company._med_today():
            figures = self.env["med.credit.exposure"]._figures(partners, company)
            return {partner_id: row["exposure"] for partner_id, row in figures.items()}
        query = SQL(
            """
            SELECT i.partner_id, SUM(i.balance - COALESCE(r.amount, 0)) FROM (%(items)s) i
              LEFT JOIN LATERAL (
                   SELECT SUM(amount) AS amount FROM account_partial_reconcile
                    WHERE debit_move_id = i.id AND max_date <= %(day)s) r ON TRUE
             GROUP BY i.partner_id
            """,
            items=self._sql_items(partners, company, day),
            day=day,
        )
        return {partner_id: float(amount) for partner_id, amount in self.env.execute_query(query)}

    @api.model
    def _facts_promises(self, accounts, day):
        """Promised payment dates that passed unpaid and bills dishonoured, of 12 months."""
        counts = dict.fromkeys(accounts.ids, 0)
        for part in self._broken_promises(accounts, day - relativedelta(years=1), day):
            for account_id, count in part.items():
                counts[account_id] += count
        known = self._known_customers(accounts, day)
        return {
            key: {"broken_promises": count if key in known or count else None}
            for key, count in counts.items()
        }

    @api.model
    def _broken_promises(self, accounts, since, day):
        """Hook: [{account id: how many}] of each kind of broken promise after a day up to another."""
        rows = self._by_partner(accounts, self.env.execute_query(self._sql_promises(accounts, since, day)))
        return [{key: count for key, (count,) in rows.items()}, self._dishonoured(accounts, since, day)]

    @api.model
    def _dishonoured(self, accounts, since, day):
        """{account id: bills that were not honoured after a day up to another}."""
        bills = self.env["med.credit.bill"]._read_group(
            [
                ("company_id", "=", accounts.company_id.id),
                ("partner_id.commercial_partner_id", "in", accounts.partner_id.ids),
                ("dishonoured_on", ">", since),
                ("dishonoured_on", "<=", day),
            ],
            ["partner_id"],
            ["__count"],
        )
        by_partner = {account.partner_id: account.id for account in accounts}
        counts = {}
        for partner, count in bills:
            key = by_partner[partner.commercial_partner_id]
            counts[key] = counts.get(key, 0) + count
        return counts

    @api.model
    def _sql_promises(self, accounts, since, day):
        """(partner, promised dates on which something due when it was promised was still unpaid)."""
        return SQL(
            """
            SELECT w.partner_id, COUNT(DISTINCT w.promised_on)
              FROM med_gate_waiver w
             WHERE w.partner_id = ANY(%(partners)s) AND w.company_id = %(company)s
               AND w.state IN ('granted', 'expired')
               AND w.promised_on > %(since)s AND w.promised_on < %(day)s
               AND EXISTS (
                   SELECT 1 FROM (%(items)s) i
                     LEFT JOIN LATERAL (
                          SELECT SUM(amount) AS amount FROM account_partial_reconcile
                           WHERE debit_move_id = i.id AND max_date <= w.promised_on) r ON TRUE
                    WHERE i.partner_id = w.partner_id AND i.due <= w.requested_at::date
                      AND i.balance - COALESCE(r.amount, 0) > 0.005)
             GROUP BY w.partner_id
            """,
            partners=accounts.partner_id.ids,
            company=accounts.company_id.id,
            since=since,
            day=day,
            items=self._sql_items(accounts.partner_id, accounts.company_id, day),
        )

    @api.model
    def _known_customers(self, accounts, day):
        """Ids of the accounts with any posted invoice by a day."""
        query = SQL(
            """
            SELECT p.commercial_partner_id FROM res_partner p
             WHERE p.commercial_partner_id = ANY(%(partners)s) AND EXISTS (
                   SELECT 1 FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                    WHERE l.partner_id = p.id AND l.company_id = ANY(%(companies)s)
                      AND l.parent_state = 'posted' AND l.date < %(after)s
                      AND a.account_type = 'asset_receivable' AND l.balance > 0)
            """,
            partners=accounts.partner_id.ids,
            companies=self._branches(accounts.company_id),
            after=day + timedelta(days=1),
        )
        return set(self._by_partner(accounts, self.env.execute_query(query)))
