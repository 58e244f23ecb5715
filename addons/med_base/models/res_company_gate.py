from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """Trial mode: judge and record everything, stop almost nothing, until a date."""

    _name = "res.company"
    _inherit = ["res.company", "med.guarded.mixin"]

    _guarded_fields = ("med_mode", "med_cutover_date")

    med_mode = fields.Selection(
        [("trial", "Trial"), ("live", "Live")],
        string="Gate Mode",
        default="trial",
        required=True,
        copy=False,
        help="In trial mode orders are judged and recorded, but only expired, recalled "
        "and unreleased goods are stopped.",
    )
    med_cutover_date = fields.Date(
        string="Cut-over Date",
        copy=False,
        help="From this day on the gate stops what it finds. Set by the quality head.",
    )
    med_quality_contact_id = fields.Many2one("res.users", string="Named Quality Head", copy=False)
    med_quality_head_id = fields.Many2one(
        "res.users",
        string="Quality Head",
        compute="_compute_med_quality_head_id",
        inverse="_inverse_med_quality_head_id",
        help="Who is told when a finding's next step is to ask quality. If nobody is "
        "named: the first user of the company who holds the job.",
    )

    @api.depends("med_quality_contact_id")
    def _compute_med_quality_head_id(self):
        # sudo: who asks quality may not read users, their jobs and the settings
        users = self.env["res.users"].sudo()
        group = self.env.ref("med_base.group_quality_head")
        for company in self:
            named = company.sudo().med_quality_contact_id  # sudo: as above
            domain = [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", company.ids),
                ("share", "=", False),
            ]
            head = named.filtered("active") or users.search(domain, order="id", limit=1)
            company.med_quality_head_id = head

    def _inverse_med_quality_head_id(self):
        for company in self:
            company.med_quality_contact_id = company.med_quality_head_id

    def _med_today(self):
        """Today where the company is, whatever time zone the caller claims.

        :return: a date
        """
        return datetime.now(self._med_zone()).date()

    def _med_zone(self):
        """Time zone of the company, as ``tzinfo`` of pytz."""
        self.ensure_one()
        # sudo: portal and warehouse users may not read the company's settings
        company = self.sudo()
        zone = company.partner_id.tz or company.resource_calendar_id.tz
        return self._med_zone_of(zone, company.partner_id.country_id.code)

    @api.model
    def _med_zone_of(self, zone, country_code):
        """The time zone chosen; where none was, that of the country."""
        if not zone or zone == "UTC":
            zone = "Asia/Shanghai" if country_code == "CN" else "UTC"
        return pytz.timezone(zone)

    def _med_is_live(self):
        """Whether the gate really stops in this company today.

        A cut-over date that has come counts, even before the nightly job notes it.
        """
        self.ensure_one()
        # sudo: see _med_today
        company = self.sudo()
        if company.med_mode == "live":
            return True
        date = company.med_cutover_date
        return bool(date) and date <= company._med_today()

    def action_med_go_live(self):
        """Start stopping today. Quality head only; written to the ledger."""
        for company in self:
            company._med_check_quality_head()
            company._med_set_mode("live", company._med_today(), "gate.mode_live")
        return True

    def action_med_go_trial(self):
        """Back to trial mode, at once and without a date. Quality head only."""
        for company in self:
            company._med_check_quality_head()
            company._med_set_mode("trial", False, "gate.mode_trial")
        return True

    def action_med_set_cutover(self, date):
        """Plan the first day on which the gate stops.

        :param date: a day after today, or False to plan none
        :raise UserError: when live already, when in the past, not the quality head
        """
        self.ensure_one()
        self._med_check_quality_head()
        day = fields.Date.to_date(date) if date else False
        if self._med_is_live():
            raise UserError(
                self.env._(
                    "%(company)s is live already: go back to trial mode first, then set a new cut-over date.",
                    company=self.display_name,
                )
            )
        if day and day <= self._med_today():
            raise UserError(
                self.env._(
                    "The cut-over date %(date)s is not in the future: choose a later "
                    "day, or press Go live to start today.",
                    date=day,
                )
            )
        self._med_set_mode("trial", day, "gate.cutover_planned")
        return True

    def action_med_open_cutover(self):
        """Ask for the cut-over date in a dialog."""
        self.ensure_one()
        self._med_check_quality_head()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cut-over Date"),
            "res_model": "med.gate.cutover.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_company_id": self.id,
                "default_date": self.med_cutover_date,
            },
        }

    def _med_check_quality_head(self):
        """Raise unless the quality head of this company asks (or the set-up)."""
        user = self.env.user
        if self.env.su and user._is_superuser():
            return
        if not user.has_group("med_base.group_quality_head") or (self not in user.company_ids):
            raise UserError(
                self.env._(
                    "When the gate of %(company)s starts to stop orders is decided by "
                    "its quality head: ask them to set it.",
                    company=self.display_name,
                )
            )

    def _med_set_mode(self, mode, date, event):
        """Store mode and date, and tell the ledger both old and new."""
        facts = {
            "mode_before": self.med_mode,
            "mode": mode,
            "cutover_before": str(self.med_cutover_date or ""),
            "cutover": str(date or ""),
        }
        # sudo: companies are written by administrators only, this by the quality head
        self.sudo()._guarded_write({"med_mode": mode, "med_cutover_date": date})
        self.env["med.ledger.entry"]._append(event, record=self, facts=facts, company=self)

    def _cron_med_gate_mode(self):
        """Note that a planned cut-over date has come (it counts without this)."""
        planned = self.search([("med_mode", "=", "trial"), ("med_cutover_date", "!=", False)])
        for company in planned.filtered(lambda c: c._med_is_live()):
            company._med_set_mode("live", company.med_cutover_date, "gate.mode_live")
