from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_unreserve_stopped = fields.Boolean(
        related="company_id.med_unreserve_stopped", readonly=False
    )
