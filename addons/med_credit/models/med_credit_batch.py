from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError


class MedCreditBatch(models.Model):
    """One transfer of a customer for many invoices, with deductions, on one screen.

    Hospitals pay in batches and keep back fees, shortages and price differences: the
    invoices are filled oldest first, the deductions go to their accounts, and one standard
    payment settles them.
    """

    _name = "med.credit.batch"
    _description = "Batch Payment"
    _inherit = ["mail.thread", "med.guarded.mixin"]
    _order = "received_on desc, id desc"

    _guarded_fields = ("state", "payment_id")

    name = fields.Char(string="Reference", help="Number of the transfer or of the hospital's list.")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        required=True,
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', 'parent_of', company_id)]",
    )
    received_on = fields.Date(
        string="Received", required=True, default=lambda self: self.env.company._med_today()
    )
    amount = fields.Monetary(string="Amount Received", required=True)
    line_ids = fields.One2many("med.credit.batch.line", "batch_id", string="Invoices")
    deduction_ids = fields.One2many("med.credit.batch.deduction", "batch_id", string="Deductions")
    deducted = fields.Monetary(compute="_compute_totals")
    applied = fields.Monetary(compute="_compute_totals")
    rest = fields.Monetary(
        string="Left Over", compute="_compute_totals", help="Stays with the customer as a prepayment."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted")], default="draft", required=True, index=True
    )
    payment_id = fields.Many2one("account.payment", readonly=True, copy=False)

    @api.depends("company_id")
    def _compute_journal_id(self):
        for batch in self:
            batch.journal_id = batch.journal_id or self.env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", batch.company_id.id)], limit=1
            )

    @api.depends("amount", "deduction_ids.amount", "line_ids.applied")
    def _compute_totals(self):
        for batch in self:
            batch.deducted = sum(batch.deduction_ids.mapped("amount"))
            batch.applied = sum(batch.line_ids.mapped("applied"))
            batch.rest = batch.amount + batch.deducted - batch.applied

    @api.depends("partner_id", "name")
    def _compute_display_name(self):
        for batch in self:
            names = [name for name in (batch.partner_id.display_name, batch.name) if name]
            batch.display_name = " · ".join(names)

    @api.constrains("amount", "deduction_ids")
    def _check_amounts(self):
        for batch in self:
            if batch.amount <= 0 or any(line.amount <= 0 for line in batch.deduction_ids):
                raise ValidationError(
                    self.env._(
                        "%(batch)s: the amount received and each deduction are above zero.",
                        batch=batch.display_name,
                    )
                )

    @api.onchange("partner_id", "company_id")
    def _onchange_partner_id(self):
        """All open items of the customer, oldest first; unpick what was not paid."""
        commands = [Command.clear()]
        for item in self._open_items(self.partner_id, self.company_id):
            commands.append(Command.create({"item_id": item.id, "is_picked": True}))
        self.line_ids = commands

    def action_fill(self):
        """List the open items of the customer anew."""
        self._require_draft()
        for batch in self:
            kept = batch.line_ids.item_id
            items = self._open_items(batch.partner_id, batch.company_id) - kept
            batch.line_ids = [Command.create({"item_id": item.id, "is_picked": True}) for item in items]

    def action_post(self):
        """Book one payment with its deductions and settle the picked invoices, oldest first.

        :raise UserError: the batch was posted, or more is deducted than the invoices are worth
        """
        self._require_draft()
        for batch in self:
            # the row is taken first: two people pressing at once post one payment
            batch._guarded_write({"state": "posted"})
            batch.flush_recordset(["state"])
            items = batch.line_ids.filtered("applied").item_id
            missing = batch.deduction_ids.filtered(lambda line: not line.account_id)
            if missing:
                raise UserError(
                    self.env._(
                        "%(batch)s: choose an account for the deduction “%(reason)s”.",
                        batch=batch.display_name,
                        reason=missing[:1].reason_id.name,
                    )
                )
            payment = self._post_payment(
                batch.partner_id,
                batch.company_id,
                batch.journal_id,
                batch.amount,
                batch.received_on,
                batch.name,
                items=items,
                deductions=batch.deduction_ids._write_off_vals(),
            )
            batch._guarded_write({"payment_id": payment.id})
            facts = {"amount": batch.amount, "deducted": batch.deducted, "invoices": len(items)}
            self.env["med.ledger.entry"]._append("credit.batch_posted", batch, facts, batch.company_id)

    def action_open_payment(self):
        """The payment that this batch booked."""
        self.ensure_one()
        return self.payment_id._get_records_action()

    def unlink(self):
        # EXTENDS base
        self._require_draft()
        return super().unlink()

    def _require_draft(self):
        self.check_access("write")
        for batch in self.filtered(lambda b: b.state != "draft"):
            raise UserError(
                self.env._("%(batch)s was posted. Correct it on its payment.", batch=batch.display_name)
            )

    @api.model
    def _open_items(self, partner, company):
        """Open receivable items of a customer, oldest first."""
        partner = partner.commercial_partner_id
        if not partner:
            return self.env["account.move.line"]
        return self.env["account.move.line"].search(
            [
                ("partner_id", "child_of", partner.ids),
                ("partner_id.commercial_partner_id", "=", partner.id),
                ("company_id", "child_of", company.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
            ],
            order="date_maturity, id",
        )

    @api.model
    def _post_payment(self, partner, company, journal, amount, day, memo, items=None, deductions=()):
        """Book a customer payment and settle these items in their order, or the oldest ones.

        :param items: account.move.line, None for all open ones
        :param deductions: list of dicts as ``write_off_line_vals`` of account.payment
        :return: account.payment, posted; what is left over stays unapplied
        """
        if items is None:
            items = self._open_items(partner, company)
        vals = {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": partner.commercial_partner_id.id,
            "company_id": company.id,
            "journal_id": journal.id,
            "amount": amount,
            "currency_id": company.currency_id.id,
            "date": day,
            "memo": memo,
        }
        if items:
            vals["destination_account_id"] = items[:1].account_id.id
        if deductions:
            vals["write_off_line_vals"] = list(deductions)
        payment = self.env["account.payment"].with_company(company).create(vals)
        payment.action_post()
        own = payment.move_id.line_ids.filtered(lambda m: m.account_id.account_type == "asset_receivable")
        for item in items.sorted(lambda i: (i.date_maturity or i.date, i.id)):
            if own.reconciled or not own:
                break
            if item.account_id == own.account_id:
                (own + item).reconcile()
        return payment
