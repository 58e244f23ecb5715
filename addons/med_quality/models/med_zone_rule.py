from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

SOURCES = [("green", "Released (green)"), ("yellow", "Waiting (yellow)"), ("red", "Rejected (red)")]
DESTINATIONS = [
    *SOURCES,
    ("customer", "Customer"),
    ("supplier", "Supplier"),
    ("scrap", "Scrap or Count"),
    ("production", "Production or Repair"),
]
GOODS = [("any", "Any"), ("clear", "Without block, not expired"), ("blocked", "Blocked or expired")]
PURPOSES = [
    ("release", "Release"),
    ("reject", "Rejection"),
    ("quarantine", "Quarantine"),
    ("rework", "Rework"),
    ("concession", "Concession"),
    ("count", "Count"),
]
COLOUR = {"await": "yellow", "return": "yellow", "rejected": "red", "released": "green", "dispatch": "green"}
# places from which goods are lost to sale
OUTLETS = ("green", "customer", "production")


class MedZoneRule(models.Model):
    """Allowed movements: from which colour to where, for which goods, for which purpose.

    What no row allows is refused (GSP art. 40, 64, 76, 80).
    """

    _name = "med.zone.rule"
    _inherit = ["med.rule.mixin"]
    _description = "Allowed Movement"
    _order = "source, destination, id"

    _rule_event = "zone.rule_changed"

    source = fields.Selection(SOURCES, required=True)
    destination = fields.Selection(DESTINATIONS, required=True)
    goods = fields.Selection(GOODS, required=True, default="clear")
    purpose = fields.Selection(
        PURPOSES, help="Empty: any transfer. Otherwise only the decision of quality that moves so."
    )
    law = fields.Char(string="Basis")
    active = fields.Boolean(default=True)

    _row_uniq = models.UniqueIndex(
        "(source, destination, goods, COALESCE(purpose, '')) WHERE active",
        "There is a row for this movement already.",
    )

    @api.constrains("source", "destination", "goods", "purpose", "active")
    def _check_law(self):
        """Goods that are not released, blocked or expired reach no customer, whoever configures."""
        for rule in self.filtered("active"):
            if rule.destination not in OUTLETS:
                continue
            if rule.goods != "clear" or (rule.source != "green" and not rule.purpose):
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the law lets only released goods without a block go to stock, "
                        "customers or use; quality's own decision is the one way from yellow or red.",
                        rule=rule.display_name,
                    )
                )
            if rule.source != "green" and rule.destination != "green":
                raise ValidationError(
                    self.env._("%(rule)s: goods are released first, then they leave.", rule=rule.display_name)
                )

    @api.depends("source", "destination", "purpose")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            words = [
                rule._label("source"),
                "→",
                rule._label("destination"),
                f"({rule._label('purpose')})" if rule.purpose else "",
            ]
            rule.display_name = " ".join(filter(None, words))

    def _label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    @api.model
    @tools.ormcache(cache="stable")
    def _rows(self):
        # sudo: the matrix holds for everybody
        rules = self.sudo().search([("active", "=", True)])
        return frozenset((r.source, r.destination, r.goods, r.purpose or "") for r in rules)

    @api.model
    def _is_allowed(self, source, destination, blocked, purpose=""):
        """Whether goods may move so.

        :param source: ``green``, ``yellow`` or ``red``
        :param destination: one of the destinations
        :param blocked: whether the lot has an open block or is expired
        :param purpose: what quality decided, empty for any other transfer
        """
        rows = self._rows()
        kinds = ("any", "blocked" if blocked else "clear")
        return any(
            (source, destination, goods, why) in rows for goods in kinds for why in {"", purpose or ""}
        )

    def _rule_changed(self):
        # EXTENDS med.rule.mixin
        self.env.registry.clear_cache("stable")
        return super()._rule_changed()
