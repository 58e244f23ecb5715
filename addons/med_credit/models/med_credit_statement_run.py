from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

BATCH = 100


class MedCreditStatementRun(models.Model):
    """The statements of a month for many customers, made in batches with progress."""

    _name = "med.credit.statement.run"
    _description = "Statements of a Month"
    _inherit = ["med.guarded.mixin"]
    _order = "id desc"
    _guarded_fields = ("state", "pending", "total", "done_count")

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_to = fields.Date(string="As Of", required=True, default=lambda self: self._default_date_to())
    date_from = fields.Date(
        string="From",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    segment_ids = fields.Many2many(
        "med.credit.segment", string="Segments", help="Only customers of these segments; empty for all."
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Only these; empty for all who owe or traded."
    )
    state = fields.Selection(
        [("draft", "To make"), ("running", "Being made"), ("done", "Made")],
        default="draft",
        required=True,
        readonly=True,
    )
    pending = fields.Json(readonly=True)
    total = fields.Integer(string="Customers Found", readonly=True)
    done_count = fields.Integer(string="Customers Done", readonly=True)
    progress = fields.Float(compute="_compute_progress", string="Progress (%)")
    statement_ids = fields.One2many("med.credit.statement", "run_id", readonly=True)
    statement_count = fields.Integer(string="Statements", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")
    answered_count = fields.Integer(string="Answered", compute="_compute_counts")
    differs_count = fields.Integer(string="With Differences", compute="_compute_counts")
    answered_share = fields.Float(string="Answered (%)", compute="_compute_counts")

    @api.model
    def _default_date_to(self):
        """Last day of the month before."""
        return self.env.company._med_today().replace(day=1) - relativedelta(days=1)

    @api.depends("date_to")
    def _compute_date_from(self):
        for run in self:
            run.date_from = run.date_to and run.date_to.replace(day=1)

    @api.depends("date_to")
    def _compute_name(self):
        for run in self:
            run.name = f"{run.date_to:%Y-%m}" if run.date_to else "/"

    @api.depends("total", "done_count", "state")
    def _compute_progress(self):
        for run in self:
            share = 100.0 * run.done_count / run.total if run.total else 0.0
            run.progress = 100.0 if run.state == "done" else share

    @api.depends("statement_ids.state")
    def _compute_counts(self):
        rows = self.env["med.credit.statement"]._read_group(
            [("run_id", "in", self.ids), ("state", "!=", "cancelled")], ["run_id", "state"], ["__count"]
        )
        counts = {(run.id, state): count for run, state, count in rows}
        for run in self:
            mine = {state: count for (run_id, state), count in counts.items() if run_id == run.id}
            run.statement_count = sum(mine.values())
            run.sent_count = run.statement_count - mine.get("draft", 0)
            run.differs_count = mine.get("differs", 0)
            run.answered_count = sum(mine.get(state, 0) for state in ("confirmed", "differs", "settled"))
            run.answered_share = 100.0 * run.answered_count / run.sent_count if run.sent_count else 0.0

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        for run in self:
            if run.date_from > run.date_to:
                raise UserError(self.env._("A statement cannot end before it begins."))
            if run.date_to > run.env.company._med_today():
                raise UserError(
                    self.env._("%(day)s is not over yet: choose a day up to today.", day=run.date_to)
                )

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what statements were made for stays as it was
        frozen = {"company_id", "date_from", "date_to", "segment_ids", "partner_ids"} & set(vals)
        if frozen and any(run.state != "draft" for run in self):
            raise UserError(self.env._("These statements were made already: start a new month."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(run.state != "draft" for run in self):
            raise UserError(self.env._("Statements were made here: the month stays on record."))

    # work ----------------------------------------------------------------

    def action_start(self):
        """Find the customers and make the first batch at once, the rest in the background."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("%(month)s was started already.", month=self.name))
        pending = self._find_partners()
        if not pending:
            raise UserError(
                self.env._(
                    "No customer owes anything or traded from %(start)s to %(end)s.",
                    start=self.date_from,
                    end=self.date_to,
                )
            )
        self._guarded_write({"state": "running", "pending": pending, "total": len(pending)})
        self._work()
        if self.state == "running":
            self.env.ref("med_credit.ir_cron_statement_make")._trigger()
        return True

    def _find_partners(self):
        """Ids of the customers of this run."""
        items = self.env["med.credit.statement.items"]
        found = items._partners_with_items(self.company_id, self.date_from, self.date_to)
        if self.partner_ids:
            wanted = set(self.partner_ids.commercial_partner_id.ids)
            found = [partner_id for partner_id in found if partner_id in wanted]
        if self.segment_ids:
            partners = self.env["res.partner"].browse(found)
            # sudo: the segment of a customer, whoever may read accounts
            accounts = self.env["med.credit.account"].sudo()._account_for(partners, self.company_id)
            found = [partner.id for partner in partners if accounts[partner].segment_id in self.segment_ids]
        return found

    def _work(self):
        """Make one batch of statements."""
        self.ensure_one()
        ids, rest = self.pending[:BATCH], self.pending[BATCH:]
        partners = self.env["res.partner"].browse(ids).exists()
        self.env["med.credit.statement"]._make(partners, self.company_id, self.date_from, self.date_to, self)
        vals = {"pending": rest, "done_count": self.total - len(rest)}
        self._guarded_write({**vals, "state": "running" if rest else "done"})
        return len(ids)

    @api.model
    def _cron_make(self):
        """Go on with the runs under way; what is done is committed with each batch."""
        cron = self.env["ir.cron"]
        while run := self.search([("state", "=", "running")], limit=1, order="id"):
            done = run._as_maker()._work()
            if not cron._commit_progress(done, remaining=len(run.pending or ())):
                return
        cron._commit_progress(remaining=0)

    def _as_maker(self):
        """The run as the person who started it: he is responsible for its statements."""
        return self.with_user(self.create_uid).with_company(self.company_id)

    # next steps -------------------------------------------------------------

    def action_open_statements(self):
        """The statements of this month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_statement_action")
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    def action_open_differences(self):
        """Those with differences."""
        action = self.action_open_statements()
        return {**action, "domain": [("run_id", "=", self.id), ("state", "=", "differs")]}

    def action_open_waiting(self):
        """Those that nobody has confirmed."""
        action = self.action_open_statements()
        return {**action, "domain": [("run_id", "=", self.id), ("state", "in", ("draft", "sent"))]}

    def action_send_all(self):
        """Send all that are not sent yet, in the background."""
        self.ensure_one()
        drafts = self.statement_ids.filtered(lambda statement: statement.state == "draft")
        if not drafts:
            raise UserError(self.env._("All statements of %(month)s are sent.", month=self.name))
        drafts.action_queue()
        by_hand = len(drafts.filtered(lambda statement: not email_normalize(statement.email or "")))
        message = self.env._("%(count)s statements are sent in the background.", count=len(drafts) - by_hand)
        if by_hand:
            message += " " + self.env._(
                "%(count)s have no mail address: whoever is responsible for them is asked to send the link.",
                count=by_hand,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if by_hand else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
