from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

YEAR = timedelta(days=365)
NOTICE = timedelta(days=30)


class MedAccessReview(models.Model):
    """Once a year the quality head looks at every right of every person and signs.

    Personal Information Protection Law art. 51 asks for internal control of who handles
    personal data; least privilege is only kept by looking.
    """

    _name = "med.access.review"
    _inherit = ["med.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Access Review"
    _order = "date_due desc, id desc"

    _guarded_fields = ("state", "done_by_id", "done_at")
    _med_signed_methods = {"action_sign_off": "I have looked at every right listed here."}

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    date_due = fields.Date(
        string="Due", required=True, default=lambda self: self.env.company._med_today() + NOTICE
    )
    state = fields.Selection(
        [("open", "Under Review"), ("done", "Signed Off")], default="open", required=True, readonly=True
    )
    line_ids = fields.One2many("med.access.review.line", "review_id", string="Rights")
    undecided_count = fields.Integer(compute="_compute_undecided_count", string="To Decide")
    done_by_id = fields.Many2one("res.users", string="Signed Off By", readonly=True, copy=False)
    done_at = fields.Datetime(string="Signed Off On", readonly=True, copy=False)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    note = fields.Text()

    _one_open = models.UniqueIndex(
        "(company_id) WHERE state = 'open'", "An access review of this company is open already: finish it."
    )

    @api.depends("date_due", "company_id.name")
    def _compute_name(self):
        for review in self:
            review.name = f"{review.company_id.name} {review.date_due or ''}".strip()

    @api.depends("line_ids.decision")
    def _compute_undecided_count(self):
        for review in self:
            review.undecided_count = len(review.line_ids.filtered(lambda line: not line.decision))

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = self.env.company._med_today()
        for review in self:
            review.is_overdue = review.state == "open" and bool(review.date_due) and review.date_due < today

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._med_today()
        domain = Domain("state", "=", "open") & Domain("date_due", "<", today)
        return domain if True in value else ~domain

    def action_fill(self):
        """List the rights as they are now; decisions made already stay."""
        for review in self:
            review.check_access("write")
            review._check_open()
            known = {(line.user_id, line.role_id): line for line in review.line_ids}
            held = review._held()
            gone = review.line_ids.filtered(lambda line, held=held: (line.user_id, line.role_id) not in held)
            review.line_ids = [Command.unlink(line.id) for line in gone] + [
                Command.create({"user_id": user.id, "role_id": role.id})
                for user, role in held
                if (user, role) not in known
            ]
        return True

    def _held(self):
        """Pairs of person and job in this company."""
        roles = self.env["med.role"].search([("active", "=", True)])
        # sudo: rights of all people of the company
        users = self.env["res.users"].sudo().search([("company_ids", "in", self.company_id.ids)])
        held = {role: users & role.user_ids.sudo() for role in roles}  # sudo: as above
        return {(user.with_env(self.env), role) for role in roles for user in held[role]}

    def action_keep_all(self):
        """Mark what is undecided as kept: most rights are right."""
        self.check_access("write")
        self.line_ids.filtered(lambda line: not line.decision).decision = "keep"
        return True

    def action_open_sign(self):
        """Open the signing dialog for the sign-off."""
        self.ensure_one()
        return self.action_med_sign("action_sign_off")

    def action_sign_off(self):
        """Close the review: every right is decided, what is to go is revoked now.

        :raise AccessError: for anybody but the quality head
        :raise UserError: while a right is undecided, or unsigned
        """
        if not self.env.user.has_group("med_base.group_quality_head"):
            raise AccessError(self.env._("Access reviews are signed off by the quality head."))
        for review in self:
            review._check_open()
            review._med_require_signature("action_sign_off")
            review.action_fill()
            if review.undecided_count:
                raise UserError(
                    self.env._(
                        "%(review)s: %(count)s rights are not decided yet. Mark each to keep or revoke.",
                        review=review.name,
                        count=review.undecided_count,
                    )
                )
            review._close()
        return True

    def _close(self):
        gone = self.line_ids.filtered(lambda line: line.decision == "revoke")
        for line in gone:
            reason = line.note or self.env._("Access review %s", self.name)
            self.env["med.role.grant"]._revoke(line.user_id, line.role_id, reason)
        self._guarded_write(
            {"state": "done", "done_by_id": self.env.uid, "done_at": fields.Datetime.now()}
        )
        facts = {"count": len(self.line_ids), "removed": len(gone)}
        self.env["med.ledger.entry"]._append("access.reviewed", self, facts, self.company_id)
        # sudo: closes the task of whoever was asked
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _check_open(self):
        if self.state != "open":
            raise UserError(self.env._("%s is signed off: it stays as it is.", self.name))

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was signed stays
        if {"line_ids", "date_due", "company_id"} & set(vals):
            for review in self:
                review._check_open()
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        for review in self:
            review._check_open()
        return super().unlink()

    @api.model
    def _next_due(self, company):
        """When the next review of a company must be signed off, and the open one if any."""
        # sudo: a date for the page of data protection
        reviews = self.sudo().search([("company_id", "=", company.id)])
        opened = reviews.filtered(lambda review: review.state == "open")[:1]
        if opened:
            return opened.date_due, opened
        done = [review.done_at.date() for review in reviews if review.done_at]
        return (max(done) + YEAR if done else self.env.company._med_today() + NOTICE), opened

    @api.model
    def _cron_open(self):
        """Open the yearly review a month before it is due and give it to the quality head."""
        today = self.env.company._med_today()
        for company in self.env["res.company"].search([("active", "=", True)]):
            due, opened = self._next_due(company)
            if not opened and due - NOTICE <= today:
                review = self.with_company(company).create({"company_id": company.id, "date_due": due})
                review.action_fill()
                review._tell_head()

    def _tell_head(self):
        heads = self.env["med.role"]._by_code("quality_head").user_ids
        head = heads.filtered(lambda user: self.company_id in user.company_ids).sorted("id")[:1]
        if head:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.date_due,
                user_id=head.id,
                summary=self.with_context(lang=head.lang).env._("Yearly access review"),
            )
