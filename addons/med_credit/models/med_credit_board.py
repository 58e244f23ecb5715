from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

NEAR = 80
SOON_DAYS = 30
RELEASES = "med_credit.med_gate_waiver_action_credit"
AGEING = """
    SELECT CASE WHEN l.date_maturity >= %(today)s OR l.date_maturity IS NULL THEN 0
                WHEN %(today)s - l.date_maturity <= 30 THEN 1
                WHEN %(today)s - l.date_maturity <= 60 THEN 2
                WHEN %(today)s - l.date_maturity <= 90 THEN 3 ELSE 4 END AS bucket,
           sum(l.amount_residual)
      FROM account_move_line l
      JOIN account_account t ON t.id = l.account_id
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND NOT l.reconciled
       AND t.account_type = 'asset_receivable' AND l.amount_residual > 0
       AND p.commercial_partner_id IN %(partners)s
  GROUP BY bucket
"""
BROKEN = """
    SELECT w.id
      FROM med_gate_waiver w
      JOIN sale_order o ON w.res_model = 'sale.order' AND o.id = w.res_id
     WHERE w.state IN ('granted', 'expired') AND w.granted_by_id IS NOT NULL AND w.is_credit
       AND w.promised_on < %(today)s AND w.company_id = %(company)s
       AND w.partner_id IN %(partners)s AND o.state = 'sale'
       AND NOT EXISTS (
           SELECT 1 FROM sale_order_line l
             JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
             JOIN account_move_line i ON i.id = r.invoice_line_id
             JOIN account_move m ON m.id = i.move_id
            WHERE l.order_id = o.id AND m.state = 'posted' AND m.move_type = 'out_invoice'
           HAVING count(*) > 0 AND bool_and(m.payment_state IN ('paid', 'in_payment', 'reversed')))
"""


