from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

AFTER_END = (-1, -30)
SNOOZE_DAYS = 90


class MedCredentialType(models.Model):
    _inherit = "med.credential.type"

    def _reminder_rungs(self):
        """Days before the end (after it: negative) at which one is reminded, earliest first."""
        self.ensure_one()
        before = self._reminder_days_list()
        return [*before, *AFTER_END] if before else []


class MedCredential(models.Model):
    """When somebody is reminded of a paper that ends, and when not."""

    _inherit = "med.credential"

    reminded_on = fields.Date(
        copy=False, readonly=True, help="Day on which somebody was last reminded of its end."
    )
    next_reminder_on = fields.Date(
        compute="_compute_next_reminder_on", store=True, help="The next rung of the ladder."
    )
    snoozed_until = fields.Date(copy=False, readonly=True, tracking=True)
    snooze_reason = fields.Char(copy=False, readonly=True)

    _next_reminder_idx = models.Index("(next_reminder_on) WHERE next_reminder_on IS NOT NULL")

    @api.depends(
        "state",
        "date_valid_to",
        "verification_due",
        "reminded_on",
        "snoozed_until",
        "type_id.reminder_ladder",
    )
    def _compute_next_reminder_on(self):
        for credential in self:
            credential.next_reminder_on = credential._find_next_reminder()

    def _find_next_reminder(self):
        """First rung after the last reminder, never within a snooze; False for none."""
        self.ensure_one()
        ends = self._reminder_ends()
        rungs = self.type_id._reminder_rungs() if ends else []
        days = [end - timedelta(days=rung) for end in ends for rung in rungs]
        days = [day for day in days if not self.reminded_on or day > self.reminded_on]
        if not days:
            return False
        if self.snoozed_until:
            return max(min(days), self.snoozed_until + timedelta(days=1))
        return min(days)

    def _reminder_ends(self):
        """The days reminders count down to: the end (of a renewal's grace), verification."""
        if self.state not in ("valid", "expired", "renewing"):
            return []
        end, kind = self.date_valid_to, self.type_id
        if end and self.state == "renewing":
            grace = kind.renewal_grace_days
            end = grace and end + timedelta(days=grace)
        return [day for day in (end, self.verification_due) if day]

    def action_snooze(self, until, reason):
        """Stop the reminders of these papers for a while; the gate judges as before.

        :param until: last quiet day, at most 90 days from today
        :param reason: why nobody needs to act, e.g. the renewal is under way
        """
        self.check_access("write")
        # sudo: which companies are ours is no secret
        own = self.sudo().company_id.partner_id.commercial_partner_id
        if self.commercial_partner_id & own:
            self._check_quality()  # without our own licence nobody may trade
        until = fields.Date.to_date(until)
        today = self.env.company._med_today()
        if not until or not today <= until <= today + timedelta(days=SNOOZE_DAYS):
            raise UserError(
                self.env._(
                    "Reminders can rest for at most %(days)s days. Choose a nearer day.",
                    days=SNOOZE_DAYS,
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for this decision."))
        self._guarded_write({"snoozed_until": until, "snooze_reason": reason})
        self._log("credential.snoozed", until=fields.Date.to_string(until), reason=reason)
        return True
