from odoo import fields, models


class MedLabTest(models.Model):
    """A test that laboratories are asked for, with the usual method, unit and limits."""

    _name = "med.lab.test"
    _description = "Laboratory Test"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="What laboratories call it in files and services.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    method = fields.Char(help="Standard by which it is done, e.g. GB/T 14233.2.")
    unit = fields.Char(help="Unit of the figure; empty where the result is words.")
    has_min = fields.Boolean(string="Lower Limit")
    limit_min = fields.Float(string="At Least", digits=(16, 6))
    has_max = fields.Boolean(string="Upper Limit")
    limit_max = fields.Float(string="At Most", digits=(16, 6))
    limit_text = fields.Char(string="Requirement in Words", translate=True)

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL", "There is a test with this code already."
    )

    def _prepare_line_vals(self):
        """Values of a request line for this test."""
        self.ensure_one()
        names = (
            "name",
            "code",
            "method",
            "unit",
            "has_min",
            "limit_min",
            "has_max",
            "limit_max",
            "limit_text",
        )
        return {"test_id": self.id, **{name: self[name] for name in names}}
