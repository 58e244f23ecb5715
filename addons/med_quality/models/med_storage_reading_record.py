from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..qualitymath.excursions import is_outside
from ..qualitymath.values import judge, read_moment, read_number

MOST = 20_000
COLUMNS = (
    "area_id",
    "company_id",
    "read_at",
    "has_temperature",
    "temperature",
    "has_humidity",
    "humidity",
    "is_out",
    "source",
    "mark",
    "reason",
    "sensor_id",
    "import_id",
    "recorded_by_id",
    "recorded_at",
    "is_void",
)
INSERT = f"""INSERT INTO med_storage_reading ({", ".join(COLUMNS)}) VALUES %s
    ON CONFLICT (area_id, read_at, COALESCE(sensor_id, 0)) WHERE is_void IS NOT TRUE DO NOTHING
    RETURNING area_id, read_at, COALESCE(sensor_id, 0)"""


class MedStorageReading(models.Model):
    """Taking readings in: judged row by row, the good ones kept, the bad ones named."""

    _inherit = "med.storage.reading"

    @api.model
    def record(self, rows):
        """Take in readings of another program, such as a monitoring system.

        :param rows: list of {"area": code, name or id, "read_at": ISO text (with an offset, or UTC),
            "temperature": °C, "humidity": %, "sensor": serial number}; at most 20,000
        :return: {"accepted": n, "same": n, "refused": [{"row": index, "code", "message"}],
            "excursions": [ids]}; ``same`` were known already
        :raise AccessError: not warehouse or quality staff
        """
        self._check_may_record()
        return self._take(self._entries(rows), "api")

    @api.model
    def record_round(self, rows):
        """Take in what a person read just now, or earlier with the reason of the late entry.

        :param rows: as of :meth:`record`, and "reason"; without "read_at" it is now
        :return: as :meth:`record`
        """
        self._check_may_record()
        return self._take(self._entries(rows, fields.Datetime.now()), "manual")

    @api.model
    def _entries(self, rows, now=None):
        """Rows of a caller as entries with values read: {"row", "area", "at", …, "problem"}."""
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise UserError(self.env._("Readings are sent as a list of rows, each with its area and values."))
        if len(rows) > MOST:
            raise UserError(self.env._("At most %(most)s readings at once: send them in parts.", most=MOST))
        return [self._entry(index, row, now) for index, row in enumerate(rows)]

    @api.model
    def _entry(self, index, row, now):
        at, bad_time = (now, "") if now and not row.get("read_at") else read_moment(row.get("read_at"))
        heat, bad_heat = read_number(row.get("temperature"))
        wet, bad_wet = read_number(row.get("humidity"))
        return {
            "row": index,
            "area": row.get("area"),
            "sensor": row.get("sensor"),
            "at": at,
            "temperature": heat,
            "humidity": wet,
            "reason": str(row.get("reason") or "").strip(),
            "problem": bad_time or bad_heat or bad_wet,
        }

    @api.model
    def _take(self, entries, source, file=None):
        """Judge entries, keep the good ones, look for excursions.

        :param entries: list of dicts as of :meth:`_entries`
        :param file: med.storage.import they come from
        :return: as :meth:`record`
        """
        company = file.company_id if file else self.env.company
        areas, sensors = self._known_areas(company), self._known_sensors(company)
        now = fields.Datetime.now()
        for entry in entries:
            entry["area_id"] = areas.get(self._key(entry["area"]))
            entry["sensor_id"] = sensors.get(self._key(entry.get("sensor")))
            entry["problem"] = entry["problem"] or self._problem_of(entry, source, company, now)
        self._mark_disorder(entries, source)
        added = self._insert(entries, source, company, now, file)
        self._compare_known([e for e in entries if not e["problem"] and not e.get("added")])
        self._after(added, source, company)
        excursions = self.env["med.storage.excursion"]._judge(added)
        return {
            "accepted": len(added),
            "same": sum(1 for e in entries if e["problem"] == "same"),
            "refused": [
                {"row": e["row"], "code": e["problem"], "message": self._problem_text(e)}
                for e in entries
                if e["problem"] and e["problem"] != "same"
            ],
            "excursions": excursions.ids,
        }

    @staticmethod
    def _key(value):
        return value if isinstance(value, int) else str(value or "").strip().lower()

    @api.model
    def _known_areas(self, company):
        """{id, code or name: area} of the company's areas."""
        areas = self.env["med.storage.area"].search([("company_id", "=", company.id)])
        known = {}
        for area in areas:
            known |= {self._key(area.name): area}
        for area in areas:
            known |= {area.id: area, self._key(area.code): area}
        return known

    @api.model
    def _known_sensors(self, company):
        """{id or serial number: equipment id}."""
        # sudo: which sensor it is, whoever may read the list of equipment
        found = (
            self.env["maintenance.equipment"]
            .sudo()
            .search_fetch(
                [("company_id", "in", [False, company.id]), ("serial_no", "!=", False)], ["serial_no"]
            )
        )
        known = {self._key(sensor.serial_no): sensor.id for sensor in found}
        return known | {sensor.id: sensor.id for sensor in found}

    @api.model
    def _problem_of(self, entry, source, company, now):
        if not entry["area_id"]:
            return "no_area"
        if entry.get("sensor") and not entry["sensor_id"]:
            return "no_sensor"
        problem = judge(entry["at"], entry["temperature"], entry["humidity"], now)
        if problem or source != "manual":
            return problem
        # sudo: a setting of the company
        late = now - entry["at"] > timedelta(hours=company.sudo().med_backdate_hours)
        entry["mark"] = "late" if late else None
        return "no_reason" if late and not entry["reason"] else ""

    @api.model
    def _mark_disorder(self, entries, source):
        """A program's reading that is older than one it sent before is marked."""
        good = [e for e in entries if not e["problem"]]
        if source != "api" or not good:
            return
        latest = self._latest({(e["area_id"].id, e["sensor_id"] or 0) for e in good})
        for entry in good:
            before = latest.get((entry["area_id"].id, entry["sensor_id"] or 0))
            entry["mark"] = "disorder" if before and entry["at"] < before else None

    @api.model
    def _latest(self, keys):
        """{(area, sensor or 0): moment of the newest reading}."""
        self.flush_model()
        self.env.cr.execute(
            """SELECT k.area, k.sensor, r.read_at
                 FROM unnest(%s::int[], %s::int[]) k(area, sensor)
                 JOIN LATERAL (
                      SELECT read_at FROM med_storage_reading
                       WHERE area_id = k.area AND COALESCE(sensor_id, 0) = k.sensor
                         AND is_void IS NOT TRUE
                       ORDER BY read_at DESC LIMIT 1) r ON TRUE""",
            [[area for area, _s in keys], [sensor for _a, sensor in keys]],
        )
        return {(area, sensor): moment for area, sensor, moment in self.env.cr.fetchall()}

    @api.model
    def _insert(self, entries, source, company, now, file):
        """Write what is good and new; returns those entries."""
        good = {}
        for entry in entries:
            if entry["problem"]:
                continue
            key = (entry["area_id"].id, entry["at"], entry["sensor_id"] or 0)
            if key in good:
                same = self._values(entry) == self._values(good[key])
                entry["problem"] = "same" if same else "duplicate"
            else:
                good[key] = entry
        if not good:
            return []
        fixed = (source, company.id, file.id if file else None, self.env.uid, now)
        rows = [self._columns(entry, *fixed) for entry in good.values()]
        self.flush_model()
        done = self.env.cr.execute_values(INSERT, rows, page_size=1000, fetch=True)
        self.env.invalidate_all()
        for key in done:
            good[key]["added"] = True
        return [entry for entry in good.values() if entry.get("added")]

    @staticmethod
    def _values(entry):
        return entry["temperature"], entry["humidity"]

    @api.model
    def _columns(self, entry, source, company_id, file_id, uid, now):
        area, heat, wet = entry["area_id"], entry["temperature"], entry["humidity"]
        entry["is_out"] = any(
            value is not None and is_outside(value, *area._limits(kind))
            for kind, value in (("temperature", heat), ("humidity", wet))
        )
        return (
            area.id,
            company_id,
            entry["at"],
            heat is not None,
            heat or 0.0,
            wet is not None,
            wet or 0.0,
            entry["is_out"],
            source,
            entry.get("mark") or None,
            entry.get("reason") or None,
            entry["sensor_id"] or None,
            file_id,
            uid,
            now,
            False,
        )

    @api.model
    def _compare_known(self, entries):
        """What was there already: the same, or another value at the same moment."""
        if not entries:
            return
        self.env.cr.execute(
            """SELECT r.area_id, r.read_at, COALESCE(r.sensor_id, 0),
                      CASE WHEN has_temperature THEN temperature END, CASE WHEN has_humidity THEN humidity END
                 FROM unnest(%s::int[], %s::timestamp[], %s::int[]) k(area, moment, sensor)
                 JOIN med_storage_reading r ON r.area_id = k.area AND r.read_at = k.moment
                  AND COALESCE(r.sensor_id, 0) = k.sensor AND r.is_void IS NOT TRUE""",
            [
                [e["area_id"].id for e in entries],
                [e["at"] for e in entries],
                [e["sensor_id"] or 0 for e in entries],
            ],
        )
        known = {(a, m, s): (heat, wet) for a, m, s, heat, wet in self.env.cr.fetchall()}
        for entry in entries:
            there = known.get((entry["area_id"].id, entry["at"], entry["sensor_id"] or 0), (None, None))
            same = all(_close(a, b) for a, b in zip(self._values(entry), there, strict=True))
            entry["problem"] = "same" if same else "duplicate"

    @api.model
    def _after(self, added, source, company):
        """Half days that were asked for are read now; late entries are evidence."""
        days = defaultdict(list)
        for entry in added:
            if not self._is_claimed(entry, source, company):
                days[entry["area_id"]].append(entry["at"])
        self.env["med.storage.missing"]._found(days)
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "storage.late_reading",
                    "record": entry["area_id"],
                    "company": company,
                    "facts": {
                        "read_at": fields.Datetime.to_string(entry["at"]),
                        "temperature": entry["temperature"],
                        "humidity": entry["humidity"],
                        "reason": entry["reason"],
                    },
                }
                for entry in added
                if source == "manual" and entry.get("mark") == "late"
            ]
        )

    @api.model
    def _is_claimed(self, entry, source, company):
        """Whether a caller says afterwards, without sensor or reason, what was read: it fills no gap."""
        if source != "api" or entry["sensor_id"] or entry.get("reason"):
            return False
        hours = company.sudo().med_backdate_hours  # sudo: a setting of the company
        return fields.Datetime.now() - entry["at"] > timedelta(hours=hours)

    @api.model
    def _problem_text(self, entry):
        """What is wrong with a row, in words, with the next step."""
        words = {
            "bad_time": self.env._("The time cannot be read. Send it as 2026-11-22 08:30:00."),
            "not_number": self.env._(
                "A value is no number (NaN or an error of the sensor). Check the sensor."
            ),
            "no_value": self.env._("Neither temperature nor humidity is given. Enter what was read."),
            "impossible": self.env._("The value cannot be true. Check the sensor and the unit."),
            "future": self.env._("The time lies in the future. Set the clock of the logger."),
            "goes_back": self.env._(
                "The time goes back against the rows around it. Set the clock of the logger."
            ),
            "no_area": self.env._("No storage area is called %(area)s. Add it.", area=entry["area"] or "?"),
            "no_sensor": self.env._(
                "No equipment has the serial number %(number)s. Add it.", number=entry.get("sensor")
            ),
            "no_reason": self.env._("Read long before it is entered: give the reason of the late entry."),
            "duplicate": self.env._(
                "Another value of this moment is there. Have the wrong one declared void."
            ),
        }
        return words[entry["problem"]]


def _close(one, other):
    if one is None or other is None:
        return one is other
    return abs(float(one) - float(other)) < 0.005
