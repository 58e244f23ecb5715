from dataclasses import dataclass
from datetime import date, datetime

from odoo import api, models
from odoo.tools import SQL

# what every source may yield, amounts in the currency of the company, taxes included
AMOUNTS = (
    "receivable",
    "unapplied",
    "overdue_amount",
    "delivered",
    "ordered",
    "bills",
    "guaranteed",
    "placed",
)
# what the customer may still fail to pay; ``placed`` counts where the segment says so
ADDED = ("receivable", "delivered", "ordered", "bills", "guaranteed")
# what many houses have none of; the statement leaves out the joins for it
IN_USE = {
    "placed": "SELECT FROM stock_location WHERE med_placed_partner_id IS NOT NULL",
    "drafts": "SELECT FROM account_move WHERE state = 'draft' AND move_type = 'out_invoice'",
    "advances": "SELECT FROM sale_order_line WHERE is_downpayment",
    "horizons": "SELECT FROM med_credit_segment WHERE horizon_days <> 0",
    "rates": "SELECT FROM res_currency_rate",
}

# columns the queries read; pending changes of this transaction are written first
READ = {
    "account.account": ("account_type",),
    "account.move": ("state", "move_type", "payment_state", "currency_id", "invoice_currency_rate"),
    "account.move.line": (
        "account_id",
        "amount_residual",
        "company_id",
        "date_maturity",
        "display_type",
        "parent_state",
        "partner_id",
        "price_total",
        "product_uom_id",
        "quantity",
        "reconciled",
    ),
    "account.tax": ("amount", "amount_type", "price_include_override"),
    "med.credit.account": ("partner_id", "company_id", "segment_id", "active"),
    "med.credit.segment": ("horizon_days", "bank_bill_share", "trade_bill_share", "counts_placed_goods"),
    "product.template": ("invoice_policy", "list_price", "taxes_id"),
    "res.company": (
        "account_price_include",
        "currency_id",
        "parent_path",
        "partner_id",
        "resource_calendar_id",
    ),
    "resource.calendar": ("tz",),
    "res.currency.rate": ("company_id", "currency_id", "name", "rate"),
    "res.partner": ("commercial_partner_id", "country_id", "tz"),
    "sale.order": (
        "commitment_date",
        "company_id",
        "currency_id",
        "date_order",
        "partner_invoice_id",
        "state",
    ),
    "sale.order.line": (
        "customer_lead",
        "discount",
        "display_type",
        "invoice_lines",
        "is_downpayment",
        "order_id",
        "price_total",
        "price_unit",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "qty_invoiced",
        "state",
        "tax_ids",
    ),
    "stock.location": ("med_placed_partner_id", "parent_path"),
    "stock.move": ("sale_line_id", "state"),
    "stock.quant": ("company_id", "location_id", "owner_id", "quantity", "reserved_quantity"),
    "uom.uom": ("factor",),
}


@dataclass(frozen=True)
class Scope:
    """Whose figures are asked for, on which day, in which company with its branches."""

    company: object
    branches: tuple
    day: date
    account_ids: tuple
    digits: int
    partner_ids: tuple | None = None
    order_ids: tuple | None = None
    without_orders: tuple = ()
    policy: SQL | None = None
    in_use: frozenset = frozenset()

    def partners(self, column):
        """Condition on a column with commercial partners, TRUE for all of them."""
        if self.partner_ids is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", column, list(self.partner_ids))

    def contacts(self, column):
        """Condition on a column with partners of any level, TRUE for all of them."""
        if self.partner_ids is None:
            return SQL("TRUE")
        return SQL(
            "%s IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))",
            column,
            list(self.partner_ids),
        )


