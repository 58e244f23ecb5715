from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_credit_strictness = fields.Selection(related="company_id.med_credit_strictness", readonly=False)
    med_scores_since = fields.Date(related="company_id.med_scores_since", readonly=False)
