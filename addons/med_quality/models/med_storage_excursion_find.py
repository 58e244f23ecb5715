from odoo import api, fields, models

from ..qualitymath.excursions import find_runs, merge
from ..qualitymath.kinetic import durations, mean_kinetic_temperature

# readings of a sensor from the last one inside the limits before, to the first one inside after
AROUND = """
    SELECT r.area_id, COALESCE(r.sensor_id, 0), r.read_at,
           CASE WHEN r.has_temperature THEN r.temperature END,
           CASE WHEN r.has_humidity THEN r.humidity END
      FROM unnest(%s::int[], %s::int[], %s::timestamp[], %s::timestamp[]) k(area, sensor, first, last)
      JOIN LATERAL (
           SELECT COALESCE((SELECT p.read_at FROM med_storage_reading p
                             WHERE p.area_id = k.area AND COALESCE(p.sensor_id, 0) = k.sensor
                               AND p.is_out IS NOT TRUE AND p.is_void IS NOT TRUE AND p.read_at < k.first
                             ORDER BY p.read_at DESC LIMIT 1), '-infinity') AS low,
                  COALESCE((SELECT p.read_at FROM med_storage_reading p
                             WHERE p.area_id = k.area AND COALESCE(p.sensor_id, 0) = k.sensor
                               AND p.is_out IS NOT TRUE AND p.is_void IS NOT TRUE AND p.read_at > k.last
                             ORDER BY p.read_at LIMIT 1), 'infinity') AS high) w ON TRUE
      JOIN med_storage_reading r ON r.area_id = k.area AND COALESCE(r.sensor_id, 0) = k.sensor
       AND r.is_void IS NOT TRUE AND r.read_at BETWEEN w.low AND w.high
     ORDER BY r.area_id, 2, r.read_at"""


