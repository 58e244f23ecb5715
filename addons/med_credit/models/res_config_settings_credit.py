from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_credit_since = fields.Date(related="company_id.med_credit_since", readonly=False)
    med_on_call_ids = fields.Many2many(related="company_id.med_on_call_ids", readonly=False)
