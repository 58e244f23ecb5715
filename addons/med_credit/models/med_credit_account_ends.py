from datetime import timedelta

from odoo import api, models

WARN_DAYS = 30
# date of an account: kind of the change that set it
ENDS = {"temporary_until": "temporary", "limit_until": "opening", "unfrozen_until": "unfreeze"}


class MedCreditAccount(models.Model):
    """What ends by its date, and what is told about it; the nightly freeze of the overdue."""

    _inherit = "med.credit.account"

    # a grade by hand -----------------------------------------------------

    def _override_in_force(self):
        """Whether a grade set by hand counts today."""
        self.ensure_one()
        until = self.override_until
        return bool(self.override_grade and until and until >= self.company_id._med_today())

    def _grade_today(self):
        """The grade that counts today; one set by hand ends without any job."""
        self.ensure_one()
        if not self.override_grade or self._override_in_force():
            return self.grade
        return self._grade_before_override()

    def _grade_before_override(self):
        """Grade by the last score that rules, else the one before somebody set it."""
        if self.run_id and self.company_id._med_scores_rule(self.run_id.day):
            return self.run_id.grade
        changes = self.change_ids.filtered(lambda c: c.kind == "grade" and c.state == "done")
        return changes.sorted("id")[-1:].old_grade

    # nightly -------------------------------------------------------------

    @api.model
    def _cron_limits(self):
        """Tell what has ended or will end soon, freeze what is overdue for too long.

        Limits themselves need no job: they are computed from their dates.
        """
        cron = self.env["ir.cron"]
        for step in (self._step_overrides, self._step_ends, self._step_unfrozen, self._step_overdue):
            accounts = step()
            for account, act in accounts:
                act(account)
                if not cron._commit_progress(1):
                    return

    def _step_overrides(self):
        """Grades by hand that have ended go back to the grade by score."""
        ended = self.search(
            [("override_grade", "!=", False), ("override_until", "<", self.env.company._med_today())]
        )
        return [(a, lambda a: a._end_override()) for a in ended if not a._override_in_force()]

    def _end_override(self):
        vals = {"grade": self._grade_before_override(), "override_grade": False, "override_until": False}
        facts = {"old": self.grade, "new": vals["grade"], "why": "override_ended"}
        self._guarded_write(vals)
        self.env["med.ledger.entry"]._append("credit.graded", self, facts, self.company_id)

    def _step_ends(self):
        """Increases, limits taken over, unfreezings and securities that end within a month."""
        found = []
        for name in ENDS:
            found += [(a, lambda a, n=name: a._tell_end(n)) for a in self.search(self._domain_soon(name))]
        securities = self.env["med.credit.security"].search(
            [*self._domain_soon("date_to"), ("state", "=", "done"), ("released_on", "=", False)]
        )
        return found + [(s.account_id, lambda a, s=s: a._tell_end_of(s, s.date_to)) for s in securities]

    def _domain_soon(self, name):
        """Domain of a date that was yesterday or comes within a month."""
        today = self.env.company._med_today()
        return [(name, ">=", today - timedelta(days=1)), (name, "<=", today + timedelta(days=WARN_DAYS))]

    def _tell_end(self, name):
        change = self.change_ids.filtered(lambda c: c.kind == ENDS[name] and c.state == "done")[:1]
        self._tell_end_of(change, self[name])

    def _tell_end_of(self, record, day):
        """One activity to who asked for it; once a record."""
        text = self.env._("%(what)s ends on %(day)s", what=record.display_name or "", day=day)
        known = self.activity_ids.filtered(lambda activity: activity.summary == text)
        # sudo: reads who asked, whoever runs the job
        person = record.sudo().create_uid
        if known or not person.active or person.share:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo", user_id=person.id, summary=text, date_deadline=day
        )

    def _step_unfrozen(self):
        """Accounts that were unfrozen up to a day which has passed."""
        ended = self.search(
            [("unfrozen_until", "<", self.env.company._med_today()), ("state", "!=", "frozen")]
        )
        return [(a, lambda a: a._freeze_again()) for a in ended if a._is_thaw_over()]

    def _is_thaw_over(self):
        """Whether the last day of an unfreezing lies behind, by the company's calendar."""
        self.ensure_one()
        return bool(self.unfrozen_until and self.unfrozen_until < self.company_id._med_today())

    def _freeze_again(self):
        """Freeze as before, and tell who had asked for the unfreezing."""
        self.ensure_one()
        until = self.unfrozen_until
        change = self.change_ids.filtered(lambda c: c.kind == "unfreeze" and c.state == "done")[:1]
        reason = self.env._("Unfrozen until %(day)s only: frozen again", day=until)
        self._freeze(reason, {"unfrozen_until": str(until), "change": change.id})
        # sudo: reads who asked, whoever runs the job
        person = change.sudo().create_uid
        if person.active and not person.share:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=person.id,
                summary=self.env._("%(customer)s is frozen again", customer=self.partner_id.display_name),
                note=reason,
            )

    def _step_overdue(self):
        """Accounts with invoices late for longer than their segment lets pass."""
        found = []
        for segment in self.env["med.credit.segment"].search([("freezes", "=", True)]):
            late = self.search(
                [
                    ("segment_id", "=", segment.id),
                    ("state", "!=", "frozen"),
                    ("overdue_days", ">", segment.freeze_days),
                    ("company_id.med_credit_since", "<=", self.env.company._med_today()),
                ]
            )
            found += [(account, lambda a: a._freeze_overdue()) for account in late]
        return found

    def _freeze_overdue(self):
        days, limit = self.overdue_days, self.segment_id.freeze_days
        reason = self.env._("Overdue for %(days)s days, more than %(limit)s", days=days, limit=limit)
        self._freeze(reason, {"overdue_days": days, "overdue": self.overdue_amount})

    def _is_untouched(self):
        """Whether nothing was ever decided or found about this account."""
        self.ensure_one()
        history = (self.change_ids, self.run_ids, self.security_ids, self.financial_ids)
        return not (self.has_limit or self.grade or self.group_id or any(history))
