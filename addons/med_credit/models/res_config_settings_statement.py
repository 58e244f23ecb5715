from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_statement_link_days = fields.Integer(related="company_id.med_statement_link_days", readonly=False)
    med_statement_remind_days = fields.Integer(related="company_id.med_statement_remind_days", readonly=False)
    med_statement_reminders = fields.Integer(related="company_id.med_statement_reminders", readonly=False)
