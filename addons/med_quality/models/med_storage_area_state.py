from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("none", "No reading"),
    ("ok", "In limits"),
    ("out", "Out of limits"),
    ("missing", "Reading missing"),
]
POINTS = 360
DAYS = (1, 7, 30, 90, 365)
LATEST = """
    SELECT a.id, r.read_at, CASE WHEN r.has_temperature THEN r.temperature END,
           CASE WHEN r.has_humidity THEN r.humidity END, r.is_out
      FROM unnest(%s::int[]) a(id)
      JOIN LATERAL (
           SELECT * FROM med_storage_reading
            WHERE area_id = a.id AND is_void IS NOT TRUE ORDER BY read_at DESC LIMIT 1) r ON TRUE"""
BUCKETS = """
    SELECT floor(extract(epoch FROM read_at) / %(step)s)::bigint AS bucket,
           MIN(temperature) FILTER (WHERE has_temperature), MAX(temperature) FILTER (WHERE has_temperature),
           AVG(temperature) FILTER (WHERE has_temperature),
           MIN(humidity) FILTER (WHERE has_humidity), MAX(humidity) FILTER (WHERE has_humidity),
           AVG(humidity) FILTER (WHERE has_humidity),
           bool_or(is_out)
      FROM med_storage_reading
     WHERE area_id = %(area)s AND read_at >= %(begin)s AND read_at < %(end)s AND is_void IS NOT TRUE
     GROUP BY 1 ORDER BY 1"""


