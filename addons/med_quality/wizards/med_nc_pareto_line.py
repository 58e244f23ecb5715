from odoo import fields, models


class MedNcParetoLine(models.TransientModel):
    """One row of the Pareto."""

    _name = "med.nc.pareto.line"
    _description = "Row of the Pareto"
    _order = "rank"

    board_id = fields.Many2one("med.nc.pareto", required=True, ondelete="cascade")
    rank = fields.Integer()
    name = fields.Char()
    key = fields.Char()
    cases = fields.Integer()
    cost = fields.Float()
    value = fields.Float()
    share = fields.Float("Share (%)", digits=(16, 1))
    cumulated = fields.Float("Cumulated (%)", digits=(16, 1))
    abc = fields.Selection([("a", "A"), ("b", "B"), ("c", "C")], "Class")

    def action_open(self):
        """Open the cases behind this row."""
        self.ensure_one()
        self.board_id._check_reader()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_nonconformity_action")
        return {
            **action,
            "name": self.name,
            "domain": list(self.board_id._domain_of(self.key)),
            "context": {},
        }
