from odoo import Command, api, fields, models
from odoo.fields import Domain

from ..models.med_nonconformity import KINDS

DIMENSIONS = [
    ("cause_id", "Cause"),
    ("top_cause", "Group of Causes"),
    ("partner_id", "Supplier"),
    ("product_id", "Product"),
    ("disposition", "Disposition"),
]
# cumulated share up to which a row belongs to the vital few, and to those after them
VITAL, USEFUL = 80.0, 95.0


class MedNcPareto(models.TransientModel):
    """Which few causes, suppliers or products make most of the cases or of their cost."""

    _name = "med.nc.pareto"
    _inherit = ["med.figures.mixin"]
    _description = "Pareto of Nonconformities"

    period = fields.Selection(default="twelve")
    dimension = fields.Selection(DIMENSIONS, "By", required=True, default="cause_id")
    measure = fields.Selection([("cases", "Cases"), ("cost", "Cost")], required=True, default="cases")
    kind = fields.Selection(KINDS, "Only")
    total = fields.Float(compute="_compute_total")
    line_ids = fields.One2many(
        "med.nc.pareto.line", "board_id", compute="_compute_line_ids", store=True, precompute=False
    )

    @api.depends("since", "until", "dimension", "measure", "kind", "company_id")
    def _compute_line_ids(self):
        for board in self:
            board.line_ids = [Command.clear(), *(Command.create(vals) for vals in board._rows())]

    @api.depends("line_ids.value")
    def _compute_total(self):
        for board in self:
            board.total = sum(board.line_ids.mapped("value"))

    def _domain(self):
        """Cases of the period that are counted."""
        domain = self._domain_within("reported_at") & Domain("state", "!=", "cancelled")
        return domain & Domain("kind", "=", self.kind) if self.kind else domain

    def _sums(self):
        """{value of the dimension: (cases, cost)}, in one query."""
        self._check_reader()
        name = "cause_id" if self.dimension == "top_cause" else self.dimension
        rows = self.env["med.nonconformity"]._read_group(self._domain(), [name], ["__count", "cost:sum"])
        sums = {}
        for value, cases, cost in rows:
            key = value._med_top() if self.dimension == "top_cause" else value
            old = sums.get(key, (0, 0.0))
            sums[key] = (old[0] + cases, old[1] + (cost or 0.0))
        return sums

    def _rows(self):
        """Values of the lines: largest first, with share, cumulated share and class."""
        index = 0 if self.measure == "cases" else 1
        sums = {key: row for key, row in self._sums().items() if row[index] > 0}
        total, cumulated, rows = sum(row[index] for row in sums.values()), 0.0, []
        for number, (key, row) in enumerate(sorted(sums.items(), key=lambda item: -item[1][index]), 1):
            rank = "a" if cumulated < VITAL else "b" if cumulated < USEFUL else "c"
            share = row[index] * 100.0 / total
            cumulated = min(cumulated + share, 100.0)
            rows.append(
                {
                    "rank": number,
                    "name": self._label(key),
                    "key": key if isinstance(key, str) else key and key.id,
                    "cases": row[0],
                    "cost": row[1],
                    "value": row[index],
                    "share": share,
                    "cumulated": cumulated,
                    "abc": rank,
                }
            )
        return rows

    def _label(self, key):
        """What a row is called."""
        if not key:
            return self.env._("Not stated")
        if isinstance(key, str):
            field = self.env["med.nonconformity"]._fields[self.dimension]
            return dict(field._description_selection(self.env))[key]
        return key.display_name

    def _domain_of(self, key):
        """Cases behind a row."""
        if self.dimension == "top_cause":
            return self._domain() & Domain("cause_id", "child_of" if key else "=", int(key or 0) or False)
        value = key if self.dimension == "disposition" else int(key or 0)
        return self._domain() & Domain(self.dimension, "=", value or False)