class MedStorageArea(models.Model):
    """What was read last, the curve, and the screen where rooms are read."""

    _inherit = "med.storage.area"

    last_read_at = fields.Datetime(string="Last Reading", compute="_compute_last")
    last_temperature = fields.Float(string="Temperature", compute="_compute_last", digits=(6, 1))
    last_humidity = fields.Float(string="Humidity", compute="_compute_last", digits=(6, 1))
    storage_state = fields.Selection(STATES, string="State", compute="_compute_last")
    excursion_ids = fields.One2many("med.storage.excursion", "area_id", string="Excursions")
    excursion_count = fields.Integer(string="Excursions to Assess", compute="_compute_open")
    missing_count = fields.Integer(string="Missing Readings", compute="_compute_open")
    is_doubtful = fields.Boolean(
        string="Sensor in Doubt",
        compute="_compute_is_doubtful",
        help="Equipment that measures or cools it is overdue for calibration or validation.",
    )

    def _compute_last(self):
        rows = self._latest_rows()
        for area in self:
            at, heat, wet, is_out = rows.get(area._origin.id, (False, None, None, False))
            area.last_read_at, area.last_temperature, area.last_humidity = at, heat or 0.0, wet or 0.0
            state = "out" if is_out else "ok"
            area.storage_state = (state if not area.missing_count or is_out else "missing") if at else "none"

    def _latest_rows(self):
        """{area id: (moment, temperature or None, humidity or None, is out)}."""
        self.env["med.storage.reading"].flush_model()
        self.env.cr.execute(LATEST, [self._origin.ids])
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    def _compute_open(self):
        excursions = dict(
            self.env["med.storage.excursion"]._read_group(
                [("area_id", "in", self.ids), ("state", "=", "open")], ["area_id"], ["__count"]
            )
        )
        missing = dict(
            self.env["med.storage.missing"]._read_group(
                [("area_id", "in", self.ids), ("state", "=", "open")], ["area_id"], ["__count"]
            )
        )
        for area in self:
            area.excursion_count = excursions.get(area._origin, 0)
            area.missing_count = missing.get(area._origin, 0)

    def _compute_is_doubtful(self):
        # sudo: whether sensors may be trusted concerns whoever reads the values
        items = self.sudo().equipment_ids.filtered(lambda item: item.med_due_state == "overdue")
        doubtful = items.med_area_id.ids
        for area in self:
            area.is_doubtful = area._origin.id in doubtful

    # curve ----------------------------------------------------------------

    @api.readonly
    def chart_data(self, days=7, until=None):
        """The curve of one area, in at most 360 points.

        :param days: 1, 7, 30, 90 or 365
        :param until: last moment, ISO text in UTC; now if none is given
        :return: {"points": [{"at", "temperature": [lowest, mean, highest] or None, "humidity": …,
            "is_out"}], "limits": {"temperature": [low, high] or None, …}, "excursions": [{"begin",
            "end", "name", "id"}]}; moments as ISO text in UTC
        """
        self.ensure_one()
        self.check_access("read")
        if days not in DAYS:
            raise UserError(self.env._("The curve shows 1, 7, 30, 90 or 365 days."))
        end = fields.Datetime.to_datetime(until) or fields.Datetime.now()
        begin = end - timedelta(days=days)
        step = max(1, days * 86400 // POINTS)
        return {
            "points": self._points(begin, end, step),
            "limits": {kind: self._limit_pair(kind) for kind in ("temperature", "humidity")},
            "excursions": [
                {
                    "id": excursion.id,
                    "name": excursion.name,
                    "begin": excursion.begin_at.isoformat(),
                    "end": (excursion.end_at or end).isoformat(),
                }
                for excursion in self.env["med.storage.excursion"].search(
                    [
                        ("area_id", "=", self.id),
                        ("begin_at", "<=", end),
                        "|",
                        ("end_at", "=", False),
                        ("end_at", ">=", begin),
                    ]
                )
            ],
        }

    def _limit_pair(self, kind):
        low, high = self._limits(kind)
        return None if low is None else [low, high]

    def _points(self, begin, end, step):
        self.env["med.storage.reading"].flush_model()
        self.env.cr.execute(BUCKETS, {"area": self.id, "begin": begin, "end": end, "step": step})
        epoch = fields.Datetime.to_datetime("1970-01-01 00:00:00")

        def triple(low, high, mean):
            return None if mean is None else [float(low), round(float(mean), 2), float(high)]

        return [
            {
                "at": (epoch + timedelta(seconds=bucket * step)).isoformat(),
                "temperature": triple(cold, hot, heat),
                "humidity": triple(dry, damp, wet),
                "is_out": bool(is_out),
            }
            for bucket, cold, hot, heat, dry, damp, wet, is_out in self.env.cr.fetchall()
        ]

    # round ----------------------------------------------------------------

    @api.model
    @api.readonly
    def round_data(self):
        """What the reading screen shows: areas read by hand, their limits, what was read last.

        :return: {"areas": [{"id", "name", "condition", "temperature": [low, high] or None,
            "humidity": …, "last": {"at", "temperature", "humidity"} or None, "missing": [text]}]}
        """
        areas = self.search([("is_read_by_hand", "=", True), ("company_id", "=", self.env.company.id)])
        last = areas._latest_rows()
        missing = (
            self.env["med.storage.missing"]
            .search([("area_id", "in", areas.ids), ("state", "=", "open")], limit=200)
            .grouped("area_id")
        )
        slots = dict(self.env["med.storage.missing"]._fields["slot"]._description_selection(self.env))
        return {
            "areas": [
                {
                    "id": area.id,
                    "name": area.name,
                    "code": area.code,
                    "condition": area.condition,
                    "temperature": area._limit_pair("temperature"),
                    "humidity": area._limit_pair("humidity"),
                    "last": area._last_of(last.get(area.id)),
                    "missing": [f"{m.day} {slots[m.slot]}" for m in missing.get(area, [])],
                }
                for area in areas
            ]
        }

    @api.model
    def _last_of(self, row):
        if not row:
            return None
        at, heat, wet, _is_out = row
        return {
            "at": at.isoformat(),
            "temperature": None if heat is None else float(heat),
            "humidity": None if wet is None else float(wet),
        }

    # opening --------------------------------------------------------------

    def action_open_readings(self):
        """The readings of these areas."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_storage_reading_action")
        return {**action, "domain": [("area_id", "in", self.ids)], "context": {}}

    def action_open_excursions(self):
        """The excursions of these areas."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_storage_excursion_action")
        return {**action, "domain": [("area_id", "in", self.ids)], "context": {}}

    def action_open_missing(self):
        """The missing readings of these areas."""
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_storage_missing_action")
        return {**action, "domain": [("area_id", "in", self.ids)], "context": {"search_default_open": 1}}
