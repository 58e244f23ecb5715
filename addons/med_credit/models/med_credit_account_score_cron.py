import logging

import psycopg2

from odoo import api, models

_logger = logging.getLogger(__name__)
BATCH = 500


class MedCreditAccount(models.Model):
    """Every night every customer is scored; a night that was cut off goes on where it stopped."""

    _inherit = "med.credit.account"

    @api.model
    def _cron_score(self):
        """Score all accounts not yet scored today, a batch a transaction."""
        cron = self.env["ir.cron"]
        days = {company: company._med_today() for company in self.search([]).company_id}
        cron._commit_progress(
            remaining=sum(self.search_count(self._domain_unscored(*item)) for item in days.items())
        )
        for company, today in days.items():
            last = 0
            while batch := self._next_batch(company, today, last):
                last = batch[-1].id
                batch._score_safely(today)
                if not cron._commit_progress(len(batch)):
                    return
                self.env.invalidate_all()

    @api.model
    def _next_batch(self, company, day, last):
        """The next accounts of a company to score, after an id."""
        domain = [*self._domain_unscored(company, day), ("id", ">", last)]
        return self.search(domain, order="id", limit=BATCH)

    @api.model
    def _domain_unscored(self, company, day):
        """Accounts of a company that were not scored on or after a day."""
        company_domain = [("company_id", "=", company.id)]
        return [*company_domain, "|", ("scored_on", "=", False), ("scored_on", "<", day)]

    def _score_safely(self, day):
        """Score a batch; one customer that cannot be scored is logged and does not hold up the rest."""
        try:
            with self.env.cr.savepoint():
                self._score_night(day)
        except psycopg2.OperationalError:
            raise  # the transaction is lost: the next run goes on here
        except Exception:  # house: ok, it is logged, and the other customers are scored
            if len(self) == 1:
                _logger.exception("Customer %s could not be scored", self.id)
            else:
                for account in self:
                    account._score_safely(day)

    def _score_night(self, day):
        """Score by the cards in force and, apart, by the cards that run in the shadow."""
        self._score(day)
        shadows = self.env["med.credit.scorecard"]._cards_for(self, day, states=("shadow",))
        for card in set(shadows.values()):
            ours = self.browse([account.id for account, which in shadows.items() if which == card])
            ours._score(day, card=card, shadow=True)
        self._stamp(self.filtered(lambda a: not a.scored_on or a.scored_on < day), day)