class MedStorageExcursion(models.Model):
    """Finding excursions in readings just taken in, and keeping them up to date."""

    _inherit = "med.storage.excursion"

    @api.model
    def _judge(self, entries):
        """Look for excursions around readings.

        :param entries: dicts with ``area_id`` (record), ``sensor_id`` and ``at``
        :return: excursions that are new or went on
        """
        windows = self._windows(entries)
        if not windows:
            return self.browse()
        series = self._series(windows)
        areas = self.env["med.storage.area"].browse({area for area, _sensor in windows})
        found = {
            (area, kind): merge(runs, *area._limits(kind))
            for area in areas
            for kind in ("temperature", "humidity")
            if (runs := self._runs(area, kind, series))
        }
        # sudo: facts follow the readings, whoever records them
        followed, new = (excursions.sudo() for excursions in self._keep(found))
        touched = followed | new
        touched._hold_goods()
        touched._figures()
        new._tell()
        return touched.sudo(False)

    @api.model
    def _judge_again(self, readings):
        """Judge anew around readings that no longer count."""
        return self._judge(
            [{"area_id": r.area_id, "sensor_id": r.sensor_id.id, "at": r.read_at} for r in readings]
        )

    @api.model
    def _windows(self, entries):
        """{(area, sensor or 0): [first, last]}: every sensor of an area over the whole span."""
        spans, sensors = {}, {}
        for entry in entries:
            area, at = entry["area_id"], entry["at"]
            low, high = spans.get(area, (at, at))
            spans[area] = (min(low, at), max(high, at))
            sensors.setdefault(area, {0}).add(entry["sensor_id"] or 0)
        for area in spans:
            # sudo: which sensors hang there, whoever records
            sensors[area] |= set(area.sudo().equipment_ids.ids)
        return {(area.id, sensor): spans[area] for area in spans for sensor in sensors[area]}

    @api.model
    def _series(self, windows):
        """{(area, sensor): [(moment, temperature, humidity)]}."""
        keys = list(windows)
        self.env.cr.execute(
            AROUND,
            [
                [area for area, _sensor in keys],
                [sensor for _area, sensor in keys],
                [windows[key][0] for key in keys],
                [windows[key][1] for key in keys],
            ],
        )
        series = {}
        for area, sensor, moment, heat, wet in self.env.cr.fetchall():
            series.setdefault((area, sensor), []).append((moment, heat, wet))
        return series

    @api.model
    def _runs(self, area, kind, series):
        place = 1 if kind == "temperature" else 2
        low, high = area._limits(kind)
        runs = []
        for (area_id, _sensor), rows in series.items():
            if area_id == area.id:
                values = [(row[0], float(row[place])) for row in rows if row[place] is not None]
                runs += find_runs(values, low, high, area.tolerance_minutes)
        return runs

    @api.model
    def _keep(self, found):
        """Open excursions follow their run; new ones for runs that belong to none. Returns both."""
        known = self.sudo().search(  # sudo: found by the readings of whoever records them
            [("area_id", "in", [area.id for area, _kind in found]), *self._reaching(found)],
            order="begin_at",
        )
        touched, new = self.browse(), []
        for (area, kind), runs in found.items():
            mine = known.filtered(lambda e, a=area, k=kind: (e.area_id, e.kind) == (a, k))
            for run in runs:
                near = mine.filtered(lambda e, r=run: e._touches(r))
                decided = near.filtered(lambda e: e.state != "open")
                if decided and max(decided.mapped(lambda e: e.end_at or e.last_at)) >= run.until:
                    continue
                opened = (near - decided)[:1]
                if opened:
                    opened._follow(run)
                    touched |= opened
                else:
                    new.append(self._prepare(area, kind, run))
        return touched, self._open_new(new)

    @api.model
    def _reaching(self, found):
        """Domain of excursions that may touch these runs."""
        moments = [run.begin for runs in found.values() for run in runs]
        return ["|", ("end_at", "=", False), ("end_at", ">=", min(moments))] if moments else [("id", "=", 0)]

    def _touches(self, run):
        """Whether a run overlaps this excursion; one that goes on has no end, whatever clocks say."""
        started = self.begin_at <= (run.end or run.last)
        return started and (not self.end_at or run.begin <= self.end_at)

    def _follow(self, run):
        """The facts of an open excursion are those of its run."""
        values = dict(zip(("begin_at", "last_at", "end_at", "peak", "count"), self._facts(run), strict=True))
        if any(self[name] != value for name, value in values.items()):
            self._guarded_write(values)

    @staticmethod
    def _facts(run):
        return run.begin, run.last, run.end or False, run.peak, run.count

    @api.model
    def _prepare(self, area, kind, run):
        low, high = area._limits(kind)
        facts = dict(zip(("begin_at", "last_at", "end_at", "peak", "count"), self._facts(run), strict=True))
        return {
            # sudo: numbering is no right of its own
            "name": self.env["ir.sequence"].sudo().next_by_code("med.storage.excursion") or "/",
            "company_id": area.company_id.id,
            "area_id": area.id,
            "kind": kind,
            "low": low,
            "high": high,
            **facts,
        }

    @api.model
    def _open_new(self, vals_list):
        if not vals_list:
            return self.browse()
        # sudo: found by the readings of whoever records them
        records = self.sudo()._with_ticket("create").create(vals_list)._without_ticket()
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "storage.excursion_found",
                    "record": record,
                    "company": record.company_id,
                    "facts": {
                        "area": record.area_id.display_name,
                        "kind": record.kind,
                        "begin": fields.Datetime.to_string(record.begin_at),
                        "peak": record.peak,
                    },
                }
                for record in records
            ]
        )
        return records

    def _tell(self):
        """One person is told of each new excursion, once."""
        for record in self:
            place, person = record.area_id.display_name, record.area_id._person()
            held = self.env._("Excursion in %(area)s: goods are on hold", area=place)
            summary = held if record.line_ids else self.env._("Excursion in %(area)s", area=place)
            if person:
                record.activity_schedule("mail.mail_activity_data_todo", user_id=person.id, summary=summary)

    def _holds(self):
        """Whether goods are held for this kind of excursion."""
        return self.area_id.hold_on == "both" or self.area_id.hold_on == self.kind

    def _figures(self):
        """Mean kinetic temperatures of the excursion and of the thirty days up to its end."""
        for record in self.filtered(lambda e: e.kind == "temperature" and e.area_id):
            until = record.end_at or record.last_at
            values = {
                "mkt": record._kinetic(record.begin_at, until),
                "mkt_month": record._kinetic(fields.Datetime.subtract(until, days=30), until),
            }
            if any(round(record[name] - value, 2) for name, value in values.items()):
                record._guarded_write(values)

    def _kinetic(self, begin, until):
        """Mean kinetic temperature of the area between two moments, °C."""
        self.env.cr.execute(
            """SELECT read_at, AVG(temperature) FROM med_storage_reading
                WHERE area_id = %s AND read_at BETWEEN %s AND %s AND has_temperature AND is_void IS NOT TRUE
                GROUP BY read_at ORDER BY read_at""",
            [self.area_id.id, begin, until],
        )
        rows = self.env.cr.fetchall()
        if not rows:
            return 0.0
        weights = durations([row[0] for row in rows], longest=24 * 3600)
        return mean_kinetic_temperature([float(row[1]) for row in rows], weights, self.area_id.activation)
