from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_slow_days = fields.Integer(related="company_id.med_slow_days", readonly=False)
    med_dead_days = fields.Integer(related="company_id.med_dead_days", readonly=False)
    med_count_limit = fields.Monetary(related="company_id.med_count_limit", readonly=False)
