from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

BILL_STATES = [
    ("held", "In our hands"),
    ("endorsed", "Endorsed"),
    ("discounted", "Discounted"),
    ("paid", "Paid"),
    ("dishonoured", "Dishonoured"),
]


class MedCreditBill(models.Model):
    """A bank or commercial acceptance that a customer paid with.

    The invoices are settled the day it is taken, the risk ends the day it is paid: until
    then it counts at the share of the segment, endorsed and discounted ones (recourse) too.
    """

    _name = "med.credit.bill"
    _description = "Acceptance Bill"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin"]
    _order = "maturity_on, id"

    _guarded_fields = ("state", "payment_id", "dishonoured_on", "reversal_id")

    name = fields.Char(string="Number", required=True, tracking=True)
    section = fields.Char(string="Part", help="Range of a split electronic bill; empty for a whole one.")
    kind = fields.Selection(
        [("bank", "Bank acceptance"), ("trade", "Commercial acceptance")],
        required=True,
        default="bank",
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, tracking=True)
    acceptor = fields.Char(help="Bank or company that has to pay at maturity.")
    issued_on = fields.Date(string="Issued")
    received_on = fields.Date(
        string="Received", required=True, default=lambda self: self.env.company._med_today()
    )
    maturity_on = fields.Date(string="Matures", required=True, index=True, tracking=True)
    state = fields.Selection(BILL_STATES, required=True, default="held", index=True, tracking=True)
    endorsed_to_id = fields.Many2one("res.partner", string="Endorsed to")
    is_opening = fields.Boolean(
        string="Taken Over",
        help="Taken before this system: its invoices were settled elsewhere. It counts without a payment.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Bills Journal",
        domain="[('type', 'in', ('bank', 'cash', 'credit')), ('company_id', 'parent_of', company_id)]",
        help="Journal whose outstanding account is that of bills receivable.",
    )
    payment_id = fields.Many2one("account.payment", readonly=True, copy=False, index="btree_not_null")
    reversal_id = fields.Many2one("account.move", readonly=True, copy=False)
    dishonoured_on = fields.Date(readonly=True, copy=False, tracking=True)
    counted_amount = fields.Monetary(
        string="Counts with",
        compute="_compute_counted_amount",
        help="What the bill adds to the exposure today.",
    )
    is_due = fields.Boolean(string="To Be Presented", compute="_compute_counted_amount")
    note = fields.Text()

    _number_uniq = models.UniqueIndex(
        "(company_id, name, COALESCE(section, ''))", "This bill was entered before."
    )

    @api.depends(
        "state", "kind", "amount", "maturity_on", "payment_id.move_id.state", "is_opening", "partner_id"
    )
    def _compute_counted_amount(self):
        today = self.env.company._med_today()
        shares = self.env["med.credit.exposure"]._bill_shares(self._origin)
        for bill in self:
            bill.counted_amount = bill.amount * shares.get(bill._origin.id, 0.0)
            bill.is_due = bill.state == "held" and bool(bill.maturity_on) and bill.maturity_on <= today

    @api.constrains("amount", "received_on", "issued_on", "maturity_on")
    def _check_values(self):
        for bill in self:
            if bill.amount <= 0:
                raise ValidationError(
                    self.env._("Bill %(bill)s: enter an amount above zero.", bill=bill.display_name)
                )
            if bill.issued_on and bill.maturity_on < bill.issued_on:
                raise ValidationError(
                    self.env._("Bill %(bill)s: it matures before it was issued.", bill=bill.display_name)
                )

    def write(self, vals):
        # EXTENDS mail: what was booked or passed on counts as it was taken
        fixed = {"name", "section", "kind", "partner_id", "company_id", "amount", "maturity_on", "is_opening"}
        if fixed & set(vals):
            for bill in self.filtered(lambda bill: bill.payment_id or bill.state != "held"):
                raise UserError(bill._text_booked())
        return super().write(vals)

    def _text_booked(self):
        return self.env._(
            "Bill %(bill)s was booked or passed on and stays. Correct it by its buttons.",
            bill=self.display_name,
        )

    def unlink(self):
        # EXTENDS base
        for bill in self:
            if bill.payment_id or bill.state != "held":
                raise UserError(bill._text_booked())
        return super().unlink()

    # ------------------------------------------------------------------ buttons
    def action_book(self):
        """Take the bill in payment: a standard payment settles the invoices, oldest first."""
        for bill in self:
            bill._require(("held",))
            if bill.payment_id or bill.is_opening:
                raise UserError(self.env._("Bill %(bill)s is on the books already.", bill=bill.display_name))
            if not bill.journal_id:
                raise UserError(
                    self.env._("Bill %(bill)s: choose the journal of bills first.", bill=bill.display_name)
                )
            payment = self.env["med.credit.batch"]._post_payment(
                bill.partner_id, bill.company_id, bill.journal_id, bill.amount, bill.received_on, bill.name
            )
            bill._guarded_write({"payment_id": payment.id})

    def action_paid(self):
        """The acceptor paid: the risk is over."""
        self._require(("held", "endorsed", "discounted"))
        self._move_to("paid")

    def action_endorse(self):
        """Passed on in payment; we answer for it until it matures."""
        self._require(("held",))
        for bill in self:
            if not bill.endorsed_to_id:
                raise UserError(
                    self.env._("Bill %(bill)s: enter to whom it was endorsed.", bill=bill.display_name)
                )
        self._move_to("endorsed")

    def action_discount(self):
        """Sold to a bank; we answer for it until it matures."""
        self._require(("held",))
        self._move_to("discounted")

    def action_dishonour(self):
        """Refused at maturity: the payment is reversed, the invoices are open again.

        A bill taken over has no payment here and counts in full until it is paid.
        """
        self._require(("held", "endorsed", "discounted"))
        today = self.env.company._med_today()
        for bill in self:
            reversal = self.env["account.move"]
            if move := bill.payment_id.move_id.filtered(lambda m: m.state == "posted"):
                ref = self.env._("Dishonoured bill %(bill)s", bill=bill.name)
                reversal = move._reverse_moves([{"date": today, "ref": ref}], cancel=True)
            bill._guarded_write({"dishonoured_on": today, "reversal_id": reversal.id})
            bill._move_to("dishonoured")
            bill._call_attention()

    def action_recovered(self):
        """A dishonoured bill taken over was paid after all."""
        self._require(("dishonoured",))
        self._move_to("paid")

    def action_open_payment(self):
        """The payment that booked the bill."""
        self.ensure_one()
        return self.payment_id._get_records_action()

    # ------------------------------------------------------------------ inside
    def _require(self, states):
        """Only finance decides on bills, and only from these states."""
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for bill in self.filtered(lambda b: b.state not in states):
            raise UserError(
                self.env._(
                    "Bill %(bill)s is %(state)s: this step is no longer open.",
                    bill=bill.display_name,
                    state=labels[bill.state],
                )
            )

    def _move_to(self, state):
        self._guarded_write({"state": state})
        for bill in self:
            self.env["med.ledger.entry"]._append(
                f"credit.bill_{state}", bill, {"number": bill.name, "amount": bill.amount}, bill.company_id
            )

    def _call_attention(self):
        """One activity for the salesperson of the customer, or for whoever notes it."""
        self.ensure_one()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Bill %(bill)s was dishonoured", bill=self.name),
            note=self.env._("Call %(partner)s and secure the claim.", partner=self.partner_id.display_name),
            user_id=(self.partner_id.commercial_partner_id.user_id or self.env.user).id,
        )
