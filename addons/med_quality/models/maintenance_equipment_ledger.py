from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("cold_store", "Cold store"),
    ("refrigerator", "Refrigerator or freezer"),
    ("logger", "Thermometer or logger"),
    ("vehicle", "Refrigerated vehicle"),
    ("cool_box", "Cool box"),
    ("scale", "Scale or gauge"),
    ("other", "Other"),
]
STATES = [("in_use", "In use"), ("stopped", "Stopped"), ("scrapped", "Scrapped")]
# what the law asks for: (months between calibrations, months between validations), 0 none
INTERVALS = {
    "cold_store": (0, 12),
    "refrigerator": (0, 0),
    "logger": (12, 0),
    "vehicle": (0, 12),
    "cool_box": (0, 12),
    "scale": (12, 0),
    "other": (0, 0),
}
DUES = [("none", "Nothing due"), ("ok", "In time"), ("soon", "Due soon"), ("overdue", "Overdue")]
SOON = 30
LONG_STOP_DAYS = 90
# by which it is asked for calibration, and what is doubted without
RULING = ("active", "med_area_id", "med_calibration_months", "med_kind", "med_validation_months")


class MaintenanceEquipment(models.Model):
    """Our own equipment that keeps or measures goods: where it is, and whether it may be trusted."""

    _inherit = "maintenance.equipment"

    med_kind = fields.Selection(KINDS, string="Kind of Quality Equipment", tracking=True)
    med_area_id = fields.Many2one(
        "med.storage.area",
        string="Storage Area",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="What it cools, or what it measures.",
    )
    med_state = fields.Selection(
        STATES, string="Use", default="in_use", required=True, readonly=True, copy=False, tracking=True
    )
    med_calibration_months = fields.Integer(
        string="Calibration Every (Months)", compute="_compute_med_intervals", store=True, readonly=False
    )
    med_validation_months = fields.Integer(
        string="Validation Every (Months)", compute="_compute_med_intervals", store=True, readonly=False
    )
    med_event_ids = fields.One2many("med.equipment.event", "equipment_id", string="Records")
    med_calibration_due = fields.Date(string="Calibration Due", compute="_compute_med_due", store=True)
    med_validation_due = fields.Date(string="Validation Due", compute="_compute_med_due", store=True)
    med_stopped_on = fields.Date(string="Stopped On", compute="_compute_med_due", store=True)
    med_due_state = fields.Selection(
        DUES,
        string="Calibration and Validation",
        compute="_compute_med_due_state",
        search="_search_med_due_state",
    )
    med_needs_validation = fields.Boolean(
        string="Validation Missing",
        compute="_compute_med_due",
        store=True,
        help="Never validated, or stopped for long: validate before use (GSP art. 50).",
    )

    @api.depends("med_kind")
    def _compute_med_intervals(self):
        for item in self:
            item.med_calibration_months, item.med_validation_months = INTERVALS.get(item.med_kind, (0, 0))

    @api.depends(
        "med_calibration_months",
        "med_validation_months",
        "med_event_ids.kind",
        "med_event_ids.date",
        "med_event_ids.is_passed",
        "med_state",
        "create_date",
    )
    def _compute_med_due(self):
        for item in self:
            begin = item.create_date.date() if item.create_date else item.env.company._med_today()
            calibrated = item._med_last("calibration")
            validated = item._med_last("validation")
            stopped = item._med_last("stop")
            item.med_calibration_due = self._med_next(calibrated, item.med_calibration_months, begin)
            item.med_validation_due = self._med_next(validated, item.med_validation_months, begin)
            item.med_stopped_on = stopped.date if item.med_state == "stopped" else False
            item.med_needs_validation = bool(item.med_validation_months) and (
                not validated or item._med_stood_long_after(validated)
            )

    def _med_last(self, kind):
        """The last record of a kind that counts: what failed calibrates nothing."""
        found = self.med_event_ids.filtered(lambda e: e.kind == kind and e.is_passed and e.date)
        return found.sorted(lambda e: (e.date, e._origin.id or 0))[-1:]

    @api.model
    def _med_next(self, last, months, begin):
        if not months:
            return False
        return last.date + relativedelta(months=months) if last else begin

    def _med_stood_long_after(self, validated):
        """Whether it stood still for long since it was validated."""
        events = self.med_event_ids.filtered("date").sorted("date")
        stops = events.filtered(lambda e: e.kind == "stop" and e.date >= validated.date)
        for stop in stops:
            again = events.filtered(lambda e, s=stop: e.kind == "restart" and e.date >= s.date)[:1]
            end = again.date or self.env.company._med_today()
            if end - stop.date > timedelta(days=LONG_STOP_DAYS):
                return True
        return False

    @api.depends("med_calibration_due", "med_validation_due", "med_state")
    def _compute_med_due_state(self):
        today = self.env.company._med_today()
        for item in self:
            dues = [due for due in (item.med_calibration_due, item.med_validation_due) if due]
            if not dues or item.med_state == "scrapped":
                item.med_due_state = "none"
            elif min(dues) < today:
                item.med_due_state = "overdue"
            else:
                item.med_due_state = "soon" if min(dues) <= today + timedelta(days=SOON) else "ok"

    def _search_med_due_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        items = self.search_fetch([("med_kind", "!=", False)], ["med_calibration_due", "med_validation_due"])
        return [("id", "in", items.filtered(lambda item: item.med_due_state in value).ids)]

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS maintenance
        items = super().create(vals_list)
        for item in items.filtered("med_kind"):
            usual = INTERVALS.get(item.med_kind, (0, 0))
            if (item.med_calibration_months, item.med_validation_months) != usual:
                item._med_check_may_rule()
        if any(item.med_state != "in_use" for item in items):
            items._med_refuse_state()
        return items

    def write(self, vals):
        # EXTENDS maintenance: whether it is in use is a record, not a field to set
        if "med_state" in vals and not self._has_ticket("med_state"):
            self._med_refuse_state()
        names = [name for name in RULING if name in vals]
        before = {item: item._med_ruling(names) for item in self if item.med_kind} if names else {}
        result = super().write(vals)
        changed = {item: old for item, old in before.items() if old != item._med_ruling(names)}
        if changed:
            self.browse().concat(*changed)._med_check_may_rule()
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "equipment.changed",
                    "record": item,
                    "company": item.company_id or self.env.company,
                    "facts": {"before": old, "after": item._med_ruling(names)},
                }
                for item, old in changed.items()
            ]
        )
        return result

    def _med_ruling(self, names):
        """Plain values of these fields."""
        fields_of = {name: self._fields[name] for name in names}
        return {n: self[n].display_name if f.relational else self[n] for n, f in fields_of.items()}

    def _med_check_may_rule(self):
        if self.env.su or self.env.user.has_group("med_base.group_quality_officer"):
            return
        raise AccessError(
            self.env._(
                "%(equipment)s: kind, place and intervals decide whether its readings are trusted. Ask a "
                "quality officer to change them.",
                equipment=", ".join(self.mapped("display_name")),
            )
        )

    def _med_refuse_state(self):
        raise UserError(
            self.env._("Stop, restart and scrap equipment by its buttons: each leaves a record.")
        )

    def unlink(self):
        # EXTENDS maintenance
        if self.sudo().med_event_ids:  # sudo: records of the equipment count, whoever may read them
            raise UserError(
                self.env._(
                    "%(equipment)s has records of calibration or use: scrap it instead of deleting it.",
                    equipment=", ".join(self.mapped("display_name")),
                )
            )
        return super().unlink()

    def _med_stands_too_long(self):
        """Whether it stopped so long ago that it must be validated before it runs again."""
        stop = self._med_last("stop")
        validated = self._med_last("validation")
        long_ago = stop and self.env.company._med_today() - stop.date > timedelta(days=LONG_STOP_DAYS)
        return bool(self.med_validation_months and long_ago and (not validated or validated.date < stop.date))

    # buttons --------------------------------------------------------------

    def action_med_calibrate(self):
        """Enter a calibration."""
        return self._med_enter("calibration")

    def action_med_validate(self):
        """Enter a validation."""
        return self._med_enter("validation")

    def action_med_maintain(self):
        """Enter a maintenance or repair."""
        return self._med_enter("maintenance")

    def action_med_stop(self):
        """Take it out of use."""
        return self._med_enter("stop")

    def action_med_restart(self):
        """Put it into use again."""
        return self._med_enter("restart")

    def action_med_scrap(self):
        """Scrap it for good."""
        return self._med_enter("scrap")

    def _med_enter(self, kind):
        self.ensure_one()
        self._med_check_may_enter()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record of %(equipment)s", equipment=self.display_name),
            "res_model": "med.equipment.event",
            "view_mode": "form",
            "target": "new",
            "context": {"default_equipment_id": self.id, "default_kind": kind},
        }

    @api.model
    def _med_check_may_enter(self):
        user = self.env.user
        jobs = ("keeper", "quality_officer")
        if not self.env.su and not any(user.has_group(f"med_base.group_{job}") for job in jobs):
            raise AccessError(self.env._("Records of equipment are entered by keepers and quality staff."))

    # warnings -------------------------------------------------------------

    @api.model
    def _cron_med_due(self):
        """One activity a month and person for what is due or overdue; silent where one is open."""
        due = self.search([("med_due_state", "in", ("soon", "overdue")), ("med_state", "!=", "scrapped")])
        todo = self.env.ref("mail.mail_activity_data_todo")
        told = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", due.ids),
                ("activity_type_id", "=", todo.id),
                ("automated", "=", True),
            ]
        )
        for item in due.filtered(lambda e: e.id not in told.mapped("res_id")):
            item._med_tell()

    def _med_tell(self):
        person = self.technician_user_id or self.med_area_id.user_id or self.company_id.med_quality_head_id
        if not person:
            return
        words = dict(self._fields["med_due_state"]._description_selection(self.env))
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=person.id,
            date_deadline=min(filter(None, [self.med_calibration_due, self.med_validation_due])),
            summary=self.env._(
                "%(equipment)s: calibration or validation %(state)s",
                equipment=self.display_name,
                state=words[self.med_due_state],
            ),
        )
