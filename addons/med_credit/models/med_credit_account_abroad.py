from odoo import api, fields, models


class MedCreditAccount(models.Model):
    """Customers abroad: how they pay, in which currency, what the limit is worth there."""

    _inherit = "med.credit.account"

    is_cross_border = fields.Boolean(related="segment_id.is_cross_border")
    country_id = fields.Many2one(related="partner_id.country_id")
    payment_method = fields.Selection(
        [
            ("advance", "Transfer in advance"),
            ("letter_of_credit", "Letter of credit"),
            ("documents_payment", "Documents against payment"),
            ("documents_acceptance", "Documents against acceptance"),
            ("open_account", "Open account"),
        ],
        string="Way of Paying",
        tracking=True,
    )
    country_risk = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")],
        tracking=True,
        help="By the list of your insurer or bank.",
    )
    customer_currency_id = fields.Many2one("res.currency", string="Customer's Currency", tracking=True)
    limit_abroad = fields.Monetary(
        string="Limit in Its Currency",
        currency_field="customer_currency_id",
        compute="_compute_abroad",
        help="At today's rate; the limit itself is kept in the company's currency.",
    )
    exposure_abroad = fields.Monetary(
        string="Exposure in Its Currency", currency_field="customer_currency_id", compute="_compute_abroad"
    )
    has_no_rate = fields.Boolean(compute="_compute_abroad", string="Rate Missing")

    @api.depends("customer_currency_id", "limit", "exposure")
    def _compute_abroad(self):
        today = self.env.company._med_today()
        for account in self:
            currency, own = account.customer_currency_id, account.currency_id
            # sudo: whether there is a rate is no secret
            account.has_no_rate = bool(currency and currency != own and not currency.sudo().rate_ids)
            for name in ("limit", "exposure"):
                amount = 0.0
                if currency and not account.has_no_rate:
                    amount = own._convert(account[name], currency, account.company_id, today)
                account[f"{name}_abroad"] = amount
