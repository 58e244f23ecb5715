from datetime import timedelta

from odoo import api, fields, models

BATCH = 500


class MedCreditAccount(models.Model):
    """Every night every customer is scored; a night that was cut off goes on where it stopped."""

    _inherit = "med.credit.account"

    @api.model
    def _cron_score(self):
        """Score all accounts not yet scored today, a batch a transaction."""
        cron, today = self.env["ir.cron"], fields.Date.context_today(self)
        cron._commit_progress(remaining=self.search_count(self._domain_unscored(today)))
        last = 0
        while batch := self.search(
            [*self._domain_unscored(today), ("id", ">", last)], order="id", limit=BATCH
        ):
            last = batch[-1].id
            batch._score_night(today)
            if not cron._commit_progress(len(batch)):
                break
            self.env.invalidate_all()

    @api.model
    def _domain_unscored(self, day):
        """Accounts that were not scored on or after a day."""
        return ["|", ("scored_on", "=", False), ("scored_on", "<", day)]

    def _score_night(self, day):
        """Score by the cards in force and, apart, by the cards that run in the shadow."""
        self._score(day)
        shadows = self.env["med.credit.scorecard"]._cards_for(self, day, states=("shadow",))
        for card in set(shadows.values()):
            ours = self.browse([account.id for account, which in shadows.items() if which == card])
            ours._score(day, card=card, shadow=True)
        self._stamp(self.filtered(lambda a: not a.scored_on or a.scored_on < day), day)

    @api.model
    def _domain_review_due(self, days=0):
        """Accounts whose review is due within so many days."""
        limit = fields.Date.context_today(self) + timedelta(days=days)
        return [("review_on", "!=", False), ("review_on", "<=", limit)]
