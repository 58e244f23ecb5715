from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# days after the due date at which a bucket begins; the first holds what is not due
BUCKETS = (("current", None), ("to_30", 1), ("to_60", 31), ("to_90", 61), ("to_180", 91), ("above", 181))


class MedCreditAccount(models.Model):
    """Each figure opens exactly the documents it is made of."""

    _inherit = "med.credit.account"

    ageing = fields.Json(
        compute="_compute_ageing",
        help="Open items by days after their due date; the bars add up to the receivable.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_ageing(self):
        labels = self._bucket_labels()
        for company, accounts in self.grouped("company_id").items():
            amounts = self._bucket_amounts(accounts.partner_id, company)
            for account in accounts:
                row = amounts.get(account.partner_id.id, {})
                top = max(row.values(), default=0.0)
                account.ageing = [
                    {
                        "key": key,
                        "label": labels[key],
                        "amount": row.get(key, 0.0),
                        "width": round(100.0 * row.get(key, 0.0) / top) if top else 0,
                    }
                    for key, _start in BUCKETS
                ]

    def _bucket_labels(self):
        return {
            "current": self.env._("Not due"),
            "to_30": self.env._("1 to 30 days"),
            "to_60": self.env._("31 to 60 days"),
            "to_90": self.env._("61 to 90 days"),
            "to_180": self.env._("91 to 180 days"),
            "above": self.env._("More than 180 days"),
        }

    def _bucket_amounts(self, partners, company):
        """{partner id: {bucket: amount}} of open items, in one query."""
        service = self.env["med.credit.exposure"]
        scope = service._scope(company, partner_ids=tuple(partners.ids))
        rows = self.env.execute_query(
            SQL(
                """SELECT partner.commercial_partner_id, %(day)s - COALESCE(item.date_maturity, item.date),
                          SUM(item.amount_residual)
                     FROM account_move_line AS item
                     JOIN account_account AS account ON account.id = item.account_id
                     JOIN res_partner AS partner ON partner.id = item.partner_id
                    WHERE account.account_type = 'asset_receivable' AND item.reconciled IS NOT TRUE
                      AND item.parent_state = 'posted' AND item.amount_residual > 0
                      AND item.company_id = ANY(%(companies)s) AND %(partners)s
                    GROUP BY 1, 2""",
                day=scope.day,
                companies=list(scope.branches),
                partners=scope.partners(SQL("partner.commercial_partner_id")),
            )
        )
        amounts = {}
        for partner, days, amount in rows:
            key = [name for name, start in BUCKETS if start is None or days >= start][-1]
            row = amounts.setdefault(partner, {})
            row[key] = row.get(key, 0.0) + float(amount)
        return amounts

    # ------------------------------------------------------------------ buttons
    def action_open_receivables(self):
        """Open items of the customer."""
        return self._open_items(self.env._("Receivable"), [("amount_residual", ">", 0)])

    def action_open_unapplied(self):
        """Payments and credit notes not matched with an invoice."""
        return self._open_items(self.env._("Not Applied"), [("amount_residual", "<", 0)])

    def action_open_overdue(self):
        """Open items whose due date has passed."""
        self.ensure_one()
        today = self.company_id._med_today()
        domain = [("amount_residual", ">", 0), ("date_maturity", "<", today)]
        return self._open_items(self.env._("Overdue"), domain)

    def action_open_bucket(self, key):
        """Open items of one bar of the ageing.

        :param key: a key of ``BUCKETS``
        """
        self.ensure_one()
        today = self.company_id._med_today()
        keys = [name for name, _start in BUCKETS]
        if key not in keys:
            key = keys[0]
        starts = dict(BUCKETS)
        domain = [("amount_residual", ">", 0)]
        if key != keys[0]:
            domain.append(("date_maturity", "<=", today - timedelta(days=starts[key])))
        if key != keys[-1]:
            following = starts[keys[keys.index(key) + 1]]
            domain.append(("date_maturity", ">", today - timedelta(days=following)))
        return self._open_items(self._bucket_labels()[key], domain)

    def action_open_orders(self):
        """Orders behind the figure of what is promised and not shipped."""
        return self._open_counted(self.env._("Ordered, Not Delivered"), "ordered")

    def action_open_deliveries(self):
        """Orders of which something is shipped and not invoiced."""
        return self._open_counted(self.env._("Delivered, Not Invoiced"), "delivered")

    def action_open_bills(self):
        """Bills of the customer that count."""
        self.ensure_one()
        bills = self.env["med.credit.bill"].search(
            [
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "child_of", self.company_id.id),
            ]
        )
        ids = [bill for bill in self.env["med.credit.exposure"]._bill_shares(bills) if bill in set(bills.ids)]
        return self._list_action(
            self.env._("Bills Not Matured"),
            "med.credit.bill",
            [("id", "in", ids)],
            {"default_partner_id": self.partner_id.id},
        )

    def action_open_placed(self):
        """Our goods at the customer."""
        self.ensure_one()
        domain = [
            ("location_id", "child_of", self._placed_locations().ids),
            ("owner_id", "=", False),
            ("company_id", "child_of", self.company_id.id),
        ]
        action = self._list_action(self.env._("Goods Placed"), "stock.quant", domain)
        view = self.env.ref("stock.view_stock_quant_tree_simple", raise_if_not_found=False)
        return {**action, "views": [(view.id if view else False, "list")]}

    def _placed_locations(self):
        return self.env["stock.location"].search(
            [("med_placed_partner_id.commercial_partner_id", "=", self.partner_id.id)]
        )

    def _open_items(self, name, domain):
        self.ensure_one()
        domain = [
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ("company_id", "child_of", self.company_id.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            *domain,
        ]
        action = self._list_action(name, "account.move.line", domain)
        view = self.env.ref("med_credit.account_move_line_view_list_open_items")
        return {**action, "views": [(view.id, "list")]}

    def _open_counted(self, name, figure):
        self.ensure_one()
        ids = self.env["med.credit.exposure"]._counted_orders(self.partner_id, self.company_id, figure)
        return self._list_action(name, "sale.order", [("id", "in", ids)])

    def _list_action(self, name, model, domain, context=None):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": domain,
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False, **(context or {})},
        }
