from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # items still open, beside the entries of all years
    _med_open_idx = models.Index(
        "(partner_id) WHERE parent_state = 'posted' AND reconciled IS NOT TRUE AND amount_residual <> 0"
    )
