from odoo import api, models


class MedDataRule(models.Model):
    _inherit = "med.data.rule"

    @api.model
    def _measurable_models(self):
        # EXTENDS med_base
        return [*super()._measurable_models(), "med.credential", "med.dossier"]
