from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_quality_since = fields.Date(related="company_id.med_quality_since", readonly=False)
