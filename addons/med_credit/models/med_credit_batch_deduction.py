from odoo import api, fields, models


class MedCreditBatchDeduction(models.Model):
    """What the customer kept back, and why."""

    _name = "med.credit.batch.deduction"
    _description = "Deduction of a Batch Payment"

    batch_id = fields.Many2one("med.credit.batch", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    currency_id = fields.Many2one(related="batch_id.currency_id")
    reason_id = fields.Many2one("med.credit.deduction.reason", required=True)
    account_id = fields.Many2one(
        "account.account",
        compute="_compute_account_id",
        store=True,
        readonly=False,
        domain="[('company_ids', 'parent_of', company_id)]",
    )
    amount = fields.Monetary(required=True)
    note = fields.Char()

    @api.depends("reason_id", "company_id")
    def _compute_account_id(self):
        for line in self:
            if not line.account_id:
                line.account_id = line.reason_id.with_company(line.batch_id.company_id).account_id

    def _write_off_vals(self):
        """As ``account.payment`` takes them."""
        return [
            {
                "name": " ".join(filter(None, [line.reason_id.name, line.note])),
                "account_id": line.account_id.id,
                "partner_id": line.batch_id.partner_id.commercial_partner_id.id,
                "currency_id": line.currency_id.id,
                "amount_currency": line.amount,
                "balance": line.amount,
            }
            for line in self
        ]
