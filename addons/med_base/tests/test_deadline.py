from datetime import datetime, timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged

from .common import MedBaseCommon


class DeadlineProbe(models.Model):
    _name = "med.test.deadline"
    _inherit = ["med.deadline.mixin"]
    _description = "Deadline Probe"
    _module = None

    name = fields.Char()
    is_open = fields.Boolean(default=True)

    def _deadline_open_domain(self):
        return Domain("is_open", "=", True)

    def _deadline_on_soon(self):
        self.name = f"{self.name or ''} soon"

    def _deadline_on_overdue(self):
        self.name = f"{self.name or ''} overdue"


@tagged("post_install", "-at_install")
class TestDeadline(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_to_registry(cls.registry, DeadlineProbe)
        cls.registry._setup_models__(cls.env.cr, ["med.test.deadline"])
        cls.registry.init_models(cls.env.cr, ["med.test.deadline"], {"models_to_check": True})
        cls.addClassCleanup(cls.registry.__delitem__, "med.test.deadline")
        cls.probes = cls.env["med.test.deadline"]
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Week of 40 hours", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = cls.calendar
        # Monday 9:00 in Shanghai
        cls.monday = datetime(2026, 3, 2, 1, 0)

    def _probe(self, hours, **vals):
        return self.probes.create({"deadline_at": fields.Datetime.now() + timedelta(hours=hours), **vals})

    def test_working_days_do_not_count_the_first_day_nor_the_weekend(self):
        after = self.probes._deadline_after
        self.assertEqual(after(self.monday, 1, "days").date(), datetime(2026, 3, 3).date())
        friday = self.monday + timedelta(days=4)
        self.assertEqual(after(friday, 1, "days").date(), datetime(2026, 3, 9).date())
        self.assertEqual(after(self.monday, 5, "days").date(), datetime(2026, 3, 9).date())

    def test_public_holiday_is_no_working_day(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 2, 16, 0),
                "date_to": datetime(2026, 3, 3, 15, 59, 59),
            }
        )
        due = self.probes._deadline_after(self.monday, 1, "days")
        self.assertEqual(due.date(), datetime(2026, 3, 4).date())

    def test_working_hours_stop_over_night(self):
        due = self.probes._deadline_after(self.monday, 8, "hours")
        self.assertEqual(due.date(), datetime(2026, 3, 3).date())
        self.assertEqual(
            self.probes._deadline_after(self.monday, 1, "hours"), self.monday + timedelta(hours=1)
        )

    def test_calendar_days_and_zero(self):
        after = self.probes._deadline_after
        self.assertEqual(after(self.monday, 7, "calendar_days"), self.monday + timedelta(days=7))
        self.assertEqual(after(self.monday, 0, "days"), self.monday)

    def test_company_without_working_time_counts_plainly(self):
        self.company.resource_calendar_id = False
        due = self.probes._deadline_after(self.monday, 3, "hours")
        self.assertEqual(due, self.monday + timedelta(hours=3))

    def test_state_is_judged_when_read_and_search_agrees(self):
        expected = {
            "overdue": self._probe(-1),
            "soon": self._probe(2),
            "ok": self._probe(100),
            "none": self.probes.create({}) + self._probe(-1, is_open=False),
        }
        for state, records in expected.items():
            self.assertEqual(set(records.mapped("deadline_state")), {state})
            self.assertEqual(self.probes.search([("deadline_state", "=", state)]), records)
        found = self.probes.search([("deadline_state", "in", ["overdue", "soon"])])
        self.assertEqual(found, expected["overdue"] + expected["soon"])
        self.assertNotIn(expected["ok"], self.probes.search([("deadline_state", "!=", "ok")]))

    def test_each_reminder_goes_once(self):
        soon, late, fine = self._probe(2), self._probe(-1), self._probe(100)
        for _run in range(2):
            for record, state in self.probes._deadline_to_remind().items():
                record._deadline_remind(state)
        self.assertEqual(soon.name, " soon")
        self.assertEqual(late.name, " overdue")
        self.assertFalse(fine.name)
        soon.deadline_at = fields.Datetime.now() - timedelta(minutes=1)
        for record, state in self.probes._deadline_to_remind().items():
            record._deadline_remind(state)
        self.assertEqual(soon.name, " soon overdue")

    def test_cron_finds_every_model_with_a_deadline(self):
        names = [model._name for model in self.probes._deadline_models()]
        self.assertIn("med.test.deadline", names)
        self.assertNotIn("med.deadline.mixin", names)
