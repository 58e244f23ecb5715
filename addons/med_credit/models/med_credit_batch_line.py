from odoo import api, fields, models


class MedCreditBatchLine(models.Model):
    """An open invoice that a batch may settle."""

    _name = "med.credit.batch.line"
    _description = "Invoice of a Batch Payment"
    _order = "due_on, id"

    batch_id = fields.Many2one("med.credit.batch", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    currency_id = fields.Many2one(related="batch_id.currency_id")
    item_id = fields.Many2one("account.move.line", required=True, index=True, ondelete="restrict")
    move_id = fields.Many2one(related="item_id.move_id", string="Invoice")
    due_on = fields.Date(related="item_id.date_maturity", string="Due", store=True)
    residual = fields.Monetary(related="item_id.amount_residual", string="Open")
    is_picked = fields.Boolean(string="Paid", default=True)
    applied = fields.Monetary(compute="_compute_applied", store=True)

    @api.depends(
        "is_picked",
        "due_on",
        "item_id",
        "batch_id.amount",
        "batch_id.deduction_ids.amount",
        "batch_id.line_ids.is_picked",
    )
    def _compute_applied(self):
        for batch in self.batch_id:
            if batch.state == "posted":
                for line in batch.line_ids:
                    line.applied = line.applied
                continue
            rest = batch.amount + sum(batch.deduction_ids.mapped("amount"))
            today = batch.env.company._med_today()
            lines = batch.line_ids.sorted(lambda line, last=today: (line.due_on or last, line.item_id.id))
            for line in lines:
                line.applied = min(max(rest, 0.0), line.residual) if line.is_picked else 0.0
                rest -= line.applied
