from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_supplier_min_rate = fields.Float(related="company_id.med_supplier_min_rate", readonly=False)
