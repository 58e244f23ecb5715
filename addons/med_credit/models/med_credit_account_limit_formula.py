from dataclasses import dataclass

from odoo import models

from ..creditmath import Basis, limit

NEW_MONTHS = 6
NEW_INVOICES = 3


@dataclass(frozen=True)
class Proposal:
    """A computed limit with what the run keeps of it."""

    amount: float
    binding: str
    term_days: int
    review_months: int
    terms: dict


class MedCreditAccount(models.Model):
    """The limit that a score proposes, by the formula of the grade table."""

    _inherit = "med.credit.account"

    def _limits(self, judged, day):
        """{account: Proposal} of scored accounts of one company.

        :param judged: {account: (card, facts, Result)}
        """
        if not self:
            return {}
        grades = self.env["med.credit.grade"]._for_company(self.company_id)
        receivable = self._company_receivable(day)
        return {
            account: account._propose(card, facts, result, grades.get(result.grade), receivable)
            for account, (card, facts, result) in judged.items()
        }

    def _company_receivable(self, day):
        """All that customers owe the company on a day by its books, in its currency."""
        self.env.cr.execute(
            """SELECT COALESCE(SUM(l.balance), 0) FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id
                WHERE l.company_id = ANY(%s) AND l.parent_state = 'posted' AND l.date <= %s
                  AND a.account_type = 'asset_receivable'""",
            [self.env["med.credit.facts"]._branches(self.company_id), day],
        )
        return float(self.env.cr.fetchone()[0])

    def _propose(self, card, facts, result, grade, receivable):
        """The limit of one account by its grade, each term kept."""
        self.ensure_one()
        days = self.term_days or self.segment_id.term_days
        longest = grade._longest_term(card.is_institution) if grade else 0
        days = min(days, longest) if longest else days
        basis = Basis(
            months=grade.months if grade else 0.0,
            share=grade.worth_share if grade else 0.0,
            mean_12=facts["mean_12"] or 0.0,
            mean_3=facts["mean_3"] or 0.0,
            is_new=self._is_new(facts),
            requested=self.requested_month or None,
            starter=self.segment_id.starter_limit,
            term_days=days,
            net_worth=facts["net_worth"],
            ceiling=grade.ceiling if grade else None,
            company_receivable=receivable,
            concentration=card.concentration_share or None,
            secured=facts["secured_amount"] or 0.0,
            step=card.limit_step,
            is_unsure=result.is_unsure,
        )
        found = limit(basis)
        kept = {
            "terms": found.terms,
            "month": found.month,
            "months": basis.months,
            "share": basis.share,
            "term_factor": found.term_factor,
            "secured": found.secured,
            "step": basis.step,
        }
        months = grade.review_months if grade else 0
        return Proposal(found.amount, found.binding, longest, months, kept)

    def _is_new(self, facts):
        """Whether a customer has too little history for sales to tell anything."""
        months = facts["months_trading"]
        return months is None or months < NEW_MONTHS or (facts["invoice_count"] or 0) < NEW_INVOICES
