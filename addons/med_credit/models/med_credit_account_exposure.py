from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .med_credit_exposure import AMOUNTS

FIGURES = (*AMOUNTS, "exposure", "overdue_days", "overdue_share")
EXPRESSIONS = {
    "available": "%(limit)s - COALESCE(%(row)s.exposure, 0)",
    "is_over_limit": "COALESCE(%(row)s.exposure, 0) > %(limit)s",
    "usage": """CASE WHEN %(limit)s > 0
                     THEN GREATEST(COALESCE(%(row)s.exposure, 0), 0) * 100 / %(limit)s
                     WHEN COALESCE(%(row)s.exposure, 0) > %(limit)s THEN 100 ELSE 0 END""",
    **{name: f"COALESCE(%(row)s.{name}, 0)" for name in FIGURES},
}
OPERATORS = {"<": SQL("<"), ">": SQL(">"), "<=": SQL("<="), ">=": SQL(">="), "in": SQL("IN")}


def by(name):
    """The search method of a figure: compares in the query, whatever the length of the list."""

    def search(self, operator, value):
        if operator not in OPERATORS:
            return NotImplemented
        value = tuple(v or 0 for v in value) if operator == "in" else value
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s", model._field_to_sql(alias, name, query), OPERATORS[operator], value
            )
        )

    return search


