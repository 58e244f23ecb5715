from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_mode = fields.Selection(related="company_id.med_mode")
    med_cutover_date = fields.Date(related="company_id.med_cutover_date")
    med_quality_head_id = fields.Many2one(related="company_id.med_quality_head_id", readonly=False)
