from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

CODES = ("review_duration", "data_missing", "release_accuracy", "retention", "pass_rate")
OPEN_FILES = ["draft", "review", "qualified", "provisional"]
ENDED = ("approved", "returned", "rejected")


class MedQualityBoard(models.TransientModel):
    """The figures of a period for the quality head, each with what it is made of."""

    _name = "med.quality.board"
    _description = "Quality Figures"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    period = fields.Selection(
        [
            ("month", "This month"),
            ("last_month", "Last month"),
            ("quarter", "This quarter"),
            ("year", "This year"),
            ("custom", "Other"),
        ],
        required=True,
        default="month",
    )
    since = fields.Date(
        compute="_compute_period", store=True, readonly=False, required=True, precompute=True
    )
    until = fields.Date(
        compute="_compute_period", store=True, readonly=False, required=True, precompute=True
    )
    figure_ids = fields.One2many(
        "med.quality.figure",
        "board_id",
        default=lambda self: [fields.Command.create({"code": code}) for code in CODES],
    )

    @api.depends("period")
    def _compute_period(self):
        today = fields.Date.context_today(self)
        month = today.replace(day=1)
        quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        spans = {
            "month": (month, today),
            "last_month": (month - relativedelta(months=1), month - relativedelta(days=1)),
            "quarter": (quarter, today),
            "year": (month.replace(month=1), today),
        }
        for board in self:
            begin, end = spans.get(board.period, (board.since or month, board.until or today))
            board.since, board.until = begin, end

    @api.depends("since", "until")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        for board in self:
            board.display_name = self.env._("Quality Figures")

    @api.model
    def action_open_board(self):
        """Open the board of this month."""
        board = self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quality Figures"),
            "res_model": self._name,
            "res_id": board.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _domains(self):
        """{code: (model, denominator, model, numerator)} of this board's period."""
        self.ensure_one()
        request, picking, paper = "med.approval.request", "stock.picking", "med.credential"
        reviews = self._domain_reviews()
        deliveries, papers = self._domain_deliveries(), self._domain_papers()
        missing = self._domain_company() & Domain("kind", "=", "missing")
        clean = deliveries & Domain("med_was_let_go", "=", False)
        kept = papers & Domain("attachment_ids", "!=", False)
        passed = reviews & Domain("state", "=", "approved")
        return {
            "review_duration": (request, reviews, request, reviews),
            "data_missing": ("med.dossier.line", self._domain_lines(), "med.paper.todo", missing),
            "release_accuracy": (picking, deliveries, picking, clean),
            "retention": (paper, papers, paper, kept),
            "pass_rate": (request, reviews, request, passed),
        }

    def _domain_company(self):
        return Domain("company_id", "=", self.company_id.id)

    def _domain_within(self, name):
        """Records of the company of which a moment lies in the period, by the user's clock."""
        inspection = self.env["med.inspection"]
        return (
            self._domain_company()
            & Domain(name, ">=", inspection._start_of_day(self.since))
            & Domain(name, "<=", inspection._end_of_day(self.until))
        )

    def _domain_reviews(self):
        return (
            self._domain_within("closed_at")
            & Domain("res_model", "in", ["med.credential", "med.dossier"])
            & Domain("state", "in", ENDED)
        )

    def _domain_lines(self):
        return (
            self._domain_company()
            & Domain("requirement_id.is_required", "=", True)
            & Domain("dossier_id.state", "in", OPEN_FILES)
            & (
                Domain("dossier_id.partner_id.active", "=", True)
                | Domain("dossier_id.product_id.active", "=", True)
            )
        )

    def _domain_deliveries(self):
        return (
            self._domain_within("date_done")
            & Domain("state", "=", "done")
            & Domain("picking_type_code", "=", "outgoing")
            & Domain("move_ids.product_id.is_medical_device", "=", True)
        )

    def _domain_papers(self):
        return (
            self._domain_within("approved_at")
            & Domain("state", "not in", ["draft", "review"])
            & Domain("type_id.needs_file", "=", True)
        )

    def _check_reader(self):
        """Raise AccessError where the figures are of another company."""
        self.check_access("read")
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("These are figures of another company."))


class MedQualityFigure(models.TransientModel):
    """One figure: numerator, denominator, what they mean, the records behind."""

    _name = "med.quality.figure"
    _description = "Quality Figure"
    _order = "id"

    board_id = fields.Many2one("med.quality.board", required=True, ondelete="cascade")
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
        return {
            "review_duration": (
                self.env._("Review duration"),
                self.env._(
                    "Working hours from submission to the last decision, summed, by reviews of "
                    "papers and files that ended in the period."
                ),
            ),
            "data_missing": (
                self.env._("Data-missing rate"),
                self.env._(
                    "Required papers that are missing today, by required papers of all open "
                    "and admitted files."
                ),
            ),
            "release_accuracy": (
                self.env._("Release accuracy"),
                self.env._(
                    "Deliveries of devices that every check let pass, by deliveries of devices "
                    "done in the period; the others went because of trial mode."
                ),
            ),
            "retention": (
                self.env._("Retention completeness"),
                self.env._(
                    "Papers whose file is kept, by papers approved in the period whose type "
                    "asks for a file."
                ),
            ),
            "pass_rate": (
                self.env._("Approval pass rate"),
                self.env._(
                    "Reviews that ended with approval, by reviews that ended in the period "
                    "(approved, returned, rejected)."
                ),
            ),
        }

    @api.depends("code", "board_id.since", "board_id.until", "board_id.company_id")
    def _compute_figures(self):
        for board, figures in self.grouped("board_id").items():
            board._check_reader()
            domains = board._domains()
            for figure in figures:
                figure._count(*domains[figure.code])

    def _count(self, model, denominator, other, numerator):
        # sudo: the figures are of the whole company; its head need not read each record
        below = self.env[model].sudo().search_count(denominator)
        above = self.env[other].sudo()
        if self.code == "review_duration":
            [(hours,)] = above._read_group(numerator, aggregates=["duration_hours:sum"])
            self.numerator = hours or 0
            unit = self.env._("%(hours)s h", hours=round(self.numerator / below, 1) if below else "–")
        else:
            self.numerator = above.search_count(numerator)
            unit = f"{round(100 * self.numerator / below, 1)} %" if below else "–"
        self.denominator = below
        self.value = unit

    def action_open_numerator(self):
        """The records that are counted above the line."""
        return self._open(2)

    def action_open_denominator(self):
        """The records that are counted below the line."""
        return self._open(0)

    def _open(self, index):
        self.ensure_one()
        self.board_id._check_reader()
        parts = self.board_id._domains()[self.code]
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": parts[index],
            "views": [(False, "list"), (False, "form")],
            "domain": list(parts[index + 1]),
            "context": {"create": False},
        }
