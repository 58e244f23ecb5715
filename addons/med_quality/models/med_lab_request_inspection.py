from odoo import api, models


class MedLabRequest(models.Model):
    """Figures of a laboratory's report stand in the inspection of the lot that still waits."""

    _inherit = "med.lab.request"

    @api.model
    def _lab_results(self, lot, rows):
        # EXTENDS med_quality
        result = super()._lab_results(lot, rows)
        # sudo: the report belongs in the inspection, whoever accepted it
        lines = (
            self.env["med.inspection.line"].sudo().search([("state", "=", "draft"), ("lot_id", "=", lot.id)])
        )
        vals = [line._prepare_lab_check(row) for line in lines for row in rows]
        if vals:
            self.env["med.inspection.check"].sudo()._with_ticket("create").create(vals)
            lines.inspection_id._touch()
        return result
