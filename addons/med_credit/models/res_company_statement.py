from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    med_statement_link_days = fields.Integer(string="Days a Statement Link is Open", default=60)
    med_statement_remind_days = fields.Integer(string="Days between Reminders of Statements", default=7)
    med_statement_reminders = fields.Integer(string="Reminders of a Statement", default=3)

    @api.constrains("med_statement_link_days", "med_statement_remind_days", "med_statement_reminders")
    def _check_med_statement_days(self):
        for company in self:
            if not 1 <= company.med_statement_link_days <= 180:
                raise ValidationError(self.env._("A link to a statement is open for 1 to 180 days."))
            if company.med_statement_remind_days < 1 or not 0 <= company.med_statement_reminders <= 12:
                raise ValidationError(self.env._("Remind of statements after 1 day or more, up to 12 times."))
