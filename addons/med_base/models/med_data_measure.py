from odoo import api, fields, models
from odoo.exceptions import UserError


class MedDataMeasure(models.Model):
    """One night's figure of one data rule; made by measuring, never edited."""

    _name = "med.data.measure"
    _description = "Data Quality Measurement"
    _order = "date desc, id desc"

    rule_id = fields.Many2one("med.data.rule", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    total = fields.Integer(string="Number of Records", readonly=True)
    breaches = fields.Integer(string="In Breach", readonly=True)
    threshold = fields.Float(string="Allowed %", readonly=True, aggregator="avg")
    share = fields.Float(string="In Breach %", compute="_compute_share", store=True, aggregator="avg")

    _once_a_day = models.UniqueIndex("(rule_id, date)")

    @api.depends("total", "breaches")
    def _compute_share(self):
        for row in self:
            row.share = round(100.0 * row.breaches / row.total, 2) if row.total else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        self._check_measuring()
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        if set(vals) - {"share"}:
            self._check_measuring()
        return super().write(vals)

    def _check_measuring(self):
        if not self._has_ticket("measure"):
            raise UserError(self.env._("Figures come from measuring; press Measure on the rule."))
