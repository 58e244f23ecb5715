from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_credit_account_ids = fields.One2many(
        "med.credit.account", "partner_id", string="Credit Accounts", groups="med_base.group_med_user"
    )

    def write(self, vals):
        # EXTENDS base: country and type decide the policy; a laxer one is given by the owner
        if not {"country_id", "med_party_type_id"} & set(vals):
            return super().write(vals)
        # sudo: whoever corrects a party need not read its credit
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        accounts = accounts.search([("partner_id", "in", self.ids)])
        before = {account: account.segment_id for account in accounts}
        result = super().write(vals)
        for account, old in before.items():
            account._follow_customer(old)
        return result
