from odoo import api, models


class MedLawChange(models.Model):
    _inherit = "med.law.change"

    @api.model
    def _selection_rows(self):
        # EXTENDS med_base
        return [*super()._selection_rows(), ("med.requirement", self.env._("Paper Requirement"))]