class MedCreditExposure(models.AbstractModel):
    """What customers owe and will owe, read from Odoo's own tables in one statement
    (made for what the company has in use; docs/decisions/credit_exposure.md).

    Definitions (taxes included, currency and branches of the company of the account):

    * receivable: posted receivable items not settled; ``amount_residual`` is in the
      currency of the company already and is not converted again
    * unapplied: posted payments and credit notes not matched with anything. A payment
      without journal entry (Odoo 19: journals without outstanding account) changes no
      balance and counts when the bank books it
    * delivered: shipped and not on a posted invoice; a draft invoice moves nothing
    * ordered: confirmed, neither shipped nor invoiced, due within the horizon of the
      segment. A line whose shipment was closed short expects nothing more, unless the
      product is invoiced by the order
    * down payments on posted invoices lower their own order, never below zero
    * orders in other currencies count at the rate of the day
    * exposure = receivable + delivered + ordered + bills + guaranteed (+ placed) - unapplied
    """

    _name = "med.credit.exposure"
    _description = "Exposure of Customers"

    # ------------------------------------------------------------------ service
    @api.model
    def _figures(self, partners, company, without_orders=(), cr=None, day=None):
        """The figures of these customers, in a constant number of queries.

        :param partners: res.partner, contacts count as their commercial partner
        :param company: res.company, its branches are included
        :param without_orders: sale.order or ids left out of ``ordered`` and ``delivered``
        :param cr: another cursor to read by; what this transaction has not committed is
            then not seen
        :param day: the day against which due dates and horizon are judged, today
        :return: {commercial partner id: dict of ``AMOUNTS``, ``exposure``, ``overdue_days``,
            ``overdue_share`` (%)}, a row of zeros for who owes nothing
        """
        ids = partners.commercial_partner_id.ids
        scope = self._scope(
            company,
            day=day,
            cr=cr,
            partner_ids=tuple(ids),
            without_orders=tuple(getattr(without_orders, "ids", without_orders)),
            policy=self._policy_values(ids, company) if cr else None,
        )
        cursor = cr or self.env.cr
        cursor.execute(self._query(scope))
        names = [column.name for column in cursor.description]
        found = {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in cursor.fetchall()}
        return {pid: self._finish(found.get(pid), company, scope.day) for pid in ids}

    @api.model
    def _order_amount(self, orders, whole=False):
        """What each order adds to the exposure of its customer once it is confirmed.

        Taxes included, in the currency of its company, less what is on posted invoices.

        :param whole: also what is due after the horizon of the segment
        :return: {sale.order: amount}; unsaved orders count by their total
        """
        parts = self._order_parts(orders)
        return {order: sum(part[: 3 if whole else 2]) for order, part in parts.items()}

    @api.model
    def _order_parts(self, orders):
        """What of each order is shipped, to come within the horizon, and to come after it.

        Like ``_order_amount``: not invoiced, taxes included, in the currency of its company.
        """
        stored = {order: order._origin for order in orders if order._origin}
        found = {}
        for company in orders.company_id:
            ids = tuple(o.id for o in stored.values() if o.company_id == company)
            rows = self.env.execute_query(
                SQL(
                    """WITH %s SELECT order_id, GREATEST(delivered, 0), GREATEST(delivered + ordered, 0),
                                      GREATEST(delivered + whole, 0)
                                 FROM per_order""",
                    self._sql_orders(self._scope(company, order_ids=ids)),
                )
            )
            for number, *sums in rows:
                shipped, due, whole = (company.currency_id.round(float(s or 0.0)) for s in sums)
                found[number] = (shipped, due - shipped, whole - due)
        parts = {}
        for order in orders:
            if order in stored and (order.id or order.state not in ("draft", "sent")):
                parts[order] = found.get(stored[order].id, (0.0, 0.0, 0.0))
            else:
                parts[order] = (0.0, order.amount_total / self._rate_of(order), 0.0)
        return parts

    @api.model
    def _missing_rates(self, orders):
        """The orders in a currency for which no exchange rate is on file up to today."""
        foreign = orders.filtered(lambda o: o.currency_id and o.currency_id != o.company_id.currency_id)
        if not foreign:
            return foreign
        rows = (
            self.env["res.currency.rate"]
            .sudo()
            ._read_group(  # sudo: salespeople may not read rates
                [
                    ("currency_id", "in", foreign.currency_id.ids),
                    ("name", "<=", self.env.company._med_today()),
                    ("company_id", "in", [*foreign.company_id.root_id.ids, False]),
                ],
                ["currency_id", "company_id"],
            )
        )
        known = {(currency.id, company.id) for currency, company in rows}
        return foreign.filtered(
            lambda o: not known & {(o.currency_id.id, False), (o.currency_id.id, o.company_id.root_id.id)}
        )

    @api.model
    def _debtors(self, orders):
        """{sale.order: commercial partner who will be invoiced and whose limit is used}."""
        return {o: (o.partner_invoice_id or o.partner_id).commercial_partner_id for o in orders}

    # ------------------------------------------------------------------ parts
    def _scope(self, company, day=None, cr=None, **vals):
        """What is asked for, with what the company has in use; pending changes are written.

        :param cr: another cursor, by which the statement will be read
        """
        if not cr:
            self._flush()
        # sudo: whoever may see a figure may not read the company, a branch for example
        company = company.sudo()
        cursor = cr or self.env.cr
        cursor.execute(self._sql_company(company))
        branches, accounts, digits, zone, country, *found = cursor.fetchone()
        in_use = frozenset(name for name, is_used in zip(self._in_use(), found, strict=True) if is_used)
        day = day or datetime.now(company._med_zone_of(zone, country)).date()
        return Scope(company, tuple(branches), day, tuple(accounts), digits, in_use=in_use, **vals)

    def _sql_company(self, company):
        """What the statement must know of a company; the records are wide, and slow to read."""
        return SQL(
            """SELECT ARRAY(SELECT branch.id FROM res_company AS branch
                             WHERE branch.parent_path LIKE own.parent_path || '%%'),
                      ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable'),
                      (SELECT decimal_places FROM res_currency WHERE id = own.currency_id),
                      COALESCE(NULLIF(address.tz, ''),
                               (SELECT tz FROM resource_calendar WHERE id = own.resource_calendar_id)),
                      (SELECT code FROM res_country WHERE id = address.country_id), %s
                 FROM res_company AS own JOIN res_partner AS address ON address.id = own.partner_id
                WHERE own.id = %s""",
            SQL(", ").join(SQL("EXISTS (%s)", SQL(query)) for query in self._in_use().values()),
            company.id,
        )

    def _in_use(self):
        """{name: query that yields a row where the figures must look further}."""
        return IN_USE

    def _rate_of(self, order):
        return self.env["res.currency"]._get_conversion_rate(
            order.company_id.currency_id, order.currency_id, order.company_id
        )

    def _flush(self):
        """Write the pending changes of what the queries read."""
        for model, names in READ.items():
            self.env[model].flush_model(names)

    def _finish(self, row, company, day):
        """A row of the query as floats, with what follows from it."""
        row = row or {}
        figures = {name: company.currency_id.round(float(row.get(name) or 0.0)) for name in AMOUNTS}
        figures["exposure"] = company.currency_id.round(float(row.get("exposure") or 0.0))
        figures["overdue_days"] = int(row.get("overdue_days") or 0)
        figures["overdue_share"] = float(row.get("overdue_share") or 0.0)
        return figures

    def _sources(self, scope):
        """What makes up the figures; other addons add theirs.

        :return: list of (names of the columns, SQL yielding ``partner_id`` of any level and
            these columns, as many rows a partner as there are)
        """
        sources = [
            (("receivable", "unapplied", "overdue_amount", "oldest"), self._sql_receivable(scope)),
            (("delivered", "ordered"), self._sql_order_figures(scope)),
        ]
        if "placed" in scope.in_use:
            sources.append((("placed",), self._sql_placed(scope)))
        return sources

    def _query(self, scope):
        """One row per customer who owes anything: figures and exposure."""
        sources = self._sources(scope)
        given = {name for columns, _source in sources for name in columns}
        sums = (
            SQL("%s AS %s", SQL("COALESCE(SUM(part.%s), 0)", name) if n in given else SQL("0::numeric"), name)
            for n, name in zip(AMOUNTS, map(SQL.identifier, AMOUNTS), strict=True)
        )
        placed, policy = SQL("0"), SQL()
        if "placed" in given:
            placed = SQL("CASE WHEN policy.counts_placed THEN placed ELSE 0 END")
            policy = SQL(
                "LEFT JOIN (%s) AS policy ON policy.partner_id = figures.partner_id", self._policy(scope)
            )
        return SQL(
            """SELECT figures.*, ROUND(%(added)s + %(placed)s - unapplied, %(digits)s) AS exposure,
                      COALESCE(%(day)s - oldest, 0) AS overdue_days,
                      CASE WHEN receivable > 0 THEN overdue_amount * 100 / receivable ELSE 0 END
                          AS overdue_share
                 FROM (SELECT COALESCE(contact.commercial_partner_id, part.partner_id) AS partner_id,
                              %(sums)s, MIN(part.oldest) AS oldest
                         FROM (%(parts)s) AS part
                         LEFT JOIN (%(contacts)s) AS contact ON contact.id = part.partner_id
                        GROUP BY 1) AS figures %(policy)s""",
            added=SQL(" + ").join(map(SQL.identifier, ADDED)),
            placed=placed,
            digits=scope.digits,
            day=scope.day,
            sums=SQL(", ").join(sums),
            parts=SQL(" UNION ALL ").join(self._part(given, *source) for source in sources),
            contacts=self._sql_contacts(scope),
            policy=policy,
        )

    def _sql_contacts(self, scope):
        """Partners below a customer. OFFSET keeps PostgreSQL from looking them up one by one."""
        return SQL(
            """SELECT id, commercial_partner_id FROM res_partner
                WHERE commercial_partner_id <> id AND %s OFFSET 0""",
            scope.partners(SQL("commercial_partner_id")),
        )

    def _part(self, given, columns, source):
        """A source with the columns of all sources, NULL where it has none."""
        cells = (
            SQL(
                "%s::%s AS %s",
                SQL.identifier(name) if name in columns else SQL("NULL"),
                SQL("date" if name == "oldest" else "numeric"),
                SQL.identifier(name),
            )
            for name in sorted(given)
        )
        return SQL("SELECT partner_id, %s FROM (%s) AS part", SQL(", ").join(cells), source)

    def _policy(self, scope):
        """partner_id, horizon, bank_share, trade_share, counts_placed of the accounts."""
        if scope.policy is not None:
            return scope.policy
        return SQL(
            """SELECT account.partner_id, COALESCE(segment.horizon_days, 0) AS horizon,
                      COALESCE(segment.bank_bill_share, 20) AS bank_share,
                      COALESCE(segment.trade_bill_share, 100) AS trade_share,
                      COALESCE(segment.counts_placed_goods, FALSE) AS counts_placed
                 FROM med_credit_account AS account
                 LEFT JOIN med_credit_segment AS segment ON segment.id = account.segment_id
                WHERE account.company_id = %s AND %s""",
            scope.company.id,
            scope.partners(SQL("account.partner_id")),
        )

    def _policy_values(self, partner_ids, company):
        """The policy as this transaction sees it, for a statement on another cursor."""
        scope = self._scope(company, partner_ids=tuple(partner_ids))
        rows = self.env.execute_query(self._policy(scope))
        columns = list(zip(*rows, strict=True)) if rows else [()] * 5
        return SQL(
            """SELECT * FROM unnest(%s::int[], %s::int[], %s::numeric[], %s::numeric[], %s::bool[])
                   AS policy(partner_id, horizon, bank_share, trade_share, counts_placed)""",
            *map(list, columns),
        )

    def _sql_receivable(self, scope):
        return SQL(
            """SELECT item.partner_id, GREATEST(item.amount_residual, 0) AS receivable,
                      GREATEST(-item.amount_residual, 0) AS unapplied,
                      CASE WHEN %(late)s THEN item.amount_residual END AS overdue_amount,
                      CASE WHEN %(late)s THEN item.date_maturity END AS oldest
                 FROM account_move_line AS item
                WHERE item.account_id = ANY(%(accounts)s) AND item.reconciled IS NOT TRUE
                  AND item.parent_state = 'posted' AND item.amount_residual <> 0
                  AND item.company_id = ANY(%(companies)s)
                  AND %(partners)s""",
            late=SQL("item.amount_residual > 0 AND item.date_maturity < %s", scope.day),
            accounts=list(scope.account_ids),
            companies=list(scope.branches),
            partners=scope.contacts(SQL("item.partner_id")),
        )

    def _sql_placed(self, scope):
        """Goods at the customer that are ours, at list price with tax; reserved ones are ordered."""
        return SQL(
            """SELECT place.med_placed_partner_id AS partner_id,
                      (quant.quantity - quant.reserved_quantity) * template.list_price
                          * (1 + (%(tax)s)) AS placed
                 FROM stock_location AS place
                 JOIN stock_location AS shelf ON shelf.parent_path LIKE place.parent_path || '%%'
                 JOIN stock_quant AS quant ON quant.location_id = shelf.id AND quant.owner_id IS NULL
                 JOIN product_product AS product ON product.id = quant.product_id
                 JOIN product_template AS template ON template.id = product.product_tmpl_id
                WHERE quant.company_id = ANY(%(companies)s) AND %(partners)s""",
            tax=self._sql_tax(
                SQL("product_taxes_rel AS rel"),
                SQL(
                    "rel.tax_id = tax.id AND rel.prod_id = template.id AND tax.company_id = %s",
                    scope.company.id,
                ),
            ),
            companies=list(scope.branches),
            partners=scope.contacts(SQL("place.med_placed_partner_id")),
        )

    def _sql_tax(self, relation, condition):
        """Share that taxes on top of the price add, as a scalar."""
        return SQL(
            """SELECT COALESCE(SUM(tax.amount) / 100, 0)
                 FROM %s, account_tax AS tax JOIN res_company AS owner ON owner.id = tax.company_id
                WHERE %s AND tax.amount_type = 'percent'
                  AND COALESCE(tax.price_include_override, owner.account_price_include) <> 'tax_included'""",
            relation,
            condition,
        )
