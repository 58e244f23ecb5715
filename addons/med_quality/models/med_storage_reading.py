from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SOURCES = [("manual", "By hand"), ("file", "Logger file"), ("api", "Other program")]
MARKS = [("late", "Late entry"), ("disorder", "Older than a reading before it")]
READERS = ("keeper", "receiver", "inspector", "quality_officer")


class MedStorageReading(models.Model):
    """What a thermometer said: entered by its own methods, changed and deleted by nobody.

    Many millions of rows: no thread, no log columns; written by SQL in batches.
    """

    _name = "med.storage.reading"
    _description = "Storage Reading"
    _inherit = ["med.evidence.mixin", "med.guarded.mixin"]
    _order = "read_at desc, id desc"
    _rec_name = "read_at"
    _log_access = False

    area_id = fields.Many2one("med.storage.area", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    read_at = fields.Datetime(required=True, readonly=True)
    has_temperature = fields.Boolean(readonly=True)
    temperature = fields.Float(string="Temperature (°C)", readonly=True, digits=(6, 2), aggregator="avg")
    has_humidity = fields.Boolean(readonly=True)
    humidity = fields.Float(string="Humidity (%)", readonly=True, digits=(6, 2), aggregator="avg")
    is_out = fields.Boolean(string="Out of Limits", readonly=True)
    source = fields.Selection(SOURCES, required=True, readonly=True)
    mark = fields.Selection(MARKS, readonly=True)
    reason = fields.Char(string="Reason of Late Entry", readonly=True)
    sensor_id = fields.Many2one("maintenance.equipment", readonly=True, ondelete="restrict")
    import_id = fields.Many2one(
        "med.storage.import", string="File", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    recorded_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    recorded_at = fields.Datetime(readonly=True)
    is_void = fields.Boolean(string="Void", readonly=True)
    void_reason = fields.Char(string="Reason", readonly=True)
    void_by_id = fields.Many2one("res.users", string="Declared Void By", readonly=True, ondelete="restrict")

    # begins with place and time: a month of one place is one slice of it
    _once = models.UniqueIndex("(area_id, read_at, COALESCE(sensor_id, 0)) WHERE is_void IS NOT TRUE")
    _outside = models.Index("(area_id, read_at) WHERE is_out")

    @api.model
    def _guarded_names(self):
        # OVERRIDE: everything
        return tuple(name for name, field in self._fields.items() if field.store and name != "id")

    @api.model_create_multi
    def create(self, vals_list):
        # OVERRIDE: rows come by record(), which judges them
        raise UserError(
            self.env._(
                "Readings are entered on the reading screen, by a logger file, or by the method "
                "'record': each is judged by the limits of its area."
            )
        )

    @api.model
    def _check_may_record(self):
        user = self.env.user
        if not self.env.su and not any(user.has_group(f"med_base.group_{job}") for job in READERS):
            raise AccessError(
                self.env._(
                    "Readings are recorded by warehouse and quality staff. Ask for the job of keeper, "
                    "receiver, inspector or quality officer."
                )
            )

    def action_void(self, reason):
        """Declare readings void that a mistake entered: they stay, and no longer count.

        :param reason: what was wrong, kept in the ledger
        :raise AccessError: not quality staff
        """
        self.check_access("read")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(self.env._("A reading is declared void by quality staff only."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the reading is void: it stays, with your reason."))
        counting = self.filtered(lambda reading: not reading.is_void)
        # sudo: the row is evidence, written by its own methods only
        counting.sudo()._guarded_write(
            {"is_void": True, "void_reason": reason.strip(), "void_by_id": self.env.uid}
        )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "storage.reading_void",
                    "record": reading.area_id,
                    "company": reading.company_id,
                    "facts": {
                        "reading": reading.id,
                        "read_at": fields.Datetime.to_string(reading.read_at),
                        "temperature": reading.temperature,
                        "humidity": reading.humidity,
                        "reason": reason.strip(),
                    },
                }
                for reading in counting
            ]
        )
        self.env["med.storage.excursion"]._judge_again(counting)
        return True

    @api.depends("area_id", "read_at")
    def _compute_display_name(self):
        for reading in self:
            moment = fields.Datetime.context_timestamp(reading, reading.read_at) if reading.read_at else ""
            reading.display_name = f"{reading.area_id.display_name} {moment:%Y-%m-%d %H:%M}" if moment else ""
