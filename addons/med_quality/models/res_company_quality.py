from odoo import fields, models
from odoo.exceptions import UserError

# settings by which goods are judged
ON_RECORD = (
    "med_quality_since",
    "med_count_limit",
    "med_supplier_min_rate",
    "med_slow_days",
    "med_dead_days",
    "med_backdate_hours",
    "med_min_remaining_months",
)


class ResCompany(models.Model):
    """Since when goods need an inspection before they are sold."""

    _inherit = "res.company"

    med_quality_since = fields.Date(
        string="Goods Inspected Since",
        copy=False,
        help="From this day each receipt and each customer return of devices is taken into the "
        "yellow zone and inspected. Empty: nothing has to be inspected yet; holds, expiry and "
        "zones stop goods all the same.",
    )

    def _med_quality_is_on(self):
        """Whether goods of this company are inspected today."""
        self.ensure_one()
        # sudo: the dock need not read the company's settings
        since = self.sudo().med_quality_since
        return bool(since) and since <= self._med_today()

    def write(self, vals):
        # EXTENDS base: what goods are judged by is not changed unseen
        names = [name for name in ON_RECORD if name in vals]
        if not names:
            return super().write(vals)
        before = {company: {name: company._med_setting(name) for name in names} for company in self}
        self._med_check_since(vals)
        result = super().write(vals)
        self.env["med.ledger.entry"]._append_batch(
            [
                {"event": "quality.setting_changed", "record": company, "company": company, "facts": facts}
                for company, old in before.items()
                if (facts := company._med_setting_facts(old))
            ]
        )
        return result

    def _med_setting(self, name):
        value = self[name]
        return str(value) if name == "med_quality_since" and value else value

    def _med_setting_facts(self, before):
        """{"changes": {name: [before, now]}} of what differs, or nothing."""
        now = {name: self._med_setting(name) for name in before}
        changes = {name: [old, now[name]] for name, old in before.items() if old != now[name]}
        return {"changes": changes} if changes else {}

    def _med_check_since(self, vals):
        """Once it has begun, nobody puts the inspection of goods off."""
        if "med_quality_since" not in vals or self.env.su:
            return
        day = fields.Date.to_date(vals["med_quality_since"])
        begun = self.filtered(
            lambda company: company._med_quality_is_on() and not (day and day <= company.med_quality_since)
        )
        if begun:
            raise UserError(
                self.env._(
                    "%(company)s: goods are inspected since %(day)s. That is not switched off or put off any "
                    "more; only an earlier day can be entered.",
                    company=begun[0].display_name,
                    day=fields.Date.to_string(begun[0].med_quality_since),
                )
            )
