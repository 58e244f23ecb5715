from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # lines of draft invoices look invoiced to Odoo, and are not yet owed
    _med_draft_idx = models.Index("(id) WHERE state = 'draft' AND move_type = 'out_invoice'")
