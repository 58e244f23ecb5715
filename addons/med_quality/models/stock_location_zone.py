from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

ZONES = [
    ("await", "Awaiting Inspection"),
    ("return", "Returned Goods"),
    ("released", "Released Goods"),
    ("dispatch", "Dispatch"),
    ("rejected", "Rejected Goods"),
]
# GSP art. 40: yellow waits, green is released, red is rejected
COLOURS = {"await": 3, "return": 3, "released": 10, "dispatch": 10, "rejected": 1}
SALEABLE = (False, "released", "dispatch")


class StockLocation(models.Model):
    """The zone of a place says what may be done with goods that lie there."""

    _inherit = "stock.location"

    med_zone = fields.Selection(
        ZONES,
        string="Quality Zone",
        help="Empty: as the place above. Awaiting and returned goods are yellow, released "
        "goods and dispatch green, rejected goods red (GSP art. 40).",
    )
    med_zone_effective = fields.Selection(
        ZONES,
        string="Zone in Force",
        compute="_compute_med_zone_effective",
        store=True,
        recursive=True,
        index="btree_not_null",
    )
    med_zone_color = fields.Integer(string="Zone Colour", compute="_compute_med_zone_color")

    @api.depends("med_zone", "usage", "location_id.med_zone_effective")
    def _compute_med_zone_effective(self):
        for location in self:
            ours = location.usage in ("internal", "transit", "view")
            zone = location.med_zone or location.location_id.med_zone_effective
            location.med_zone_effective = zone if ours else False

    @api.depends("med_zone_effective")
    def _compute_med_zone_color(self):
        for location in self:
            location.med_zone_color = COLOURS.get(location.med_zone_effective, 0)

    def _med_is_saleable(self):
        """Those of these places from which goods may be sold: green, or without a zone."""
        return self.filtered(lambda place: place.med_zone_effective in SALEABLE)

    def write(self, vals):
        # EXTENDS stock: goods change their status with the colour of their place
        if not {"med_zone", "location_id", "usage", "active"} & set(vals):
            return super().write(vals)
        before = {place: place.med_zone_effective for place in self}
        self._med_check_may_rezone(vals)
        self._med_check_use(vals)
        result = super().write(vals)
        self._med_log_zones(before)
        return result

    def _med_check_may_rezone(self, vals):
        """Colouring a place that holds devices would release or reject them unseen."""
        changed = self.filtered(
            lambda place: ("med_zone" in vals and place.med_zone != vals["med_zone"])
            or ("location_id" in vals and place.location_id.id != vals["location_id"])
        )
        if not changed:
            return
        if not (self.env.su or self.env.user.has_group("med_base.group_quality_officer")):
            raise AccessError(
                self.env._(
                    "%(places)s: the zone of a place decides what may be sold from it. Ask a "
                    "quality officer to change it.",
                    places=", ".join(changed.mapped("display_name")),
                )
            )
        changed._med_check_empty()

    def _med_check_use(self, vals):
        """Another use takes the colour from a place and from all within it."""
        changed = self.filtered(lambda place: "usage" in vals and place.usage != vals["usage"])
        changed._med_check_empty()
        ended = changed | self.filtered(lambda place: vals.get("active", True) is False and place.active)
        if not ended:
            return
        names = ("med_await_id", "med_return_id", "med_rejected_id")
        domain = Domain.OR(Domain(name, "in", ended.ids) for name in names)
        # sudo: warehouses of every company count
        warehouse = self.env["stock.warehouse"].sudo().search(domain, limit=1)
        if warehouse:
            raise UserError(
                self.env._(
                    "%(places)s: %(warehouse)s keeps its waiting, returned or rejected goods there. Give the "
                    "warehouse another place of that colour first.",
                    places=", ".join(ended.mapped("display_name")),
                    warehouse=warehouse.display_name,
                )
            )

    def _med_check_empty(self):
        """Refuse while devices lie in these places or within them."""
        if not self:
            return
        # sudo: stock of every company in these places counts
        held = self.env["stock.quant"].sudo().search(
            [
                ("location_id", "child_of", self.ids),
                ("product_id.is_medical_device", "=", True),
                ("quantity", "!=", 0),
            ],
            limit=1,
        )
        if held:
            raise UserError(
                self.env._(
                    "%(place)s holds %(product)s: with the zone its status would change unseen. "
                    "Move the goods out first, then change the zone.",
                    place=held.location_id.display_name,
                    product=held.product_id.display_name,
                )
            )

    def _med_log_zones(self, before):
        """Put places whose zone in force changed in the ledger."""
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "zone.changed",
                    "record": place,
                    "company": place.company_id or self.env.company,
                    "facts": {"zone": [old or "", place.med_zone_effective or ""]},
                }
                for place, old in before.items()
                if old != place.med_zone_effective
            ]
        )
