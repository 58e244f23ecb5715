from datetime import timedelta

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from .med_credit_change_decision import RANK

# a proposal that was refused is not made again so soon, unless it is much higher
REST_DAYS = 90
MUCH_HIGHER = 1.2
# a standing limit is proposed to rise when somebody asked, or when it gets tight
TIGHT = 80.0


class MedCreditAccount(models.Model):
    """What follows of a new score: nothing that loosens without approval.

    Worse: the grade falls, the limit falls, trade is reviewed. Better: the grade rises,
    a higher limit is proposed. While scores are in the shadow, nothing follows.
    """

    _inherit = "med.credit.account"

    def _on_scored(self, run):
        # OVERRIDE
        self.ensure_one()
        if not self.company_id._med_scores_rule(run.day):
            return
        before = self.grade
        if not self._override_in_force():
            self._take_grade(run)
        if self.state != "frozen":
            self._answer(run, before)

    def _take_grade(self, run):
        """The grade of the score, ledgered where it changes."""
        if self.grade == run.grade:
            return
        facts = {"run": run.id, "old": self.grade, "new": run.grade, "score": run.total}
        self._guarded_write({"grade": run.grade, "override_grade": False, "override_until": False})
        self.env["med.ledger.entry"]._append("credit.graded", self, facts, self.company_id)

    def _answer(self, run, before):
        """Freeze, review, lower, or propose more."""
        worse = bool(before) and RANK[run.grade] > RANK[before]
        if self._freezes_at(run):
            self._freeze(run.reason or "", {"run": run.id, "grade": run.grade})
            return
        standing = self._proposed_standing()
        if self.has_limit and standing < self._standing_limit():
            self._lower(run, standing)
        elif not worse and standing > self._standing_limit():
            self._propose_more(run, standing)
        if worse:
            self._open_review(run, before)

    def _freezes_at(self, run):
        """Whether the grade freezes customers of this segment by itself."""
        row = self.env["med.credit.grade"]._for_company(self.company_id).get(run.grade)
        return bool(row and row.order_check == "frozen" and self.segment_id.freezes)

    def _proposed_standing(self):
        # EXTENDS: securities count by themselves, so the standing limit goes without them
        run = self.run_id
        if not run:
            return 0.0
        secured = (run.limit_terms or {}).get("secured") or 0.0
        return max(run.proposed_limit - secured, 0.0)

    # lower ---------------------------------------------------------------

    def _lower(self, run, standing):
        """A lower limit takes effect at once."""
        reason = self.env._("Score of %(day)s: grade %(grade)s", day=run.day, grade=run.grade)
        self._decide_now({"kind": "limit", "amount": standing, "reason": reason}, run.limit_terms)

    # higher --------------------------------------------------------------

    def _propose_more(self, run, standing):
        """Ask for a higher limit in the system's name where it is needed or was asked."""
        asked = run.user_id and run.user_id.id != SUPERUSER_ID
        if not (asked or self.usage >= TIGHT) or self._was_refused(standing):
            return
        waiting = self.change_ids.filtered(lambda c: c.kind == "limit" and c.state in ("draft", "pending"))
        if waiting:
            return
        reason = self.env._("Proposed by the score of %(day)s: %(why)s", day=run.day, why=run.reason or "")
        self._ask_as_system({"kind": "limit", "amount": standing, "reason": reason}, run)

    def _was_refused(self, standing):
        """Whether much the same was refused not long ago."""
        since = self.env.cr.now() - timedelta(days=REST_DAYS)
        refused = self.change_ids.filtered(
            lambda c: c.kind == "limit" and c.state == "rejected" and c.write_date >= since
        )
        return any(standing < change.amount * MUCH_HIGHER for change in refused)

    # review --------------------------------------------------------------

    def _open_review(self, run, before):
        """A fallen grade: the customer is under review, open documents are judged again."""
        reason = self.env._(
            "Grade fell from %(old)s to %(new)s on %(day)s", old=before, new=run.grade, day=run.day
        )
        self._guarded_write({"state": "review", "state_reason": reason})
        facts = {"run": run.id, "old": before, "new": run.grade}
        self.env["med.ledger.entry"]._append("credit.review_opened", self, facts, self.company_id)
        amount = min(self._proposed_standing(), self._standing_limit())
        text = f"{reason}\n{run.reason or ''}"
        self._close_open_reviews()
        self._ask_as_system({"kind": "review", "amount": amount, "grade": run.grade, "reason": text}, run)
        self.env["med.qualification"]._reevaluate(self.partner_id, self.env["product.product"], reason)

    def _close_open_reviews(self):
        """A review that waits is replaced by the one about the newest score."""
        waiting = self.change_ids.filtered(lambda c: c.kind == "review" and c.state == "pending")
        for change in waiting.with_user(SUPERUSER_ID):
            change.action_withdraw()
            change.sudo()._guarded_write({"state": "undone"})  # sudo: by the system, not by a person

    def _ask_as_system(self, vals, run):
        """Make a change and submit it in the system's name, so that anybody in charge may decide.

        Where nobody could decide it stays a draft for finance to submit.
        """
        changes = self.env["med.credit.change"].with_user(SUPERUSER_ID)
        change = changes.create({"account_id": self.id, **vals})
        change._guarded_write({"is_automatic": True, "formula": run.limit_terms or False})
        try:
            with self.env.cr.savepoint():
                change.action_submit()
        except UserError as error:
            change.message_post(body=str(error.args[0]))
        return change