class MedCreditBoard(models.AbstractModel):
    """Figures of the tiles. ``scope`` is the domain of the accounts looked at.

    Everybody sees figures of the accounts he may read, no more.
    """

    _name = "med.credit.board"
    _description = "Figures of the Credit Boards"

    @api.model
    def _accounts(self, scope, column="id"):
        """The accounts looked at, or their customers, as a part of a query."""
        return self.env["med.credit.account"]._search(Domain(scope)).subselect(column)

    def _read(self, sql, scope):
        """Rows of one of the queries above."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                sql,
                today=self.env.company._med_today(),
                company=self.env.company.id,
                partners=self._accounts(scope, "partner_id"),
            )
        )

    @api.model
    def _open(self, xmlid, domain, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": list(domain), "context": context}

    def _open_accounts(self, domain, **context):
        return lambda: self._open("med_credit.med_credit_account_action", domain, **context)

    def _sum_by(self, scope, group):
        """[(group value, number of accounts, exposure)]."""
        accounts = self.env["med.credit.account"]
        return accounts._read_group(scope, [group], ["__count", "exposure:sum"])

    # exposure ------------------------------------------------------------

    def _tile_exposure_grade(self, scope):
        rows = self._sum_by(scope, "grade")
        exposure = {grade: total or 0.0 for grade, _count, total in rows}
        labels = self.env["med.credit.account"]._grade_labels()
        bars = [(label, exposure.get(label, 0.0), label in ("C", "D")) for label in labels]
        bars.append(("–", exposure.get(False, 0.0), False))
        return {
            "count": sum(count for _grade, count, _total in rows),
            "amount": sum(exposure.values()),
            "bars": bars,
            "action": self._open_accounts(scope, group_by="grade"),
        }

    def _tile_exposure_segment(self, scope):
        rows = self._sum_by(scope, "segment_id")
        return {
            "count": len(rows),
            "amount": sum(total or 0.0 for _segment, _count, total in rows),
            "bars": [(segment.name or "–", total or 0.0, False) for segment, _count, total in rows],
            "action": self._open_accounts(scope, group_by="segment_id"),
        }

    def _tile_near_limit(self, scope):
        near = Domain(scope) & Domain("usage", ">=", NEAR) & Domain("is_over_limit", "=", False)
        low, high, over = self._count_usage(scope)
        return {
            "count": low + high,
            "tone": "warn" if low + high else "good",
            "bars": [("80–90 %", low, False), ("90–100 %", high, False), ("> 100 %", over, True)],
            "action": self._open_accounts(near),
        }

    def _count_usage(self, scope):
        """Accounts above 80 %, above 90 % and over their limit, in one query."""
        accounts = self.env["med.credit.account"]
        query = accounts._search(Domain(scope))
        usage, over = (
            accounts._field_to_sql(query.table, name, query) for name in ("usage", "is_over_limit")
        )
        low = SQL("COUNT(*) FILTER (WHERE NOT %s AND %s >= %s AND %s < 90)", over, usage, NEAR, usage)
        high = SQL("COUNT(*) FILTER (WHERE NOT %s AND %s >= 90)", over, usage)
        [row] = self.env.execute_query(query.select(low, high, SQL("COUNT(*) FILTER (WHERE %s)", over)))
        return row

    def _tile_over_limit(self, scope):
        over = Domain(scope) & Domain("is_over_limit", "=", True)
        [(count, available)] = self.env["med.credit.account"]._read_group(
            over, [], ["__count", "available:sum"]
        )
        return {
            "count": count,
            "amount": -(available or 0.0),
            "tone": "bad" if count else "good",
            "action": self._open_accounts(over),
        }

    def _tile_available(self, scope):
        accounts = self.env["med.credit.account"]
        rows = accounts.search_read(
            Domain(scope) & Domain("available", ">", 0),
            ["partner_id", "available"],
            order="available desc",
            limit=6,
        )
        [(count, total)] = accounts._read_group(
            Domain(scope) & Domain("available", ">", 0), [], ["__count", "available:sum"]
        )
        return {
            "count": count,
            "amount": total or 0.0,
            "tone": "good",
            "bars": [(row["partner_id"][1][:6], row["available"], False) for row in rows],
            "action": lambda: self._open("med_credit.med_credit_account_action_mine", scope),
        }

    def _tile_ageing(self, scope):
        sums = dict(self._read(AGEING, scope))
        labels = [self.env._("Not due"), "1–30", "31–60", "61–90", "> 90"]
        late = Domain(scope) & Domain("overdue_amount", ">", 0)
        amount = sum(total for bucket, total in sums.items() if bucket)
        return {
            "count": self.env["med.credit.account"].search_count(late),
            "amount": amount,
            "tone": "bad" if sums.get(4) else "warn" if amount else "good",
            "bars": [(label, float(sums.get(b, 0)), b >= 3) for b, label in enumerate(labels)],
            "action": self._open_accounts(late),
        }

    # orders --------------------------------------------------------------

    def _tile_held(self, scope):
        pairs = self.env["med.credit.account"]._held_pairs(self._accounts(scope))
        orders = self.env["sale.order"].search([("id", "in", sorted({order for _account, order in pairs}))])
        amount = sum(order.amount_total / (order.currency_rate or 1.0) for order in orders)
        return {
            "count": len(orders),
            "amount": amount,
            "tone": "bad" if orders else "good",
            "action": lambda: self.env["med.credit.account"]._open_orders(orders.ids),
        }

    def _tile_promises(self, scope):
        ids = [waiver_id for (waiver_id,) in self._read(BROKEN, scope)]
        waivers = self.env["med.gate.waiver"].search([("id", "in", ids)])
        return {
            "count": len(waivers),
            "amount": sum(waivers.mapped("credit_amount")),
            "tone": "bad" if waivers else "good",
            "action": lambda: self._open(RELEASES, [("id", "in", waivers.ids)]),
        }

    # standing ------------------------------------------------------------

    def _tile_frozen(self, scope):
        rows = self.env["med.credit.account"]._read_group(
            Domain(scope) & Domain("state", "!=", "normal"), ["state"], ["__count"]
        )
        counts = dict(rows)
        labels = dict(self.env["med.credit.account"]._fields["state"]._description_selection(self.env))
        return {
            "count": sum(counts.values()),
            "tone": "bad" if counts.get("frozen") else "warn" if counts else "good",
            "bars": [
                (labels[state], counts.get(state, 0), state == "frozen") for state in ("review", "frozen")
            ],
            "action": self._open_accounts(Domain(scope) & Domain("state", "!=", "normal"), group_by="state"),
        }

    def _tile_expiring(self, scope):
        today = self.env.company._med_today()
        soon = fields.Date.add(today, days=SOON_DAYS)
        names = ("limit_until", "temporary_until", "override_until", "unfrozen_until")
        ends = Domain.OR([Domain(name, ">=", today) & Domain(name, "<=", soon) for name in names])
        count = self.env["med.credit.account"].search_count(Domain(scope) & ends)
        return {
            "count": count,
            "tone": "warn" if count else "good",
            "action": self._open_accounts(Domain(scope) & ends),
        }

    # trading and statements ---------------------------------------------

    def _tile_hits(self, scope):
        domain = Domain("account_id", "any", Domain(scope)) & Domain("state", "=", "open")
        rows = self.env["med.credit.hit"]._read_group(domain, ["rule_id"], ["__count", "severity:array_agg"])
        count = sum(count for _rule, count, _all in rows)
        return {
            "count": count,
            "tone": "bad" if count else "good",
            "bars": [(rule.name[:8], count, "high" in levels) for rule, count, levels in rows],
            "action": lambda: self._open("med_credit.med_credit_hit_action", domain),
        }

    def _tile_statements(self, scope):
        states = ("draft", "sent", "differs")
        waiting = Domain("company_id", "=", self.env.company.id) & Domain("state", "in", states)
        statements = self.env["med.credit.statement"]
        of_scope = Domain("partner_id", "in", self._accounts(scope, "partner_id"))
        counts = dict(statements._read_group(waiting & of_scope, ["state"], ["__count"]))
        labels = dict(statements._fields["state"]._description_selection(self.env))

        def behind():
            partners = self.env["med.credit.account"].search(scope).partner_id
            domain = waiting & Domain("partner_id", "in", partners.ids)
            return self._open("med_credit.med_credit_statement_action", domain, group_by="state")

        return {
            "count": sum(counts.values()),
            "tone": "bad" if counts.get("differs") else "warn" if counts else "good",
            "bars": [(labels[state], counts.get(state, 0), state == "differs") for state in states],
            "action": behind,
        }
