from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    med_escalation_days = fields.Integer(
        string="Escalate Reminders After (Working Days)",
        default=5,
        help="Where nobody acts on a reminder for so long, the manager is told; 0: never.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_escalation_days = fields.Integer(related="company_id.med_escalation_days", readonly=False)
