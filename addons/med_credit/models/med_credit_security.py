from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("deposit", "Deposit"),
    ("bank_guarantee", "Bank Guarantee"),
    ("bank_acceptance", "Bank Acceptance as Security"),
    ("property", "Property"),
    ("parent_guarantee", "Guarantee of a Parent Company"),
    ("letter_of_credit", "Letter of Credit"),
    ("export_insurance", "Export Credit Insurance"),
]
# share of the amount that counts towards the limit
HAIRCUTS = {
    "deposit": 100.0,
    "bank_guarantee": 100.0,
    "bank_acceptance": 90.0,
    "property": 50.0,
    "parent_guarantee": 40.0,
    "letter_of_credit": 100.0,
    "export_insurance": 90.0,
}


class MedCreditSecurity(models.Model):
    """What secures our claims, or a guarantee that we gave for the customer.

    A security counts from its approval, within its dates, at its share: it raises the
    limit and stops doing so by itself. A guarantee we gave uses up the limit.
    """

    _name = "med.credit.security"
    _description = "Security"
    _inherit = ["med.credit.decided.mixin"]
    _order = "date_to, id desc"

    account_id = fields.Many2one(
        "med.credit.account", string="Customer", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", store=True, index=True, string="Partner")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    direction = fields.Selection(
        [("received", "Received from the customer"), ("given", "Given by us")],
        required=True,
        default="received",
        index=True,
    )
    kind = fields.Selection(KINDS, required=True, default="deposit")
    number = fields.Char(help="Number of the guarantee, account or deed.")
    issuer = fields.Char(string="Bank or Guarantor")
    amount = fields.Monetary(required=True, tracking=True)
    haircut = fields.Float(
        string="Counts (%)",
        compute="_compute_haircut",
        store=True,
        readonly=False,
        digits=(16, 1),
        aggregator=None,
        help="Share of the amount that counts towards the limit.",
    )
    secured_amount = fields.Monetary(
        string="Counts", compute="_compute_secured_amount", store=True, help="Amount × share."
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: self.env.company._med_today())
    date_to = fields.Date(string="Until", help="Last day on which it counts. Empty: without an end.")
    is_in_force = fields.Boolean(compute="_compute_is_in_force", search="_search_is_in_force")
    released_on = fields.Date(readonly=True, copy=False, tracking=True)
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Paper", copy=False)

    _guarded_fields = ("state", "asked_by", "applied_at", "released_on")
    _in_force_idx = models.Index("(account_id) WHERE state = 'done' AND released_on IS NULL")

    @api.depends("kind")
    def _compute_haircut(self):
        for security in self:
            security.haircut = HAIRCUTS.get(security.kind, 0.0)

    @api.depends("amount", "haircut")
    def _compute_secured_amount(self):
        for security in self:
            security.secured_amount = security.amount * security.haircut / 100.0

    @api.depends("state", "date_from", "date_to", "released_on")
    def _compute_is_in_force(self):
        for security in self:
            today = (security.company_id or security.env.company)._med_today()
            security.is_in_force = bool(
                security.state == "done"
                and not security.released_on
                and security.date_from <= today
                and (not security.date_to or security.date_to >= today)
            )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._domain_in_force(self.env.company._med_today())
        return domain if True in value else ~domain

    @api.model
    def _domain_in_force(self, day):
        """Domain of the securities that count on a day."""
        return fields.Domain(
            [
                ("state", "=", "done"),
                ("released_on", "=", False),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )

    @api.depends("kind", "partner_id.display_name", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for security in self:
            parts = (kinds.get(security.kind), security.number, security.partner_id.display_name)
            security.display_name = " ".join(part for part in parts if part)

    @api.constrains("amount", "haircut", "date_from", "date_to")
    def _check_numbers(self):
        for security in self:
            if security.amount < 0 or not 0 <= security.haircut <= 100:
                raise ValidationError(
                    self.env._(
                        "%(security)s: the amount cannot be below zero, the share lies between 0 and 100.",
                        security=security.display_name,
                    )
                )
            if security.date_to and security.date_to < security.date_from:
                raise ValidationError(
                    self.env._("%(security)s ends before it begins.", security=security.display_name)
                )

    # approval ------------------------------------------------------------

    def _approval_content_fields(self):
        # OVERRIDE
        return [
            "account_id",
            "direction",
            "kind",
            "number",
            "issuer",
            "amount",
            "haircut",
            "date_from",
            "date_to",
        ]

    def _approval_check_submit(self):
        # EXTENDS med.credit.decided.mixin
        if not self.amount:
            raise UserError(self.env._("%(security)s: enter the amount.", security=self.display_name))
        if self.direction == "received" and not self.attachment_ids:
            raise UserError(
                self.env._(
                    "%(security)s: add the paper (deposit slip, guarantee, deed) as a file.",
                    security=self.display_name,
                )
            )
        return super()._approval_check_submit()

    def _put_in_force(self):
        # EXTENDS med.credit.decided.mixin
        result = super()._put_in_force()
        self._log("credit.security")
        self.account_id._after_change(self)
        return result

    def _log(self, event):
        self.env["med.ledger.entry"]._append(
            event,
            record=self.account_id,
            facts={
                "security": self.id,
                "kind": self.kind,
                "direction": self.direction,
                "amount": self.amount,
                "counts": self.secured_amount,
                "until": str(self.date_to or ""),
            },
            company=self.company_id,
        )

    def action_release(self):
        """Give the security back: it counts no more from now on. Finance or owner."""
        self.check_access("write")
        for security in self:
            if security.state != "done" or security.released_on:
                raise UserError(self.env._("%(security)s is not in force.", security=security.display_name))
            security._guarded_write({"released_on": security.company_id._med_today()})
            security._log("credit.security_released")
        return True
