from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_link_days = fields.Integer(related="company_id.med_link_days", readonly=False)
    med_slip_days = fields.Integer(related="company_id.med_slip_days", readonly=False)
    med_seal_image = fields.Image(related="company_id.med_seal_image", readonly=False)
