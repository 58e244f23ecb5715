import json

from odoo import api, fields, models
from odoo.fields import Domain

BOARDS = [("manager", "Credit board"), ("sales", "My customers")]
TONES = [("good", "Good"), ("warn", "To watch"), ("bad", "To act"), ("plain", "Plain")]


class MedCreditTile(models.Model):
    """One tile of a credit board: a figure, a small picture, and the records behind it.

    A further tile is a row here and a method ``_tile_<code>`` (see ``_tile``).
    """

    _name = "med.credit.tile"
    _description = "Tile of a Credit Board"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    board = fields.Selection(BOARDS, required=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hint = fields.Char(translate=True)
    count = fields.Integer(compute="_compute_figures")
    amount = fields.Monetary(compute="_compute_figures")
    has_amount = fields.Boolean(compute="_compute_figures")
    tone = fields.Selection(TONES, compute="_compute_figures")
    graph = fields.Text(compute="_compute_figures")
    currency_id = fields.Many2one("res.currency", compute="_compute_figures")

    _code_uniq = models.UniqueIndex("(board, code)")

    @api.depends("code", "board")
    @api.depends_context("uid", "company", "lang")
    def _compute_figures(self):
        for tile in self:
            figures = tile._tile()
            tile.count = figures.get("count", 0)
            tile.amount = figures.get("amount", 0.0)
            tile.has_amount = "amount" in figures
            tile.tone = figures.get("tone", "plain")
            tile.graph = self._as_graph(figures.get("bars"))
            tile.currency_id = self.env.company.currency_id

    @api.model
    def _as_graph(self, bars):
        """JSON for the standard bar widget; False where there is nothing to draw."""
        if not bars or not any(value for _label, value, *_late in bars):
            return False
        values = [
            {"label": label, "value": round(value, 2), "type": "future" if late else "past"}
            for label, value, late in bars
        ]
        return json.dumps([{"key": "", "values": values}])

    def _tile(self):
        """Figures of this tile for the user and company of the environment.

        :return: dict ``count``, ``amount``, ``tone``, ``bars`` [(label, value, is bad)],
            ``action`` (callable that gives the action behind it)
        """
        self.ensure_one()
        method = getattr(self.env["med.credit.board"], f"_tile_{self.code}", None)
        return method(self._scope()) if method else {}

    def _scope(self):
        """Domain of the accounts that this board looks at."""
        mine = Domain("company_id", "=", self.env.company.id)
        return mine & Domain("is_mine", "=", True) if self.board == "sales" else mine

    def action_open(self):
        """The records that are counted here."""
        self.check_access("read")
        self.ensure_one()
        opens = self._tile().get("action")
        return {**opens(), "name": self.name} if opens else False
