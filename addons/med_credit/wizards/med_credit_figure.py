from odoo import api, fields, models


class MedCreditFigure(models.TransientModel):
    """One figure: numerator, denominator, what they mean, the records behind."""

    _name = "med.credit.figure"
    _description = "Credit Figure"
    _order = "id"

    board_id = fields.Many2one("med.credit.figures", required=True, ondelete="cascade")
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Figure", compute="_compute_words")
    definition = fields.Text(compute="_compute_words")
    numerator = fields.Float(compute="_compute_figures")
    denominator = fields.Float(compute="_compute_figures")
    numerator_text = fields.Char(string="Above the Line", compute="_compute_figures")
    denominator_text = fields.Char(string="Below the Line", compute="_compute_figures")
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
            "anomaly_rate": (
                self.env._("Anomaly rate"),
                self.env._(
                    "Orders with a hit of an abnormal trading rule, by orders confirmed in the period."
                ),
            ),
            "bad_debt": (
                self.env._("Bad-debt share"),
                self.env._(
                    "Receivables unpaid today more than 365 days after their due date, by all "
                    "receivables unpaid today."
                ),
            ),
            "collected": (
                self.env._("Collected of what fell due (cash flow)"),
                self.env._(
                    "Paid until today of the receivables that fell due in the period, by those "
                    "receivables; in brackets the change against the period of the same length before."
                ),
            ),
            "receivable_days": (
                self.env._("Receivable days"),
                self.env._(
                    "Receivables unpaid today, by sales invoiced in the period with tax and less credit "
                    "notes, times the days of the period."
                ),
            ),
            "payable_days": (
                self.env._("Payable days"),
                self.env._(
                    "Payables unpaid today, by purchases invoiced in the period with tax and less credit "
                    "notes, times the days of the period. Receivable days less payable days is how long "
                    "we finance our customers."
                ),
            ),
            "release_rate": (
                self.env._("Credit releases granted"),
                self.env._("Releases on credit that were granted, by releases asked for in the period."),
            ),
        }

    @api.depends("code", "board_id.since", "board_id.until", "board_id.company_id")
    def _compute_figures(self):
        for board, figures in self.grouped("board_id").items():
            board._check_reader()
            for figure in figures:
                above, below = board._measure(figure.code)
                figure.numerator, figure.denominator = above, below
                figure.numerator_text = board._side_text(figure.code, above)
                figure.denominator_text = board._side_text(figure.code, below)
                figure.value = board._value(figure.code, above, below)

    def action_open_numerator(self):
        """The records that are counted above the line."""
        return self._open(0)

    def action_open_denominator(self):
        """The records that are counted below the line."""
        return self._open(1)

    def _open(self, index):
        self.ensure_one()
        self.board_id._check_reader()
        model, domain = self.board_id._sides()[self.code][index]
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False},
        }
