from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..qualitymath.gaps import missing_slots, slot_of

SLOTS = [("am", "Morning"), ("pm", "Afternoon"), ("logger", "Logger silent")]
STATES = [("open", "Missing"), ("filled", "Read later"), ("explained", "Explained")]
# local time from which a half day without reading is asked for
ASKED = {"am": time(10, 30), "pm": time(16, 0)}
LOOK_BACK = 7
WRITERS = ("keeper", "quality_officer")


class MedStorageMissing(models.Model):
    """A half day without a reading, or a silent logger: asked for, read or explained."""

    _name = "med.storage.missing"
    _description = "Missing Reading"
    _inherit = ["med.evidence.mixin", "med.guarded.mixin"]
    _order = "day desc, slot desc, area_id"
    _rec_name = "area_id"
    _guarded_fields = ("area_id", "company_id", "day", "slot", "state", "closed_by_id", "closed_at")

    area_id = fields.Many2one(
        "med.storage.area", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    day = fields.Date(required=True, readonly=True)
    slot = fields.Selection(SLOTS, string="When", required=True, readonly=True)
    state = fields.Selection(STATES, default="open", required=True, readonly=True, index=True)
    reason = fields.Char(string="Explanation")
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    closed_at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(area_id, day, slot)", "This half day is on the list already.")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        if not self._has_ticket("create"):
            raise UserError(self.env._("Missing readings are found by the calendar, not typed in."))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin
        if "reason" in vals and any(record.state != "open" for record in self):
            raise UserError(self.env._("This half day is closed; its explanation stays."))
        return super().write(vals)

    def action_explain(self):
        """Close missing readings that nobody can read any more, with the explanation entered."""
        self.check_access("write")
        if not any(self.env.user.has_group(f"med_base.group_{job}") for job in WRITERS):
            raise UserError(self.env._("Missing readings are explained by keepers and quality staff."))
        for record in self.filtered(lambda missing: missing.state == "open"):
            if not (record.reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(area)s, %(day)s: write why nobody read, or record the reading with the reason "
                        "of its late entry.",
                        area=record.area_id.display_name,
                        day=record.day,
                    )
                )
            record._close("explained")
            self.env["med.ledger.entry"]._append(
                "storage.missing_explained",
                record=record.area_id,
                company=record.company_id,
                facts={"day": str(record.day), "slot": record.slot, "reason": record.reason},
            )
        return True

    def action_open_round(self):
        """Open the screen where readings are entered."""
        return self.env["ir.actions.actions"]._for_xml_id("med_quality.med_storage_round_action")

    def _close(self, state):
        # sudo: state is written by the methods only
        self.sudo()._guarded_write(
            {"state": state, "closed_by_id": self.env.uid, "closed_at": fields.Datetime.now()}
        )

    @api.model
    def _found(self, moments):
        """Readings came: what was missing then is filled.

        :param moments: {area: [naive UTC datetimes]}
        """
        if not moments:
            return
        # sudo: closed by the reading, whoever records it
        waiting = self.sudo().search(
            [("area_id", "in", [area.id for area in moments]), ("state", "=", "open")]
        )
        read = {
            area: {slot_of(moment) for moment in self._local(area, times)} for area, times in moments.items()
        }
        filled = waiting.filtered(
            lambda m: (
                (m.day, m.slot) in read[m.area_id]
                or (m.slot == "logger" and any(day >= m.day for day, _slot in read[m.area_id]))
            )
        )
        if filled:
            filled._close("filled")

    @api.model
    def _local(self, area, times):
        zone = area._zone()
        return [pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None) for moment in times]

    # asking ---------------------------------------------------------------

    @api.model
    def _cron_ask(self):
        """Look for half days without reading and for silent loggers; ask one person each, once."""
        for company in self.env["res.company"].search([("med_quality_since", "!=", False)]):
            areas = self.env["med.storage.area"].search([("company_id", "=", company.id)])
            added = self._add(areas, company)
            for person, missing in added.grouped(lambda m: m.area_id._person()).items():
                missing._ask(person)

    @api.model
    def _add(self, areas, company):
        """Put on the list what is missing and not on it yet."""
        now = fields.Datetime.now()
        read = self._read_moments(areas, now - timedelta(days=LOOK_BACK + 1))
        days = self._working_days(company, areas[:1]._zone(), now)
        since = company.med_quality_since
        wanted = []
        for area in areas:
            begin = max(since, area.create_date.date())
            if area.is_read_by_hand:
                wanted += self._halves_of(area, days, read.get(area.id, []), begin, now)
            elif read.get(area.id) and now - max(read[area.id]) > timedelta(minutes=area.longest_silence):
                wanted.append((area, self._local(area, [now])[0].date(), "logger"))
        return self._put(wanted, company)

    @api.model
    def _put(self, wanted, company):
        known = {
            (m.area_id, m.day, m.slot)
            for m in self.search([("area_id", "in", [area.id for area, _d, _s in wanted])])
        }
        vals_list = [
            {"area_id": area.id, "company_id": company.id, "day": day, "slot": slot}
            for area, day, slot in wanted
            if (area, day, slot) not in known
        ]
        return self._with_ticket("create").create(vals_list)._without_ticket()

    @api.model
    def _halves_of(self, area, days, moments, begin, now):
        local = self._local(area, [now])[0]
        over = [slot for slot, asked in ASKED.items() if local.time() >= asked]
        last = (local.date(), over[-1]) if over else (local.date() - timedelta(days=1), "pm")
        found = missing_slots(days, self._local(area, moments), (begin, "am"), last)
        return [(area, day, slot) for day, slot in found]

    @api.model
    def _working_days(self, company, zone, now):
        """Local dates of the last days that are worked by the company's calendar."""
        today = pytz.utc.localize(now).astimezone(zone).date()
        begin = zone.localize(datetime.combine(today - timedelta(days=LOOK_BACK), time.min))
        end = zone.localize(datetime.combine(today, time.max))
        calendar = company.resource_calendar_id
        if not calendar:
            return [today - timedelta(days=back) for back in range(LOOK_BACK + 1)]
        intervals = calendar._work_intervals_batch(begin, end)[False]
        return sorted({start.astimezone(zone).date() for start, _stop, _meta in intervals})

    @api.model
    def _read_moments(self, areas, since):
        """{area id: moments of its readings since then}, one an hour at most."""
        self.env["med.storage.reading"].flush_model()
        self.env.cr.execute(
            """SELECT area_id, MAX(read_at) FROM med_storage_reading
                WHERE area_id = ANY(%s) AND read_at >= %s AND is_void IS NOT TRUE
                GROUP BY area_id, date_trunc('hour', read_at)""",
            [areas.ids, since],
        )
        found = defaultdict(list)
        for area, moment in self.env.cr.fetchall():
            found[area].append(moment)
        return found

    def _ask(self, person):
        """One activity for one person, naming all that is missing."""
        if not person:
            return
        slots = dict(self._fields["slot"]._description_selection(self.env))
        lines = [f"{m.area_id.display_name}: {m.day} {slots[m.slot]}" for m in self]
        self[:1].area_id.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=person.id,
            summary=self.env._("%(count)s readings are missing", count=len(self)),
            note=", ".join(lines),
        )
