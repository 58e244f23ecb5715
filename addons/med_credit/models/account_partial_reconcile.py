from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A payment that settles something may free orders: they are judged again right after."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        partials = super().create(vals_list)
        items = partials.debit_move_id | partials.credit_move_id
        if any(item.account_id.account_type == "asset_receivable" for item in items):
            self.env["med.credit.account"]._wake_soon()
        return partials