class MedCreditAccount(models.Model):
    """The figures of one customer: read from the documents each time, never stored."""

    _inherit = "med.credit.account"

    receivable = fields.Monetary(
        compute="_compute_figures",
        search=by("receivable"),
        help="Posted invoices and entries not paid, in full: credit notes and payments "
        "not matched yet are shown as unapplied.",
    )
    unapplied = fields.Monetary(
        string="Not Applied",
        compute="_compute_figures",
        search=by("unapplied"),
        help="Payments and credit notes on the books that are not matched with an invoice. They lower "
        "the exposure. A payment without journal entry counts when the bank books it.",
    )
    delivered = fields.Monetary(
        string="Delivered, Not Invoiced",
        compute="_compute_figures",
        search=by("delivered"),
        help="Shipped and not on a posted invoice, with tax.",
    )
    ordered = fields.Monetary(
        string="Ordered, Not Delivered",
        compute="_compute_figures",
        search=by("ordered"),
        help="Confirmed orders not shipped yet, with tax, as far as they are due within the horizon "
        "of the segment; down payments are deducted.",
    )
    bills = fields.Monetary(
        string="Bills Not Matured",
        compute="_compute_figures",
        search=by("bills"),
        help="Bank and commercial acceptances taken in payment and not matured, at the share that "
        "the segment counts.",
    )
    guaranteed = fields.Monetary(
        string="Guarantees Given",
        compute="_compute_figures",
        search=by("guaranteed"),
        help="What we stand for on behalf of the customer.",
    )
    placed = fields.Monetary(
        string="Goods Placed",
        compute="_compute_figures",
        search=by("placed"),
        help="Our goods at the customer, at list price with tax. They count only where the segment says so.",
    )
    exposure = fields.Monetary(
        compute="_compute_figures",
        search=by("exposure"),
        help="All that is owed and will be owed: receivable + delivered + ordered + bills + "
        "guarantees (+ goods placed) - not applied.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue",
        compute="_compute_figures",
        search=by("overdue_amount"),
        help="Open items whose due date has passed.",
    )
    overdue_days = fields.Integer(
        string="Days Overdue",
        compute="_compute_figures",
        search=by("overdue_days"),
        aggregator="max",
        help="Days since the oldest open item fell due.",
    )
    overdue_share = fields.Float(
        string="Overdue (%)",
        compute="_compute_figures",
        search=by("overdue_share"),
        aggregator=None,
        help="Overdue in percent of the receivable.",
    )
    available = fields.Monetary(
        compute="_compute_available",
        search=by("available"),
        help="Limit less exposure: what may still be ordered.",
    )
    usage = fields.Float(
        string="Limit Used (%)",
        compute="_compute_available",
        search=by("usage"),
        aggregator=None,
        help="Exposure in percent of the limit; 100 where something is owed and no limit was given.",
    )
    is_over_limit = fields.Boolean(
        string="Over Limit", compute="_compute_available", search=by("is_over_limit")
    )

    group_exposure = fields.Monetary(
        compute="_compute_group_exposure",
        help="Exposure of all members of the credit group, subgroups included.",
    )

    @api.depends("group_id")
    def _compute_group_exposure(self):
        groups = self._group_exposures(self.group_id)
        for account in self:
            account.group_exposure = groups.get(account.group_id, account.exposure)

    @api.model
    def _group_exposures(self, groups):
        """{med.credit.group: exposure of its members, subgroups included}, in constant queries.

        For people who see one member, whoever may read the others.
        """
        totals = dict.fromkeys(groups, 0.0)
        # sudo: the limit of a group counts for a salesperson who knows one of its members
        members = self.sudo().with_context(active_test=False).search([("group_id", "child_of", groups.ids)])
        for company, accounts in members.grouped("company_id").items():
            figures = self.env["med.credit.exposure"]._figures(accounts.partner_id, company)
            for account in accounts:
                own = figures[account.partner_id.commercial_partner_id.id]["exposure"]
                for group in groups:
                    if account.group_id.parent_path.startswith(group.parent_path):
                        totals[group] += own
        return totals

    @api.depends("partner_id", "company_id", "segment_id")
    def _compute_figures(self):
        service = self.env["med.credit.exposure"]
        for company, accounts in self.grouped("company_id").items():
            figures = service._figures(accounts.partner_id, company)
            for account in accounts:
                row = figures.get(account.partner_id.commercial_partner_id.id, {})
                for name in FIGURES:
                    account[name] = row.get(name, 0)

    @api.depends("exposure", "limit")
    def _compute_available(self):
        for account in self:
            currency = account.currency_id or self.env.company.currency_id
            account.available = account.limit - account.exposure
            account.is_over_limit = currency.compare_amounts(account.exposure, account.limit) > 0
            if account.limit > 0:
                account.usage = max(account.exposure, 0.0) * 100.0 / account.limit
            else:
                account.usage = 100.0 if account.is_over_limit else 0.0

    # ------------------------------------------------------------------ in lists
    def _field_to_sql(self, alias, field_expr, query=None):
        """Figures are columns of a join, so that lists sort, filter and sum by them."""
        if field_expr not in EXPRESSIONS or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            f"({EXPRESSIONS[field_expr]})",
            row=SQL.identifier(self._join_figures(alias, query)),
            limit=self._sql_limit(alias, query),
        )

    def _join_figures(self, alias, query):
        """Join the figures of all customers of the companies in question, once a query."""
        joined = f"{alias}__figures"
        if joined not in query._joins:
            service = self.env["med.credit.exposure"]
            self.flush_model(
                ["group_id", "has_limit", "limit_amount", "limit_until", "temporary_limit", "temporary_until"]
            )
            # sudo: a system job reads the accounts of all companies
            every = self.env["res.company"].sudo()
            companies = every.search([], order="id", limit=None) if self.env.su else self.env.companies
            scopes = [service._scope(company) for company in companies]
            parts = [
                SQL(
                    "SELECT %s AS company_id, rows.* FROM (%s) AS rows",
                    scope.company.id,
                    service._query(scope),
                )
                for scope in scopes
            ]
            query.add_join(
                "LEFT JOIN",
                joined,
                SQL("(%s)", SQL(" UNION ALL ").join(parts)),
                SQL(
                    "%(row)s.partner_id = %(own)s.partner_id AND %(row)s.company_id = %(own)s.company_id",
                    row=SQL.identifier(joined),
                    own=SQL.identifier(alias),
                ),
            )
            self._join_limit(alias, query, scopes)
        return joined

    def _join_limit(self, alias, query, scopes):
        """Join what ``_sql_limit`` adds up, each table once for all accounts."""
        # the day in the company at work, read with the scopes: the ORM takes four queries for it
        days = {scope.company: scope.day for scope in scopes}
        query.med_day = days.get(self.env.company) or self.env.company._med_today()
        policy, secured = f"{alias}__policy", f"{alias}__secured"
        own = SQL.identifier(alias)
        query.add_join(
            "LEFT JOIN",
            policy,
            "med_credit_segment",
            SQL("%s.id = %s.segment_id", SQL.identifier(policy), own),
        )
        if not any("secured" in scope.in_use for scope in scopes):
            return
        query.add_join(
            "LEFT JOIN",
            secured,
            SQL(
                """(SELECT security.account_id, SUM(security.secured_amount) AS amount
                      FROM med_credit_security AS security
                     WHERE security.direction = 'received' AND %s GROUP BY security.account_id)""",
                self.env["med.credit.exposure"]._sql_in_force(query.med_day),
            ),
            SQL("%s.account_id = %s.id", SQL.identifier(secured), own),
        )

    def _sql_limit(self, alias, query):
        """The limit of today as a column; the same as ``_compute_limit``, for whole lists.

        :param alias: table alias of the account in the query, joined by ``_join_limit``
        """
        secured = f"{alias}__secured"
        amount = SQL("COALESCE(%s.amount, 0)", SQL.identifier(secured))
        return SQL(
            """(CASE WHEN %(a)s.has_limit AND (%(a)s.limit_until IS NULL OR %(a)s.limit_until >= %(day)s)
                     THEN %(a)s.limit_amount
                     WHEN %(segment)s.new_customer = 'starter' THEN COALESCE(%(segment)s.starter_limit, 0)
                     ELSE 0 END
                + CASE WHEN %(a)s.temporary_until >= %(day)s THEN COALESCE(%(a)s.temporary_limit, 0)
                       ELSE 0 END
                + %(secured)s)::numeric""",
            a=SQL.identifier(alias),
            segment=SQL.identifier(f"{alias}__policy"),
            secured=amount if secured in query._joins else SQL("0"),
            day=query.med_day,
        )
