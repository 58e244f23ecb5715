from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from ..creditmath import zscore

RATINGS = ("rating", "bank", "reputation")
BAD = ("C", "D")
STATEMENT_YEARS = 2


class MedCreditFacts(models.AbstractModel):
    """What stands behind a customer: statements, ratings, its group, its securities."""

    _inherit = "med.credit.facts"

    @api.model
    def _topics(self):
        # EXTENDS med_credit
        return [*super()._topics(), "_facts_finance", "_facts_related", "_facts_security"]

    @api.model
    def _words(self):
        # EXTENDS med_credit
        return {
            **super()._words(),
            "zscore": (self.env._("Z'' of the statements"), "number"),
            "net_worth": (self.env._("Net worth"), "amount"),
            "external_rating": (self.env._("Outside rating (4 excellent to 0 in default)"), "level"),
            "group_usage": (self.env._("Group limit used"), "percent"),
            "related_bad": (self.env._("Related parties graded C or D"), "count"),
            "secured_share": (self.env._("Owed sum that is secured"), "percent"),
            "secured_amount": (self.env._("Securities after haircut"), "amount"),
        }

    # statements and ratings ----------------------------------------------

    @api.model
    def _facts_finance(self, accounts, day):
        """Of the latest statement and the latest opinion of each kind that hold on the day."""
        old = day - relativedelta(years=STATEMENT_YEARS)
        holds = (Domain("valid_until", "=", False) & Domain("date", ">=", old)) | Domain(
            "valid_until", ">=", day
        )
        domain = Domain("account_id", "in", accounts.ids) & Domain("date", "<=", day) & holds
        latest = {}
        for paper in self.env["med.credit.financial"].search(domain, order="date, id"):
            latest.setdefault(paper.account_id.id, {})[paper.kind] = paper
        return {key: self._finance(papers, day) for key, papers in latest.items()}

    @api.model
    def _finance(self, papers, day):
        """Facts of {kind: latest paper} of one customer; the worst opinion counts."""
        facts, statement = {}, papers.get("statement")
        if statement:
            facts = {"zscore": self._zscore(statement), "net_worth": self._net_worth(statement, day)}
        bands = [int(papers[kind].band) for kind in RATINGS if kind in papers and papers[kind].band]
        return {**facts, "external_rating": min(bands)} if bands else facts

    @api.model
    def _zscore(self, paper):
        return zscore(
            paper.working_capital,
            paper.retained_earnings,
            paper.ebit,
            paper.equity,
            paper.total_assets,
            paper.total_liabilities,
        )

    @api.model
    def _net_worth(self, paper, day):
        """Net worth in company currency, the paid-in capital where it is not given."""
        company = paper.company_id
        return paper.currency_id._convert(
            paper.equity or paper.paid_in_capital, company.currency_id, company, day
        )

    # groups --------------------------------------------------------------

    @api.model
    def _facts_related(self, accounts, day):
        """Use of the fullest group limit above the customer, and bad relatives; no group, no risk."""
        facts = {account.id: {"group_usage": 0.0, "related_bad": 0} for account in accounts}
        members = accounts.filtered("group_id")
        if not members:
            return facts
        tops = members.group_id.mapped(lambda group: group._and_parents()[:1])
        family = accounts.search([("group_id", "child_of", tops.ids)])
        owed = self._owed(family.partner_id, accounts.company_id, day)
        usage = self._group_usage(family, owed)
        for account in members:
            above = account.group_id._and_parents()
            bad = family.filtered(
                lambda other, top=above[:1], me=account: (
                    other != me and other.grade in BAD and top in other.group_id._and_parents()
                )
            )
            used = [usage[group] for group in above if group in usage]
            facts[account.id] = {"group_usage": max(used, default=0.0), "related_bad": len(bad)}
        return facts

    @api.model
    def _group_usage(self, family, owed):
        """{group with an approved limit: percent used} by all members below it."""
        sums = {}
        for account in family:
            for group in account.group_id._and_parents():
                sums[group] = sums.get(group, 0.0) + owed.get(account.partner_id.id, 0.0)
        limited = {group: total for group, total in sums.items() if group.has_limit}
        return {
            group: 100.0 * total / group.approved_limit if group.approved_limit else 101.0 * (total > 0)
            for group, total in limited.items()
        }

    # securities ----------------------------------------------------------

    @api.model
    def _facts_security(self, accounts, day):
        """Securities received that count on the day, against what is owed."""
        rows = self.env["med.credit.security"]._read_group(
            Domain("account_id", "in", accounts.ids)
            & Domain("direction", "=", "received")
            & Domain("state", "=", "done")
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
            & (Domain("released_on", "=", False) | Domain("released_on", ">", day)),
            ["account_id"],
            ["secured_amount:sum"],
        )
        facts = {account.id: {"secured_amount": 0.0, "secured_share": 0.0} for account in accounts}
        secured = {account: amount for account, amount in rows if amount > 0}
        if not secured:
            return facts
        partners = self.env["res.partner"].union(*(account.partner_id for account in secured))
        owed = self._owed(partners, accounts.company_id, day)
        for account, amount in secured.items():
            debt = owed.get(account.partner_id.id, 0.0)
            share = 100.0 * amount / debt if debt > 0 else 100.0
            facts[account.id] = {"secured_amount": amount, "secured_share": share}
        return facts
