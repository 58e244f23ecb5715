from odoo import api, fields, models
from odoo.exceptions import UserError

from ...med_base.medkernel import canonical

STATES = [
    ("draft", "To send"),
    ("sent", "Waiting for the answer"),
    ("confirmed", "Confirmed"),
    ("differs", "Differences"),
    ("settled", "Differences settled"),
    ("cancelled", "Withdrawn"),
]
WAYS = [("link", "Link"), ("portal", "Portal"), ("paper", "Signed paper")]


class MedCreditStatement(models.Model):
    """What one customer owes at the end of a month, item by item, and what he says to it.

    Figures are a copy of the books of that day: nobody edits them, a wrong statement is
    withdrawn and made anew.
    """

    _name = "med.credit.statement"
    _description = "Statement of Account"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin", "med.retention.mixin"]
    _order = "date_to desc, id desc"
    _guarded_fields = (
        "state",
        "name",
        "partner_id",
        "company_id",
        "currency_id",
        "run_id",
        "date_from",
        "date_to",
        "opening_balance",
        "invoiced",
        "received",
        "balance",
        "overdue_amount",
        "digest",
        "line_ids",
        "sent_at",
        "sent_to",
        "is_queued",
        "reminder_count",
        "reminded_on",
        "answered_at",
        "answered_by",
        "answered_way",
        "their_balance",
        "their_note",
        "signed_on",
        "pdf_id",
    )

    name = fields.Char(string="Number", required=True, readonly=True, default="/", copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    run_id = fields.Many2one(
        "med.credit.statement.run", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one("res.users", string="Responsible", index=True, tracking=True)
    email = fields.Char(string="Mail", compute="_compute_email", store=True, readonly=False)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="As Of", required=True, readonly=True, index=True)
    opening_balance = fields.Monetary(readonly=True)
    invoiced = fields.Monetary(readonly=True, help="Invoices less credit notes of the month.")
    received = fields.Monetary(readonly=True, help="Payments and other bookings of the month.")
    balance = fields.Monetary(readonly=True)
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    line_ids = fields.One2many("med.credit.statement.line", "statement_id", readonly=True)
    line_count = fields.Integer(string="Open Items", compute="_compute_differences", store=True)
    difference_count = fields.Integer(string="Items That Differ", compute="_compute_differences", store=True)
    difference = fields.Monetary(compute="_compute_differences", store=True, help="Their figure less ours.")
    digest = fields.Char(string="Fingerprint", readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, index=True, tracking=True, copy=False
    )
    is_queued = fields.Boolean(string="Being Sent", readonly=True, copy=False)
    sent_at = fields.Datetime(string="Sent On", readonly=True, copy=False)
    sent_to = fields.Char(readonly=True, copy=False)
    reminder_count = fields.Integer(string="Reminders", readonly=True, copy=False)
    reminded_on = fields.Date(readonly=True, copy=False)
    answered_at = fields.Datetime(string="Answered On", readonly=True, copy=False)
    answered_by = fields.Char(readonly=True, copy=False)
    answered_way = fields.Selection(WAYS, string="Answered By Way Of", readonly=True, copy=False)
    their_balance = fields.Monetary(readonly=True, copy=False)
    their_note = fields.Text(string="Their Words", readonly=True, copy=False)
    settlement = fields.Text(string="How It Was Settled", copy=False)
    signed_file_ids = fields.Many2many(
        "ir.attachment",
        "med_credit_statement_signed_rel",
        "statement_id",
        "attachment_id",
        string="Signed Paper",
        copy=False,
        bypass_search_access=True,
    )
    signed_on = fields.Date(string="Paper Filed On", readonly=True, copy=False)
    pdf_id = fields.Many2one("ir.attachment", string="PDF as Sent", readonly=True, copy=False)
    link_ids = fields.One2many("med.credit.statement.link", "statement_id", readonly=True)

    _month_uniq = models.UniqueIndex(
        "(company_id, partner_id, currency_id, date_to) WHERE state != 'cancelled'",
        "This customer has a statement of that day already: withdraw it first.",
    )
    _waiting_idx = models.Index("(company_id, date_to) WHERE state = 'sent'")

    @api.depends("partner_id")
    def _compute_email(self):
        for statement in self:
            partner = statement.partner_id
            contact = partner.browse(partner.address_get(["invoice"])["invoice"])
            statement.email = contact.email or partner.email

    @api.depends("line_ids.answer", "line_ids.difference", "their_balance", "state")
    def _compute_differences(self):
        for statement in self:
            differing = statement.line_ids.filtered(lambda line: line.answer == "differs")
            statement.line_count = len(statement.line_ids)
            statement.difference_count = len(differing)
            answered = statement.state in ("differs", "settled")
            by_lines = sum(differing.mapped("difference"))
            by_total = statement.their_balance - statement.balance if answered else 0.0
            statement.difference = by_lines or by_total

    # making --------------------------------------------------------------

    @api.model
    def _make(self, partners, company, date_from, date_to, run=None):
        """Statements of these customers, one for each currency; those that exist stay.

        :param partners: commercial partners
        :return: the new statements, in sudo
        """
        # sudo: figures of the books, copied for people who may make statements, checked before
        table = self.sudo().with_company(company)
        items = table.env["med.credit.statement.items"]._read(partners, company, date_from, date_to)
        made = table.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.ids),
                ("date_to", "=", date_to),
                ("state", "!=", "cancelled"),
            ]
        )
        there = {(statement.partner_id.id, statement.currency_id.id) for statement in made}
        rows = [row for key, row in items.items() if key not in there]
        names = iter(table._next_names(company, date_to, len(rows)))
        vals_list = [
            {
                **row,
                "name": next(names),
                "company_id": company.id,
                "date_from": date_from,
                "date_to": date_to,
                "run_id": run.id if run else False,
                "user_id": self.env.uid,
            }
            for row in rows
        ]
        items = [vals.pop("line_ids") for vals in vals_list]
        names = {name for vals in vals_list for name in vals}
        statements = table.browse(table._with_ticket("create", names).create(vals_list).ids)
        statements._add_items(items)
        for statement in statements:
            statement._guarded_write({"digest": statement._content_digest()})
        statements._ledger("statement.made")
        return statements

    def _add_items(self, items):
        """Lines of these new statements, in the order of the statements."""
        rows = [
            {**row, "statement_id": statement.id}
            for statement, mine in zip(self, items, strict=True)
            for row in mine
        ]
        names = {name for row in rows for name in row}
        self.env["med.credit.statement.line"]._with_ticket("create", names).create(rows)
        self.invalidate_recordset(["line_ids"])

    @api.model
    def _next_names(self, company, date_to, count):
        sequence = self.env["ir.sequence"].with_company(company)
        return [
            sequence.next_by_code("med.credit.statement", sequence_date=date_to) for _number in range(count)
        ]

    def _content_digest(self):
        """Fingerprint of what the customer is asked to confirm."""
        self.ensure_one()
        return canonical.digest(
            {
                "statement": self.name,
                "partner": self.partner_id.id,
                "currency": self.currency_id.name,
                "until": fields.Date.to_string(self.date_to),
                "balance": f"{self.balance:.2f}",
                "items": [
                    [line.name or "", fields.Date.to_string(line.date), f"{line.residual:.2f}"]
                    for line in self.line_ids
                ],
            }
        )

    def _ledger(self, event, **facts):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": statement,
                    "company": statement.company_id,
                    "facts": {
                        "statement": statement.name,
                        "balance": f"{statement.balance:.2f} {statement.currency_id.name}",
                        "digest": statement.digest or "",
                        **facts,
                    },
                }
                for statement in self
            ]
        )

    # states ---------------------------------------------------------------

    def _check_may_work(self):
        """Statements are made, sent and settled by billing and finance."""
        self.check_access("write")

    def _require_states(self, *states):
        for statement in self:
            if statement.state not in states:
                label = dict(self._fields["state"]._description_selection(self.env))[statement.state]
                raise UserError(
                    self.env._(
                        "%(statement)s is “%(state)s”: this step is not open now. Reload the page.",
                        statement=statement.display_name,
                        state=label,
                    )
                )

    def action_cancel(self):
        """Withdraw: links close at once; the statement may be made anew."""
        self._check_may_work()
        self._require_states("draft", "sent", "differs")
        # sudo: states and links are written by methods only
        statements = self.sudo()
        statements.link_ids._revoke()
        statements._guarded_write({"state": "cancelled", "is_queued": False})
        statements._ledger("statement.cancelled")
        return True

    def action_settle(self):
        """The differences are cleared up; how, stands in ``settlement``."""
        self._check_may_work()
        self._require_states("differs")
        for statement in self:
            if not (statement.settlement or "").strip():
                raise UserError(
                    self.env._(
                        "%(statement)s: write how the differences were settled first.",
                        statement=statement.display_name,
                    )
                )
        statements = self.sudo()  # sudo: states are written by methods only
        statements._guarded_write({"state": "settled"})
        for statement in statements:
            statement._ledger("statement.settled", how=statement.settlement)
        self.activity_feedback(["mail.mail_activity_data_todo"])
        return True

    def action_file_signed(self):
        """File the signed paper uploaded here; an unanswered statement is confirmed by it."""
        self._check_may_work()
        for statement in self:
            statement._require_states("sent", "confirmed", "differs", "settled")
            if not statement.signed_file_ids:
                raise UserError(
                    self.env._(
                        "%(statement)s: upload the photo or PDF of the signed paper first.",
                        statement=statement.display_name,
                    )
                )
            # sudo: states and own uploads are written by methods only
            statement.sudo()._file_signed("paper", self.env.user.name)
        return True

    def _file_signed(self, way, person):
        """Note the signed files; ``self`` in sudo."""
        self._adopt_signed()
        vals = {"signed_on": self.env.company._med_today()}
        if self.state == "sent":
            vals |= {
                "state": "confirmed",
                "answered_at": fields.Datetime.now(),
                "answered_by": person,
                "answered_way": way,
            }
        self._guarded_write(vals)
        self._ledger("statement.filed", files=sorted(self.signed_file_ids.mapped("checksum")))

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was filed stays, more may be added
        filed = {statement: statement.signed_file_ids for statement in self if statement.signed_on}
        result = super().write(vals)
        for statement, files in filed.items():
            if "signed_file_ids" in vals and files - statement.signed_file_ids:
                raise UserError(
                    self.env._(
                        "%(statement)s: a signed paper that was filed stays on file. Add the better one.",
                        statement=statement.display_name,
                    )
                )
        return result

    def _adopt_signed(self):
        """Files uploaded on the form belong to this statement; those of others are refused."""
        for file in self.signed_file_ids:
            if (file.res_model, file.res_id) == (self._name, self.id):
                continue
            if file.res_id:
                raise UserError(
                    self.env._("%(file)s belongs to another document. Upload it again here.", file=file.name)
                )
            file.write({"res_model": self._name, "res_id": self.id})

    # retention ------------------------------------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "trade_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin: what nobody got is no evidence
        return self.state not in ("draft", "cancelled")

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state"]
