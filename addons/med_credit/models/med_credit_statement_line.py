from odoo import api, fields, models

KINDS = [
    ("invoice", "Invoice"),
    ("refund", "Credit note"),
    ("payment", "Payment not applied"),
    ("other", "Other"),
]


class MedCreditStatementLine(models.Model):
    """One open item as it stood at the end of the month, and the customer's word to it."""

    _name = "med.credit.statement.line"
    _description = "Item of a Statement"
    _inherit = ["med.guarded.mixin", "med.retention.mixin"]
    _order = "statement_id, date, id"
    _guarded_fields = (
        "statement_id",
        "move_id",
        "name",
        "reference",
        "kind",
        "date",
        "date_due",
        "amount",
        "residual",
        "answer",
        "their_amount",
        "their_note",
    )

    statement_id = fields.Many2one(
        "med.credit.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="statement_id.partner_id", string="Customer", store=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(string="Document", readonly=True)
    reference = fields.Char(string="Order or Reference", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, default="other")
    date = fields.Date(required=True, readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days_overdue = fields.Integer(compute="_compute_days_overdue")
    amount = fields.Monetary(string="Original Amount", readonly=True)
    residual = fields.Monetary(string="Open", readonly=True)
    answer = fields.Selection(
        [("none", "Not answered"), ("agreed", "Agreed"), ("differs", "Differs")],
        default="none",
        required=True,
        readonly=True,
    )
    their_amount = fields.Monetary(string="Their Figure", readonly=True)
    their_note = fields.Char(string="Their Remark", readonly=True)
    difference = fields.Monetary(compute="_compute_difference", store=True)

    @api.depends("date_due", "statement_id.date_to")
    def _compute_days_overdue(self):
        for line in self:
            end = line.statement_id.date_to
            late = (end - line.date_due).days if end and line.date_due else 0
            line.days_overdue = max(late, 0) if line.residual > 0 else 0

    @api.depends("answer", "their_amount", "residual")
    def _compute_difference(self):
        for line in self:
            line.difference = line.their_amount - line.residual if line.answer == "differs" else 0.0

    def action_open_entry(self):
        """The invoice, credit note or payment behind this item."""
        self.ensure_one()
        self.move_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "trade_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.statement_id._retention_applies()
