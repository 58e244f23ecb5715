from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [("temperature", "Temperature"), ("humidity", "Humidity")]
STATES = [
    ("open", "To assess"),
    ("released", "Released"),
    ("partly", "Partly rejected"),
    ("rejected", "Rejected"),
]
CAUSES = [
    ("door", "Door open, loading"),
    ("power", "Power failure"),
    ("equipment", "Cooling or heating failed"),
    ("sensor", "Sensor wrong"),
    ("setting", "Wrong setting"),
    ("weather", "Weather"),
    ("other", "Other"),
]
FACTS = ("begin_at", "last_at", "end_at", "peak", "count")


class MedStorageExcursion(models.Model):
    """A place was outside its limits: what lay there is held until quality has judged it."""

    _name = "med.storage.excursion"
    _description = "Excursion"
    _inherit = ["med.evidence.mixin", "med.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "begin_at desc, id desc"
    _guarded_fields = (
        "name",
        "state",
        "area_id",
        "company_id",
        "kind",
        *FACTS,
        "low",
        "high",
        "mkt",
        "mkt_month",
        "decided_by_id",
        "decided_at",
    )

    name = fields.Char(readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    area_id = fields.Many2one(
        "med.storage.area", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    begin_at = fields.Datetime(string="Begin", required=True, readonly=True)
    last_at = fields.Datetime(string="Last Reading Outside", readonly=True)
    end_at = fields.Datetime(string="Inside Again", readonly=True)
    is_ongoing = fields.Boolean(string="Goes On", compute="_compute_length", search="_search_is_ongoing")
    hours = fields.Float(compute="_compute_length")
    low = fields.Float(string="Lower Limit", readonly=True, digits=(6, 1))
    high = fields.Float(string="Upper Limit", readonly=True, digits=(6, 1))
    peak = fields.Float(string="Farthest Value", readonly=True, digits=(6, 2), aggregator="max")
    count = fields.Integer(string="Readings Outside", readonly=True)
    mkt = fields.Float(
        string="Mean Kinetic Temperature (°C)",
        readonly=True,
        digits=(6, 2),
        aggregator=None,
        help="Of the excursion: the constant temperature that would have done the goods as much harm.",
    )
    mkt_month = fields.Float(
        string="… of 30 Days (°C)",
        readonly=True,
        digits=(6, 2),
        aggregator=None,
        help="Of the thirty days up to the end of the excursion.",
    )
    state = fields.Selection(STATES, default="open", required=True, readonly=True, tracking=True, index=True)
    cause = fields.Selection(CAUSES, tracking=True)
    assessment = fields.Text(
        help="What was judged on: data of the maker, mean kinetic temperature, duration."
    )
    measure = fields.Text(
        string="Measure Taken", help="What was done at the place, and against the next time."
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("med.storage.excursion.line", "excursion_id", string="Goods")
    lot_count = fields.Integer(string="Lots", compute="_compute_lot_count")
    held_count = fields.Integer(string="On Hold", compute="_compute_lot_count")

    _open_idx = models.Index("(area_id, kind, begin_at)")

    @api.depends("begin_at", "last_at", "end_at")
    def _compute_length(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_ongoing = bool(record.begin_at and not record.end_at)
            until = record.end_at or now
            record.hours = (until - record.begin_at).total_seconds() / 3600 if record.begin_at else 0.0

    def _search_is_ongoing(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("end_at", "in" if True in value else "not in", [False])]

    @api.depends("line_ids.lot_id")
    def _compute_lot_count(self):
        # sudo: how many lots wait is shown to whoever sees the excursion
        blocks = self._blocks().sudo()
        held = blocks.grouped("origin_id")
        for record in self:
            record.lot_count = len(record.line_ids.lot_id)
            record.held_count = len(held.get(record.id, blocks.browse()).lot_id)

    def _blocks(self):
        """Holds that these excursions placed and that are still open."""
        # sudo: found by their origin, whoever asks; who may lift them is checked by their own method
        return (
            self.env["med.lot.block"]
            .sudo()
            .search(
                [("origin_model", "=", self._name), ("origin_id", "in", self.ids), ("state", "=", "open")]
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin: found in readings, not typed in
        if not self._has_ticket("create"):
            raise UserError(
                self.env._("Excursions are found in the readings. Record the reading that shows it.")
            )
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was decided on stays
        decided = self.filtered(lambda record: record.state != "open")
        if decided and {"cause", "assessment", "measure"} & set(vals) and not self._has_ticket("state"):
            raise UserError(
                self.env._(
                    "%(excursion)s has been decided: what it was decided on stays.",
                    excursion=decided[0].name,
                )
            )
        return super().write(vals)

    # opening --------------------------------------------------------------

    def action_open_lots(self):
        """The lots that lay there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lots"),
            "res_model": "stock.lot",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.line_ids.lot_id.ids)],
        }

    def action_open_readings(self):
        """The readings from a day before to a day after."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_storage_reading_action")
        day = fields.Datetime.add
        return {
            **action,
            "domain": [
                ("area_id", "=", self.area_id.id),
                ("read_at", ">=", day(self.begin_at, days=-1)),
                ("read_at", "<=", day(self.end_at or fields.Datetime.now(), days=1)),
            ],
            "context": {},
        }
