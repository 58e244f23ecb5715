from odoo import fields, models


class MedGateCutoverWizard(models.TransientModel):
    _name = "med.gate.cutover.wizard"
    _description = "Set the cut-over date of the gate"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Date(string="Cut-over Date")

    def action_set(self):
        """Plan the date; all checks are made by the company's own method."""
        self.ensure_one()
        return self.company_id.action_med_set_cutover(self.date)
