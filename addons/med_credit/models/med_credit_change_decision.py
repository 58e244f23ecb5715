from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from .med_credit_account import GRADES

RANK = {code: position for position, (code, _name) in enumerate(GRADES)}
WITH_END = ("temporary", "grade", "opening")
LONGEST = timedelta(days=366)


class MedCreditChange(models.Model):
    """Deciding on a change: what is asked before, who is shown what, what it does."""

    _inherit = "med.credit.change"

    # asking --------------------------------------------------------------

    def action_submit(self):
        """Ask for approval; what lowers the risk takes effect at once.

        :raise UserError: incomplete, waiting already, nobody could decide
        """
        self.check_access("write")
        now = self.filtered(lambda change: change._takes_effect_at_once())
        for change in now:
            change._approval_check_submit()
            change.sudo()._put_in_force()  # sudo: the account is written by decisions alone
        return super(MedCreditChange, self - now).action_submit()

    def _takes_effect_at_once(self):
        """Finance and owner lower, shorten and freeze without asking anybody."""
        self.ensure_one()
        if not self._decides_credit():
            return False
        account = self.account_id
        if self.kind == "limit":
            return account.has_limit and self.amount <= account._standing_limit()
        if self.kind == "terms":
            return self._term_counted(self.term_days) <= self._term_counted(account.term_days)
        if self.kind == "grade":
            # the grade of today by hand would hold against the next score
            return bool(account.grade and self.grade) and RANK[self.grade] > RANK[account.grade]
        if self.kind == "group":
            return bool(self.group_id) and not account.group_id
        return self.kind == "freeze"

    def _term_counted(self, days):
        """Days of a term; 0 stands for the usual term of the segment."""
        return days or self.account_id.segment_id.term_days

    def _approval_content_fields(self):
        # OVERRIDE
        return [
            "account_id",
            "kind",
            "amount",
            "asked_amount",
            "asked_currency_id",
            "grade",
            "term_days",
            "group_id",
            "valid_until",
            "reason",
            "old_amount",
        ]

    def _approval_review_fields(self):
        # OVERRIDE: the facts that matter, on a phone too
        shown = ["account_id", "summary", "rise_percent", "valid_until", "reason"]
        known = self.env["med.credit.account"]._fields
        figures = ("limit", "exposure", "overdue_amount", "overdue_days", "grade")
        return [*shown, *(f"account_id.{name}" for name in figures if name in known), "create_uid"]

    def _approval_check_submit(self):
        # EXTENDS med.credit.decided.mixin
        self._check_complete()
        self._check_subject()
        self._note_old_values()
        return super()._approval_check_submit()

    def _check_complete(self):
        """Refuse a change that lacks what its kind needs."""
        today = self.company_id._med_today()
        missing = None
        if not (self.reason or "").strip():
            missing = self.env._("the reason")
        elif self.kind in WITH_END and not self.valid_until:
            missing = self.env._("the last day on which it counts")
        elif self.kind == "grade" and not self.grade:
            missing = self.env._("the grade")
        elif self.kind == "group" and self.group_id and not self.group_id.has_limit:
            missing = self.env._("a group whose limit is approved")
        elif self.kind == "temporary" and not self.amount:
            missing = self.env._("the amount added to the standing limit")
        elif self.kind == "unfreeze" and not self.attachment_ids:
            missing = self.env._("the proof (payment slip, agreement) as a file")
        if missing:
            raise UserError(
                self.env._("%(change)s: please add %(what)s.", change=self.display_name, what=missing)
            )
        if self.valid_until and not today <= self.valid_until <= today + LONGEST:
            raise UserError(
                self.env._(
                    "%(change)s: the last day must lie between today and %(latest)s.",
                    change=self.display_name,
                    latest=today + LONGEST,
                )
            )

    def _check_subject(self):
        """Refuse a change of an account that is closed, or that has one waiting."""
        account = self.account_id
        if not (account.active and account.partner_id.active):
            raise UserError(
                self.env._(
                    "%(customer)s is archived: unarchive the customer before changing its credit.",
                    customer=account.display_name,
                )
            )
        frozen = account.state == "frozen"
        thawed = not frozen and not account.unfrozen_until
        if frozen if self.kind == "freeze" else thawed and self.kind == "unfreeze":
            states = dict(account._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(customer)s is %(state)s: there is nothing to change.",
                    customer=account.display_name,
                    state=states[account.state],
                )
            )
        if self.kind == "review" and account.state != "review":
            raise UserError(
                self.env._(
                    "%(customer)s is not under review: ask for another limit, or for the end of a freeze.",
                    customer=account.display_name,
                )
            )
        domain = [("account_id", "=", account.id), ("kind", "=", self.kind), ("state", "=", "pending")]
        other = self.search(domain, limit=1)
        if other and not self._takes_effect_at_once():
            raise UserError(
                self.env._(
                    "%(change)s of %(person)s is waiting already. Withdraw that one first, or wait.",
                    change=other.display_name,
                    person=other.sudo().create_uid.name,  # sudo: the name of a colleague
                )
            )

    # putting in force ----------------------------------------------------

    def _put_in_force(self):
        # EXTENDS med.credit.decided.mixin
        self._check_still_fits()
        account, old = self.account_id, self.summary
        account._guarded_write(getattr(self, f"_values_{self.kind}")())
        result = super()._put_in_force()
        self.env["med.ledger.entry"]._append(
            f"credit.{self.kind}", record=account, facts=self._ledger_facts(), company=self.company_id
        )
        if self.is_automatic or self.asked_by:
            account.message_post(
                body=self.env._("%(change)s: %(summary)s", change=self.display_name, summary=old)
            )
        account._after_change(self)
        return result

    def _check_still_fits(self):
        """The decision is about the values it names: refuse when they changed meanwhile."""
        account = self.account_id
        if self.kind == "review" and account.state == "frozen":
            raise UserError(
                self.env._(
                    "%(customer)s was frozen meanwhile: reject this, and ask for the end of the freeze.",
                    customer=account.display_name,
                )
            )
        moved = self.currency_id.compare_amounts(account._standing_limit(), self.old_amount)
        if moved and self.kind in ("limit", "temporary", "opening", "review"):
            raise UserError(
                self.env._(
                    "%(change)s: the limit is %(now)s by now, it was %(then)s when this was asked. "
                    "Return it, so that it is asked again.",
                    change=self.display_name,
                    now=self.currency_id.format(account._standing_limit()),
                    then=self.currency_id.format(self.old_amount),
                )
            )
        if self.valid_until and self.valid_until < self.company_id._med_today():
            raise UserError(
                self.env._(
                    "%(change)s would have ended on %(date)s: reject it.",
                    change=self.display_name,
                    date=self.valid_until,
                )
            )

    def _ledger_facts(self):
        """What the ledger keeps of a change: numbers and codes, no names."""
        return {
            "change": self.id,
            "kind": self.kind,
            "old_limit": self.old_amount,
            "amount": self.amount,
            "old_grade": self.old_grade,
            "grade": self.grade,
            "old_term_days": self.old_term_days,
            "term_days": self.term_days,
            "valid_until": str(self.valid_until or ""),
            "automatic": self.is_automatic,
        }

    def _values_limit(self):
        until = self.account_id.limit_until
        approved = self.approval_state in ("pending", "approved")
        if approved or not until or until < self.company_id._med_today():
            until = False  # else lowered without approval: it ends when it would have ended
        return {"has_limit": True, "limit_amount": self.amount, "limit_until": until}

    def _values_opening(self):
        return {
            "has_limit": True,
            "limit_amount": self.amount,
            "limit_until": self.valid_until,
            "term_days": self.term_days,
        }

    def _values_temporary(self):
        return {"temporary_limit": self.amount, "temporary_until": self.valid_until}

    def _values_terms(self):
        return {"term_days": self.term_days}

    def _values_grade(self):
        return {"override_grade": self.grade, "override_until": self.valid_until, "grade": self.grade}

    def _values_group(self):
        return {"group_id": self.group_id.id}

    def _values_freeze(self):
        return {"state": "frozen", "state_reason": self.reason, "unfrozen_until": False}

    def _values_unfreeze(self):
        values = {"unfrozen_until": self.valid_until}
        if self.account_id.state == "frozen":  # else only its end is moved
            values.update(state="normal", state_reason=False)
        return values

    def _values_review(self):
        return {
            "state": "normal",
            "state_reason": False,
            "has_limit": True,
            "limit_amount": self.amount,
            "limit_until": False,
        }

    # reviewing -----------------------------------------------------------

    def _approval_review_notes(self):
        # EXTENDS med.approval.mixin
        notes = super()._approval_review_notes()
        account = self.account_id
        if account.state != "normal" and self.kind != "review":
            states = dict(account._fields["state"]._description_selection(self.env))
            notes.append(
                self.env._(
                    "The account is %(state)s: %(reason)s",
                    state=states[account.state],
                    reason=account.state_reason or "",
                )
            )
        if self.base_amount < self.old_amount:
            notes.append(
                self.env._(
                    "The limit was raised within the last 90 days, from %(amount)s.",
                    amount=self.currency_id.format(self.base_amount),
                )
            )
        if self.kind == "review":
            notes.append(self.env._("Approve: trade goes on with this limit. Reject: the account is frozen."))
        return notes

    def _approval_on_rejected(self, request, reason):
        # EXTENDS med.credit.decided.mixin: a review that ends badly ends trade on credit
        result = super()._approval_on_rejected(request, reason)
        if self.kind == "review":
            self.account_id._freeze(reason, {"change": self.id})
        return result
