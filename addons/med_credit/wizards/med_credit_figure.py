from odoo import api, fields, models


class MedCreditFigure(models.TransientModel):
    """One figure: numerator, denominator, what they mean, the records behind."""

    _name = "med.credit.figure"
    _inherit = ["med.figure.mixin"]
    _description = "Credit Figure"

    board_id = fields.Many2one("med.credit.figures", required=True, ondelete="cascade")
    numerator_text = fields.Char(string="Above the Line", compute="_compute_figures")
    denominator_text = fields.Char(string="Below the Line", compute="_compute_figures")

    def _words(self):
        # OVERRIDE
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

    def _sides(self):
        # OVERRIDE
        return self.board_id._sides()[self.code]
