from odoo import api, models

BASE = """
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN account_account a ON a.id = l.account_id
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.date <= %(until)s
       AND a.account_type = 'asset_receivable' AND p.commercial_partner_id = ANY(%(partners)s)
"""
TOTALS = f"""
    SELECT p.commercial_partner_id, l.currency_id,
           COALESCE(sum(l.amount_currency) FILTER (WHERE l.date < %(since)s), 0),
           COALESCE(sum(l.amount_currency) FILTER (
               WHERE l.date >= %(since)s AND m.move_type IN ('out_invoice', 'out_refund')), 0),
           COALESCE(sum(l.amount_currency) FILTER (
               WHERE l.date >= %(since)s AND m.move_type NOT IN ('out_invoice', 'out_refund')), 0)
    {BASE}
  GROUP BY p.commercial_partner_id, l.currency_id
"""
ITEMS = f"""
    SELECT * FROM (
    SELECT p.commercial_partner_id AS partner_id, l.currency_id, l.id, m.id AS move_id, m.name,
           COALESCE(NULLIF(m.invoice_origin, ''), NULLIF(m.ref, ''),
                    NULLIF(NULLIF(l.name, m.name), '')) AS reference,
           m.move_type, l.date, l.date_maturity, l.amount_currency,
           l.amount_currency
           - COALESCE((SELECT sum(r.debit_amount_currency) FROM account_partial_reconcile r
                        WHERE r.debit_move_id = l.id AND r.max_date <= %(until)s), 0)
           + COALESCE((SELECT sum(r.credit_amount_currency) FROM account_partial_reconcile r
                        WHERE r.credit_move_id = l.id AND r.max_date <= %(until)s), 0) AS residual
    {BASE}
       AND (NOT l.reconciled
            OR EXISTS (SELECT 1 FROM account_partial_reconcile r
                        WHERE r.max_date > %(until)s AND l.id IN (r.debit_move_id, r.credit_move_id)))
    ) AS open_items
     WHERE abs(residual) > 0.004
  ORDER BY partner_id, currency_id, date, id
"""
KINDS = {"out_invoice": "invoice", "out_refund": "refund", "entry": "payment"}


class MedCreditStatementItems(models.AbstractModel):
    """Reads the books of a day: open items and the month's turnover of many customers."""

    _name = "med.credit.statement.items"
    _description = "Open Items of a Day"

    @api.model
    def _read(self, partners, company, date_from, date_to):
        """Values of statements, two queries whatever the number of customers.

        A customer without balance, turnover or open item has no statement.
        :return: {(partner id, currency id): values}, ``line_ids`` a list of values of items
        """
        self.env.flush_all()
        params = {
            "company": company.id,
            "partners": partners.ids,
            "since": date_from,
            "until": date_to,
        }
        statements = {}
        self.env.cr.execute(TOTALS, params)
        for partner_id, currency_id, opening, invoiced, received in self.env.cr.fetchall():
            if any(abs(figure) > 0.004 for figure in (opening, invoiced, received)):
                statements[partner_id, currency_id] = {
                    "partner_id": partner_id,
                    "currency_id": currency_id,
                    "opening_balance": opening,
                    "invoiced": invoiced,
                    "received": received,
                    "balance": opening + invoiced + received,
                    "overdue_amount": 0.0,
                    "line_ids": [],
                }
        self.env.cr.execute(ITEMS, params)
        for row in self.env.cr.dictfetchall():
            statement = statements.get((row["partner_id"], row["currency_id"]))
            if statement:
                self._add_item(statement, row, date_to)
        return statements

    def _add_item(self, statement, row, date_to):
        due = row["date_maturity"]
        if row["residual"] > 0 and due and due < date_to:
            statement["overdue_amount"] += row["residual"]
        kind = KINDS.get(row["move_type"], "other")
        if kind == "payment" and row["amount_currency"] > 0:
            kind = "other"  # a manual debit is no payment
        statement["line_ids"].append(
            {
                "move_id": row["move_id"],
                "name": row["name"],
                "reference": row["reference"],
                "kind": kind,
                "date": row["date"],
                "date_due": due,
                "amount": row["amount_currency"],
                "residual": row["residual"],
            }
        )

    @api.model
    def _partners_with_items(self, company, date_from, date_to):
        """Ids of commercial partners that have a balance or turnover, in one query."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT p.commercial_partner_id
              FROM account_move_line l
              JOIN account_account a ON a.id = l.account_id
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.date <= %(until)s
               AND a.account_type = 'asset_receivable'
          GROUP BY p.commercial_partner_id
            HAVING abs(sum(l.amount_currency)) > 0.004
                   OR count(*) FILTER (WHERE l.date >= %(since)s OR NOT l.reconciled) > 0
          ORDER BY p.commercial_partner_id
            """,
            {"company": company.id, "since": date_from, "until": date_to},
        )
        return [partner_id for (partner_id,) in self.env.cr.fetchall()]
