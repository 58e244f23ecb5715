from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_credit_account_ids = fields.One2many(
        "med.credit.account", "partner_id", string="Credit Accounts", groups="med_base.group_med_user"
    )
