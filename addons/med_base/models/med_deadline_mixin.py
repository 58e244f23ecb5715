from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

STATES = [("none", "No Deadline"), ("ok", "In Time"), ("soon", "Due Soon"), ("overdue", "Overdue")]


class MedDeadlineMixin(models.AbstractModel):
    """A due date that is judged when it is read, never by a nightly job."""

    _name = "med.deadline.mixin"
    _description = "Deadline"

    _deadline_soon_hours = 24

    deadline_at = fields.Datetime(string="Deadline", copy=False, index=True)
    deadline_state = fields.Selection(
        STATES, compute="_compute_deadline_state", search="_search_deadline_state"
    )
    deadline_reminded = fields.Selection(
        STATES,
        string="Reminded",
        default="none",
        copy=False,
        readonly=True,
        help="The last reminder that went out: each goes once.",
    )

    # hooks ---------------------------------------------------------------

    @api.model
    def _deadline_open_domain(self):
        """Hook: domain of the records whose deadline still runs, default all."""
        return Domain.TRUE

    def _deadline_on_soon(self):
        """Hook: what happens once when the deadline of one record comes near."""

    def _deadline_on_overdue(self):
        """Hook: what happens once when the deadline of one record has passed."""

    # state ---------------------------------------------------------------

    @api.depends("deadline_at")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        soon = now + timedelta(hours=self._deadline_soon_hours)
        running = self.filtered_domain(Domain(self._deadline_open_domain()))
        for record in self:
            if not record.deadline_at or record not in running:
                record.deadline_state = "none"
            elif record.deadline_at < now:
                record.deadline_state = "overdue"
            else:
                record.deadline_state = "soon" if record.deadline_at < soon else "ok"

    @api.model
    def _search_deadline_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._deadline_state_domain(state) for state in value)

    @api.model
    def _deadline_state_domain(self, state):
        """Domain of the records in one deadline state at this moment."""
        now = fields.Datetime.now()
        soon = now + timedelta(hours=self._deadline_soon_hours)
        running = Domain(self._deadline_open_domain()) & Domain("deadline_at", "!=", False)
        if state == "overdue":
            return running & Domain("deadline_at", "<", now)
        if state == "soon":
            return running & Domain("deadline_at", ">=", now) & Domain("deadline_at", "<", soon)
        if state == "ok":
            return running & Domain("deadline_at", ">=", soon)
        return ~running

    # calculation ---------------------------------------------------------

    @api.model
    def _deadline_after(self, start, amount, unit, company=None):
        """The moment ``amount`` units after ``start`` in a company's calendar.

        :param start: naive UTC datetime
        :param amount: number of units, 0 gives ``start``
        :param unit: ``hours`` (working hours), ``days`` (working days, the day of the
            start not counted, due at the end of the last one), ``calendar_days``
        :param company: whose working time and holidays, default the current one
        :return: naive UTC datetime
        """
        company = company or self.env.company
        # sudo: the working time of the company, whoever asks
        calendar = company.sudo().resource_calendar_id
        if not amount:
            return start
        if unit == "calendar_days" or not calendar:
            return start + timedelta(**{"hours" if unit == "hours" else "days": amount})
        if unit == "hours":
            planned = calendar.plan_hours(amount, start, compute_leaves=True)
        else:
            planned = calendar.plan_days(
                amount, self._deadline_next_day(start, calendar), compute_leaves=True
            )
        return planned or start + timedelta(days=amount)

    @api.model
    def _deadline_next_day(self, start, calendar):
        """Midnight after ``start`` where the calendar is, as naive UTC."""
        zone = pytz.timezone(calendar.tz or "UTC")
        local = pytz.utc.localize(start).astimezone(zone)
        midnight = datetime.combine(local.date() + timedelta(days=1), time.min)
        return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    # reminders -----------------------------------------------------------

    @api.model
    def _deadline_models(self):
        """All models that have a deadline."""
        return [
            self.env[name]
            for name, cls in self.env.registry.items()
            if issubclass(cls, self.env.registry["med.deadline.mixin"])
            and not cls._abstract
            and not cls._transient
        ]

    @api.model
    def _deadline_to_remind(self):
        """Records of this model whose next reminder is due: {record: state}."""
        overdue = self.search(
            self._deadline_state_domain("overdue") & Domain("deadline_reminded", "!=", "overdue")
        )
        soon = self.search(
            self._deadline_state_domain("soon") & Domain("deadline_reminded", "in", [False, "none"])
        )
        return {**dict.fromkeys(overdue, "overdue"), **dict.fromkeys(soon, "soon")}

    def _deadline_remind(self, state):
        """Send the one reminder of this state for one record."""
        self.ensure_one()
        self.deadline_reminded = state
        if state == "overdue":
            self._deadline_on_overdue()
        else:
            self._deadline_on_soon()

    @api.model
    def _cron_deadlines(self):
        """Send what is due, one record a transaction; goes on where it stopped."""
        due = {}
        for model in self._deadline_models():
            due.update(model._deadline_to_remind())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for record, state in due.items():
            record._deadline_remind(state)
            if not cron._commit_progress(1):
                break
