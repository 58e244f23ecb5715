from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .med_credit_account import GRADES

KINDS = [
    ("limit", "Standing Limit"),
    ("temporary", "Temporary Increase"),
    ("terms", "Payment Term"),
    ("grade", "Grade by Hand"),
    ("group", "Group of Customers"),
    ("freeze", "Freeze"),
    ("unfreeze", "Unfreeze"),
    ("review", "Review after a Downgrade"),
    ("opening", "Taken Over at Go-live"),
]
# limits asked for in small steps count as one
STEPS_COUNT_DAYS = 90


class MedCreditChange(models.Model):
    """One change of a customer's credit: asked with a reason, approved, then in force.

    The only way to a higher limit, a longer term, a better grade or out of a freeze.
    What lowers the risk takes effect when finance or the owner submits it.
    """

    _name = "med.credit.change"
    _description = "Change of Credit"
    _inherit = ["med.credit.decided.mixin"]
    _order = "id desc"

    _guarded_fields = (
        "state",
        "asked_by",
        "applied_at",
        "old_amount",
        "old_grade",
        "old_term_days",
        "old_state",
        "old_group_id",
        "base_amount",
        "is_automatic",
        "formula",
    )

    account_id = fields.Many2one(
        "med.credit.account", required=True, index=True, ondelete="restrict", string="Customer"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", store=True, index=True, string="Partner")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="limit", index=True, tracking=True)
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        tracking=True,
        help="0 means none: every order is paid in advance.",
    )
    asked_currency_id = fields.Many2one(
        "res.currency", string="Asked in Currency", help="Kept in the company's currency, at today's rate."
    )
    asked_amount = fields.Monetary(currency_field="asked_currency_id")
    grade = fields.Selection(GRADES)
    term_days = fields.Integer(string="Term (Days)")
    group_id = fields.Many2one("med.credit.group", ondelete="restrict")
    valid_until = fields.Date(help="Last day on which it counts; it ends by itself.")
    reason = fields.Text(required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Proof", copy=False)

    old_amount = fields.Monetary(string="Limit Before", readonly=True, copy=False)
    old_grade = fields.Selection(GRADES, string="Grade Before", readonly=True, copy=False)
    old_term_days = fields.Integer(string="Term Before (Days)", readonly=True, copy=False)
    old_state = fields.Char(readonly=True, copy=False)
    old_group_id = fields.Many2one("med.credit.group", string="Group Before", readonly=True, copy=False)
    base_amount = fields.Monetary(
        readonly=True,
        copy=False,
        help="The limit 90 days ago if it was lower: increases in small steps count as one.",
    )
    stake = fields.Monetary(
        string="Amount at Stake",
        compute="_compute_stake",
        store=True,
        help="What the customer may owe on credit afterwards. Routes decide by it.",
    )
    rise_percent = fields.Float(
        string="Rise (%)",
        compute="_compute_stake",
        store=True,
        digits=(16, 1),
        aggregator=None,
        help="Measured against the lowest limit of the last 90 days: small steps count as one.",
    )
    is_automatic = fields.Boolean(string="By the System", readonly=True, copy=False)
    formula = fields.Json(readonly=True, copy=False)
    is_ended = fields.Boolean(compute="_compute_is_ended", search="_search_is_ended", string="Ended")
    summary = fields.Char(compute="_compute_summary", string="Change")

    _open_idx = models.Index("(account_id, kind) WHERE state IN ('draft', 'pending')")

    # computed ------------------------------------------------------------

    @api.depends("asked_amount", "asked_currency_id", "company_id")
    def _compute_amount(self):
        for change in self:
            asked, own = change.asked_currency_id, change.currency_id
            amount = change.amount
            if asked and own:
                today = change.env.company._med_today()
                amount = asked._convert(change.asked_amount, own, change.company_id, today)
            change.amount = amount

    @api.depends("kind", "amount", "old_amount", "base_amount")
    def _compute_stake(self):
        for change in self:
            stake = change.old_amount
            if change.kind in ("limit", "opening", "review"):
                stake = change.amount
            elif change.kind == "temporary":
                stake = change.old_amount + change.amount
            base = min(change.base_amount, change.old_amount)
            change.stake = stake
            rise = (stake - base) * 100.0 / base if base else (100.0 if stake else 0.0)
            change.rise_percent = max(rise, 0.0)

    @api.depends("valid_until", "state")
    def _compute_is_ended(self):
        for change in self:
            today = (change.company_id or change.env.company)._med_today()
            until = change.valid_until
            change.is_ended = bool(change.state == "done" and until and until < today)

    @api.model
    def _search_is_ended(self, operator, value):
        if operator != "in":
            return NotImplemented
        ended = fields.Domain("state", "=", "done") & fields.Domain(
            "valid_until", "<", self.env.company._med_today()
        )
        return ended if True in value else ~ended

    @api.depends("kind", "partner_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            change.display_name = self.env._(
                "%(kind)s: %(customer)s",
                kind=kinds.get(change.kind, ""),
                customer=change.partner_id.display_name or "",
            )

    @api.depends(
        "kind", "amount", "old_amount", "grade", "old_grade", "term_days", "old_term_days", "group_id"
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for change in self:
            old, new = change._old_and_new()
            change.summary = f"{old} → {new}"

    def _old_and_new(self):
        """What is replaced and by what, as people read it."""
        self.ensure_one()

        def money(value):
            return self.currency_id.format(value) if self.currency_id else str(value)

        def days(count):
            return self.env._("%(days)s days", days=count) if count else self.env._("usual term")

        nothing = self.env._("none")
        states = dict(self.env["med.credit.account"]._fields["state"]._description_selection(self.env))
        return {
            "temporary": (money(self.old_amount), money(self.old_amount + self.amount)),
            "terms": (days(self.old_term_days), days(self.term_days)),
            "grade": (self.old_grade or nothing, self.grade or nothing),
            "group": (self.old_group_id.name or nothing, self.group_id.name or nothing),
            "freeze": (states.get(self.old_state, ""), states["frozen"]),
            "unfreeze": (states.get(self.old_state, ""), states["normal"]),
        }.get(self.kind, (money(self.old_amount), money(self.amount)))

    # rules ---------------------------------------------------------------

    @api.constrains("amount", "asked_amount", "term_days")
    def _check_not_negative(self):
        for change in self:
            if change.amount < 0 or change.asked_amount < 0 or change.term_days < 0:
                raise ValidationError(
                    self.env._(
                        "%(change)s: a limit or a term cannot be below zero. Enter 0 for none.",
                        change=change.display_name,
                    )
                )

    @api.constrains("asked_currency_id", "asked_amount")
    def _check_rate(self):
        for change in self:
            asked, own = change.asked_currency_id, change.currency_id
            if not asked or asked == own:
                continue
            rates = asked.sudo().rate_ids  # sudo: whether there is a rate is no secret
            if not rates.company_id & change.company_id.root_id and not rates.filtered(
                lambda rate: not rate.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(change)s: there is no exchange rate for %(currency)s. Ask finance to enter "
                        "one, or ask for the amount in %(own)s.",
                        change=change.display_name,
                        currency=asked.name,
                        own=own.name,
                    )
                )

    @api.constrains("group_id", "account_id")
    def _check_group(self):
        for change in self.filtered("group_id"):
            if change.group_id.company_id != change.company_id:
                raise ValidationError(
                    self.env._(
                        "%(group)s belongs to %(company)s: choose a group of the customer's company.",
                        group=change.group_id.name,
                        company=change.group_id.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.credit.decided.mixin: what is replaced is noted by the system
        changes = super().create([self._without_own_amount(vals) for vals in vals_list])
        changes._note_old_values()
        return changes

    def write(self, vals):
        # EXTENDS med.credit.decided.mixin
        result = super().write(self._without_own_amount(vals))
        if "account_id" in vals:
            self._note_old_values()
        return result

    @api.model
    def _without_own_amount(self, vals):
        """An amount asked in another currency is converted by the system, never by hand."""
        if not (vals.get("asked_currency_id") and vals.get("asked_amount")):
            return vals
        return {name: value for name, value in vals.items() if name != "amount"}

    def _note_old_values(self):
        """Keep what the account has now: the change is judged against it."""
        for change in self:
            # sudo: who asks need not be able to write what the system notes
            change.sudo()._guarded_write(change._prepare_old_values())

    def _prepare_old_values(self):
        """Values of the ``old_…`` fields from the account as it is."""
        account = self.account_id.sudo()  # sudo: salespeople read what they ask to change
        standing = account._standing_limit()
        return {
            "old_amount": standing,
            "old_grade": account.grade,
            "old_term_days": account.term_days,
            "old_state": account.state,
            "old_group_id": account.group_id.id,
            "base_amount": min(standing, self._lowest_recent(account, standing)),
        }

    def _lowest_recent(self, account, standing):
        """The lowest standing limit of the last 90 days."""
        since = fields.Datetime.now() - timedelta(days=STEPS_COUNT_DAYS)
        recent = account.change_ids.filtered(
            lambda c: c.state == "done" and c.kind == "limit" and c.applied_at and c.applied_at >= since
        )
        return min([standing, *recent.mapped("old_amount")])

    def unlink(self):
        # EXTENDS med.retention.mixin: with the reason people understand
        self.check_access("unlink")
        if locked := self.filtered(lambda change: change.state != "draft"):
            self._refuse_change(locked[0])
        return super().unlink()

    def action_open_account(self):
        """Open the customer's account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.credit.account",
            "res_id": self.account_id.id,
            "views": [(False, "form")],
        }
