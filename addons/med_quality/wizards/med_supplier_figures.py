from odoo import fields, models
from odoo.fields import Domain

CODES = ("lots", "ppm", "cases", "returned")


class MedSupplierFigures(models.TransientModel):
    """Quality of a supplier in a period: what we inspected, what was wrong, what went back."""

    _name = "med.supplier.figures"
    _inherit = ["med.figures.mixin"]
    _description = "Supplier Quality"

    period = fields.Selection(default="twelve")
    partner_id = fields.Many2one("res.partner", "Supplier", help="Empty: all suppliers together.")
    figure_ids = fields.One2many(
        "med.supplier.figure",
        "board_id",
        default=lambda self: [fields.Command.create({"code": code}) for code in CODES],
    )

    def _domain_supplier(self):
        """Only this supplier with its addresses, or any."""
        if not self.partner_id:
            return Domain("partner_id", "!=", False)
        return Domain("partner_id", "child_of", self.partner_id.commercial_partner_id.id)

    def _domain_lines(self):
        """Lots inspected on receipt in the period."""
        return (
            self._domain_within("inspected_at")
            & self._domain_supplier()
            & Domain("state", "=", "done")
            & Domain("kind", "in", ["receipt", "direct"])
        )

    def _domain_cases(self):
        """Nonconformities of goods of the period."""
        return (
            self._domain_within("reported_at")
            & self._domain_supplier()
            & Domain("kind", "=", "goods")
            & Domain("state", "!=", "cancelled")
        )

    def _sides(self):
        """{code: ((model, domain) above the line, (model, domain) below it)}."""
        self.ensure_one()
        line, case = "med.inspection.line", "med.nonconformity"
        lines, cases = self._domain_lines(), self._domain_cases()
        return {
            "lots": ((line, lines & Domain("result", "=", "pass")), (line, lines)),
            "ppm": ((line, lines & Domain("rejected_quantity", ">", 0)), (line, lines)),
            "cases": ((case, cases), (line, lines)),
            "returned": ((case, cases & Domain("disposition", "=", "return")), (case, cases)),
        }

    def _measure(self, code):
        """(above the line, below the line) of one figure."""
        (model, above), (other, below) = self._sides()[code]
        if code == "ppm":
            lines = self.env[model]
            return (
                lines._read_group(above, [], ["rejected_quantity:sum"])[0][0] or 0.0,
                lines._read_group(below, [], ["received_quantity:sum"])[0][0] or 0.0,
            )
        return self.env[model].search_count(above), self.env[other].search_count(below)

    def _value(self, code, above, below):
        """The figure as people read it."""
        if not below:
            return "–"
        if code == "ppm":
            return f"{above / below * 1000000:,.0f} ppm"
        return f"{above / below * 100:.1f} %"
