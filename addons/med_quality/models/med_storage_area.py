
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

CONDITIONS = [
    ("room", "Room temperature"),
    ("cool", "Cool place"),
    ("cold", "Refrigerated (2-8 °C)"),
    ("frozen", "Frozen"),
    ("other", "Other"),
]
LIMITS = {"room": (0.0, 30.0), "cool": (0.0, 20.0), "cold": (2.0, 8.0), "frozen": (-25.0, -15.0)}
LIMIT_FIELDS = (
    "has_temperature",
    "temperature_min",
    "temperature_max",
    "has_humidity",
    "humidity_min",
    "humidity_max",
    "tolerance_minutes",
    "hold_on",
)
# what else decides whether an excursion is seen and how it is judged
RULING = ("active", "activation", "condition", "is_read_by_hand", "longest_silence")
KINDS = ("temperature", "humidity")


class MedStorageArea(models.Model):
    """A room, a cold store or a rack with its limits: where temperature and humidity are read."""

    _name = "med.storage.area"
    _description = "Storage Area"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, code, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=False)
    code = fields.Char(required=True, help="Files of loggers and other programs name the area by it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    location_ids = fields.One2many("stock.location", "med_area_id", string="Locations")
    condition = fields.Selection(CONDITIONS, required=True, default="room", tracking=True)
    has_temperature = fields.Boolean(string="Temperature Is Limited", default=True)
    temperature_min = fields.Float(
        string="Temperature From (°C)",
        compute="_compute_limits",
        store=True,
        readonly=False,
        precompute=True,
        digits=(6, 1),
    )
    temperature_max = fields.Float(
        string="Temperature To (°C)",
        compute="_compute_limits",
        store=True,
        readonly=False,
        precompute=True,
        digits=(6, 1),
    )
    has_humidity = fields.Boolean(string="Humidity Is Limited")
    humidity_min = fields.Float(string="Humidity From (%)", default=35.0, digits=(6, 1))
    humidity_max = fields.Float(string="Humidity To (%)", default=75.0, digits=(6, 1))
    tolerance_minutes = fields.Integer(
        string="Tolerance (Minutes)",
        help="What returns into the limits sooner is no excursion, such as a door that was open. "
        "0: one reading outside is enough.",
    )
    hold_on = fields.Selection(
        [
            ("temperature", "Temperature"),
            ("both", "Temperature or humidity"),
            ("none", "Nothing: only report"),
        ],
        string="Goods Are Held On",
        required=True,
        default="temperature",
    )
    is_read_by_hand = fields.Boolean(
        string="Read Twice a Day by Hand",
        default=True,
        help="A reading is asked for each morning and each afternoon of a working day "
        "(GSP art. 74). Switch it off where a logger reports by itself.",
    )
    longest_silence = fields.Integer(
        string="Longest Silence (Minutes)",
        default=60,
        help="A logger that says nothing for longer than this is reported.",
    )
    activation = fields.Float(
        string="Activation Energy (kJ/mol)",
        default=83.144,
        help="For the mean kinetic temperature; 83.144 where the maker of the goods names no other.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain=[("share", "=", False)],
        tracking=True,
        help="Is asked for missing readings and told of excursions; if empty, the quality head.",
    )
    equipment_ids = fields.One2many("maintenance.equipment", "med_area_id")
    note = fields.Text()

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "This code is another area's already: choose a code of its own."
    )

    @api.depends("condition")
    def _compute_limits(self):
        for area in self:
            low, high = LIMITS.get(area.condition, (area.temperature_min, area.temperature_max))
            area.temperature_min, area.temperature_max = low, high

    @api.constrains("temperature_min", "temperature_max", "humidity_min", "humidity_max")
    def _check_limits(self):
        for area in self:
            if area.temperature_min >= area.temperature_max or area.humidity_min >= area.humidity_max:
                raise ValidationError(
                    self.env._(
                        "%(area)s: the lower limit must lie below the upper one. Correct the limits.",
                        area=area.display_name,
                    )
                )
            if not 0 <= area.humidity_min < area.humidity_max <= 100:
                raise ValidationError(
                    self.env._(
                        "%(area)s: humidity lies between 0 and 100 %%. Correct the limits.",
                        area=area.display_name,
                    )
                )

    @api.constrains("tolerance_minutes", "longest_silence", "activation")
    def _check_figures(self):
        for area in self:
            if area.tolerance_minutes < 0 or area.longest_silence <= 0 or area.activation <= 0:
                raise ValidationError(
                    self.env._(
                        "%(area)s: tolerance cannot be below zero, the longest silence and the activation "
                        "energy must be above it. Correct the figure.",
                        area=area.display_name,
                    )
                )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for area in self:
            area.display_name = f"{area.code} {area.name}" if area.code else area.name

    def write(self, vals):
        # EXTENDS mail.thread: what goods are judged by is quality's, and evidence
        changed = {*LIMIT_FIELDS, *RULING} & set(vals)
        if "condition" in changed:
            changed |= {"temperature_min", "temperature_max"}
        before = self._limits_of(changed) if changed else {}
        if changed and not self.env.su and not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._("Limits of storage areas are set by quality staff. Ask a quality officer.")
            )
        result = super().write(vals)
        if changed:
            self._log_limits(before, self._limits_of(changed))
        return result

    def _limits_of(self, names):
        return {area: {name: area[name] for name in sorted(names)} for area in self}

    def _log_limits(self, before, after):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "storage.limits_changed",
                    "record": area,
                    "company": area.company_id,
                    "facts": {"before": before[area], "after": after[area]},
                }
                for area in self
                if before[area] != after[area]
            ]
        )

    # for the other parts --------------------------------------------------

    def _limits(self, kind):
        """(lower, upper) limit of ``temperature`` or ``humidity``; None does not bind."""
        self.ensure_one()
        if not self[f"has_{kind}"]:
            return None, None
        return self[f"{kind}_min"], self[f"{kind}_max"]

    def _zone(self):
        """Time zone of the place: that of its company."""
        return (self.company_id[:1] or self.env.company)._med_zone()

    def _person(self):
        """Who is asked and told."""
        self.ensure_one()
        # sudo: who it is, whoever records the reading
        return self.user_id or self.company_id.sudo().med_quality_head_id

    def _all_locations(self):
        """Locations of these areas with those within, each to its nearest area: {location: area}.

        A location inside that is an area of its own belongs to that one.
        """
        # sudo: places of the company, whoever records a reading
        found = self.env["stock.location"].sudo().search([("id", "child_of", self.location_ids.ids)])
        return {place: area for place in found if (area := place._med_nearest_area()) in self}
