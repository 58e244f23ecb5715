from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class MedFiguresMixin(models.AbstractModel):
    """A board of figures of a period; each has its definition and the records behind it."""

    _name = "med.figures.mixin"
    _description = "Figures of a Period"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    period = fields.Selection(
        [
            ("month", "This month"),
            ("last_month", "Last month"),
            ("quarter", "This quarter"),
            ("year", "This year"),
            ("twelve", "The last twelve months"),
            ("custom", "Other"),
        ],
        required=True,
        default="month",
    )
    since = fields.Date(compute="_compute_period", store=True, readonly=False, required=True, precompute=True)
    until = fields.Date(compute="_compute_period", store=True, readonly=False, required=True, precompute=True)

    @api.depends("period")
    def _compute_period(self):
        today = self.env.company._med_today()
        month = today.replace(day=1)
        quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        spans = {
            "month": (month, today),
            "last_month": (month - relativedelta(months=1), month - timedelta(days=1)),
            "quarter": (quarter, today),
            "year": (month.replace(month=1), today),
            "twelve": (today - relativedelta(years=1) + timedelta(days=1), today),
        }
        for board in self:
            begin, end = spans.get(board.period, (board.since or month, board.until or today))
            board.since, board.until = begin, end

    @api.depends("since", "until")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        title = self.env["ir.model"].sudo()._get(self._name).name  # sudo: the label of a model
        for board in self:
            board.display_name = title

    @api.model
    def action_open_board(self):
        """Open the figures of the usual period."""
        board = self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": board.display_name,
            "res_model": self._name,
            "res_id": board.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _check_reader(self):
        """Raise AccessError where the figures are of another company."""
        self.check_access("read")
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("These are figures of another company."))

    def _domain_company(self):
        return Domain("company_id", "=", self.company_id.id)

    def _domain_within(self, name):
        """Records of the company of which a moment lies in the period, by the user's clock."""
        inspection = self.env["med.inspector.file"]
        return (
            self._domain_company()
            & Domain(name, ">=", inspection._start_of_day(self.since))
            & Domain(name, "<=", inspection._end_of_day(self.until))
        )


class MedFigureMixin(models.AbstractModel):
    """One figure of a board: numerator, denominator, what they mean, the records behind.

    The model has ``board_id`` and overrides :meth:`_words`, :meth:`_sides` and
    ``_compute_figures``.
    """

    _name = "med.figure.mixin"
    _description = "Figure with its Definition"
    _order = "id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Figure", compute="_compute_words")
    definition = fields.Text(compute="_compute_words")
    numerator = fields.Float(compute="_compute_figures")
    denominator = fields.Float(compute="_compute_figures")
    value = fields.Char(compute="_compute_figures")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_words(self):
        words = self._words()
        for figure in self:
            figure.name, figure.definition = words.get(figure.code, (figure.code, ""))

    def _words(self):
        """{code: (name, definition)}."""
        return {}

    def _sides(self):
        """((model, domain) above the line, (model, domain) below it) of this figure."""
        raise NotImplementedError

    def _compute_figures(self):
        raise NotImplementedError

    def action_open_numerator(self):
        """The records that are counted above the line."""
        return self._open(0)

    def action_open_denominator(self):
        """The records that are counted below the line."""
        return self._open(1)

    def _open(self, index):
        self.ensure_one()
        self.board_id._check_reader()
        model, domain = self._sides()[index]
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False},
        }
