from odoo import api, fields, models
from odoo.fields import Domain

CODES = ("review_duration", "data_missing", "release_accuracy", "retention", "pass_rate")
OPEN_FILES = ["draft", "review", "qualified", "provisional"]
ENDED = ("approved", "returned", "rejected")


class MedQualityBoard(models.TransientModel):
    """The figures of a period for the quality head, each with what it is made of."""

    _name = "med.quality.board"
    _inherit = ["med.figures.mixin"]
    _description = "Quality Figures"

    figure_ids = fields.One2many(
        "med.quality.figure",
        "board_id",
        default=lambda self: [fields.Command.create({"code": code}) for code in CODES],
    )

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


class MedQualityFigure(models.TransientModel):
    """One figure: numerator, denominator, what they mean, the records behind."""

    _name = "med.quality.figure"
    _inherit = ["med.figure.mixin"]
    _description = "Quality Figure"

    board_id = fields.Many2one("med.quality.board", required=True, ondelete="cascade")
    def _words(self):
        # OVERRIDE
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

    def _sides(self):
        # OVERRIDE
        below, domain, above, part = self.board_id._domains()[self.code]
        return (above, part), (below, domain)
