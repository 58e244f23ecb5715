from odoo import api, fields, models


class MedSupplierFigure(models.TransientModel):
    """One figure: numerator, denominator, what they mean, the records behind."""

    _name = "med.supplier.figure"
    _inherit = ["med.figure.mixin"]
    _description = "Figure of Supplier Quality"

    board_id = fields.Many2one("med.supplier.figures", required=True, ondelete="cascade")

    def _words(self):
        # OVERRIDE
        return {
            "lots": (
                self.env._("Lots accepted"),
                self.env._(
                    "Lots accepted as a whole, by lots inspected on receipt or at direct delivery."
                ),
            ),
            "ppm": (
                self.env._("Rejected pieces"),
                self.env._(
                    "Pieces rejected on receipt, by pieces received, times one million. Pieces are counted "
                    "in each product's own unit."
                ),
            ),
            "cases": (
                self.env._("Nonconformities"),
                self.env._(
                    "Nonconformities of goods found in the period, on receipt and later, by lots inspected "
                    "in the period. Cancelled cases are not counted."
                ),
            ),
            "returned": (
                self.env._("Sent back"),
                self.env._("Cases that ended with a return to the supplier, by nonconformities of goods."),
            ),
        }

    @api.depends("code", "board_id.since", "board_id.until", "board_id.company_id", "board_id.partner_id")
    def _compute_figures(self):
        for board, figures in self.grouped("board_id").items():
            board._check_reader()
            for figure in figures:
                above, below = board._measure(figure.code)
                figure.numerator, figure.denominator = above, below
                figure.value = board._value(figure.code, above, below)

    def _sides(self):
        # OVERRIDE
        return self.board_id._sides()[self.code]
