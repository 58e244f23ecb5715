from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

WINDOWS = [
    ("none", "No Window"),
    ("early", "Not Open Yet"),
    ("open", "Window Open"),
    ("late", "Closed: New Licence"),
    ("over", "Over"),
    ("filed", "Application Accepted"),
]
IN_FORCE = ("valid", "expired")


class MedCredential(models.Model):
    """Renewal window of licences in working days of the company (Order 54 art. 16)."""

    _inherit = "med.credential"

    renewal_window = fields.Selection(
        WINDOWS, compute="_compute_renewal_window", search="_search_renewal_window"
    )
    renewal_opens_on = fields.Date(string="Renewal Opens", compute="_compute_renewal_dates")
    renewal_closes_on = fields.Date(string="Renewal Closes", compute="_compute_renewal_dates")

    @api.depends("state", "date_valid_to", "type_id", "company_id")
    def _compute_renewal_window(self):
        bounds = {}
        for credential in self:
            credential.renewal_window = credential._window(bounds)

    def _window(self, bounds):
        """State of the window today; ``bounds`` caches days by company and type."""
        kind, end = self.type_id, self.date_valid_to
        if self.state == "renewing":
            return "filed"
        if not kind.renewal_opens or not end or self.state not in IN_FORCE:
            return "none"
        key = (self.company_id, kind.renewal_opens, kind.renewal_closes)
        if key not in bounds:
            bounds[key] = self._window_bounds(*key)
        today, closing, opening = bounds[key]
        if end < today:
            return "over"
        if end < closing:
            return "late"
        return "open" if end <= opening else "early"

    @api.model
    def _window_bounds(self, company, opens, closes):
        """(today, earliest and latest end whose window is open today) of a company."""
        now = fields.Datetime.now()
        deadlines = self.env["med.deadline.mixin"]
        zone = pytz.timezone(company.sudo().resource_calendar_id.tz or "UTC")  # sudo: working time

        def local(moment):
            return pytz.utc.localize(moment).astimezone(zone).date()

        return (
            company._med_today(),
            local(deadlines._deadline_after(now, closes, "days", company)),
            local(deadlines._deadline_after(now, opens, "days", company)),
        )

    @api.model
    def _search_renewal_window(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = Domain("state", "=", "renewing") if "filed" in value else Domain.FALSE
        windowed = self.env["med.credential.type"].search([("renewal_opens", ">", 0)])
        for company in self.env.companies:
            for (opens, closes), kinds in windowed.grouped(
                lambda kind: (kind.renewal_opens, kind.renewal_closes)
            ).items():
                ends = self._window_ends(value, *self._window_bounds(company, opens, closes))
                wanted |= ends & Domain(
                    [
                        ("company_id", "=", company.id),
                        ("type_id", "in", kinds.ids),
                        ("state", "in", IN_FORCE),
                        ("date_valid_to", "!=", False),
                    ]
                )
        if "none" in value:
            has_window = Domain("type_id", "in", windowed.ids) & Domain("state", "in", IN_FORCE)
            wanted |= Domain("state", "!=", "renewing") & ~(
                has_window & Domain("date_valid_to", "!=", False)
            )
        return wanted

    @api.model
    def _window_ends(self, value, today, closing, opening):
        """Domain on the last valid day for the states of the window in ``value``."""
        end = "date_valid_to"
        ends = {
            "over": Domain(end, "<", today),
            "late": Domain(end, ">=", today) & Domain(end, "<", closing),
            "open": Domain(end, ">=", closing) & Domain(end, "<=", opening),
            "early": Domain(end, ">", opening),
        }
        return Domain.OR(domain for name, domain in ends.items() if name in value)

    @api.depends("date_valid_to", "type_id", "company_id")
    def _compute_renewal_dates(self):
        for credential in self:
            kind = credential.type_id
            has_window = kind.renewal_opens and credential.date_valid_to
            credential.renewal_opens_on = has_window and credential._days_before(kind.renewal_opens)
            credential.renewal_closes_on = has_window and credential._days_before(
                kind.renewal_closes
            )

    def _days_before(self, days):
        """The day that lies so many working days before the end."""
        calendar = self.company_id.sudo().resource_calendar_id  # sudo: working time
        if not calendar or not days:
            return fields.Date.subtract(self.date_valid_to, days=days)
        zone = pytz.timezone(calendar.tz or "UTC")
        end = zone.localize(datetime.combine(self.date_valid_to, time.min))
        planned = calendar.plan_days(-days, end, compute_leaves=True)
        return planned.astimezone(zone).date() if planned else False
