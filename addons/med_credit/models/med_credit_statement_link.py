import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import consteq

PATH = "/statement"


class MedCreditStatementLink(models.Model):
    """A personal link to one statement without a password; only its hash is kept."""

    _name = "med.credit.statement.link"
    _description = "Link to a Statement"
    _inherit = ["med.guarded.mixin"]
    _order = "id desc"
    _guarded_fields = (
        "state",
        "token_hash",
        "statement_id",
        "expires_on",
        "sent_to",
        "use_count",
        "first_used_at",
        "last_used_at",
    )

    statement_id = fields.Many2one(
        "med.credit.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    token_hash = fields.Char(required=True, readonly=True, copy=False, groups="base.group_system")
    sent_to = fields.Char(readonly=True, help="Empty: it was copied by hand.")
    expires_on = fields.Date(string="Open Until", required=True, readonly=True)
    state = fields.Selection(
        [("active", "Active"), ("revoked", "Revoked")], default="active", required=True, readonly=True
    )
    use_count = fields.Integer(string="Opened", readonly=True)
    first_used_at = fields.Datetime(readonly=True)
    last_used_at = fields.Datetime(string="Last Opened", readonly=True)

    _token_uniq = models.UniqueIndex("(token_hash)", "This link exists already.")

    @api.depends("statement_id", "expires_on")
    def _compute_display_name(self):
        # EXTENDS base
        for link in self:
            link.display_name = f"{link.statement_id.name} ({link.expires_on})"

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _make(self, statement, sent_to=False):
        """A link to a statement, for people who checked that they may send it.

        :return: (link, URL); the URL cannot be had again
        """
        token = secrets.token_urlsafe(24)
        company = statement.company_id
        vals = {
            "statement_id": statement.id,
            "token_hash": self._hash(token),
            "sent_to": sent_to,
            "expires_on": fields.Date.add(company._med_today(), days=company.med_statement_link_days),
        }
        # sudo: links are made here only, never by writing the table
        link = self.sudo()._with_ticket("create", list(vals)).create(vals)
        return self.sudo().browse(link.id), f"{self.get_base_url()}{PATH}/{token}"  # sudo: as above

    @api.model
    def _by_token(self, token):
        """The link a visitor's token belongs to, open or not; none if unknown."""
        return self.search([("token_hash", "=", self._hash(token or ""))], limit=1)

    def _is_open(self):
        """Whether the link still opens its page today."""
        self.ensure_one()
        today = self.company_id._med_today()
        shown = self.statement_id.state not in ("draft", "cancelled")
        return self.state == "active" and self.expires_on >= today and shown

    def _opens_with(self, token_hash):
        """Whether a visitor who once showed this token may still see the page."""
        self.ensure_one()
        return bool(token_hash) and consteq(self.token_hash, token_hash) and self._is_open()

    def _count_use(self):
        """Note that the link was opened; the first time goes to the ledger."""
        self.ensure_one()
        now = fields.Datetime.now()
        is_first = not self.first_used_at
        self._guarded_write(
            {
                "use_count": self.use_count + 1,
                "last_used_at": now,
                "first_used_at": self.first_used_at or now,
            }
        )
        if is_first:
            self.statement_id._ledger("statement.link_opened", link=self.id)

    def _revoke(self):
        """Close these links at once; called in sudo by the statement."""
        self._guarded_write({"state": "revoked"})
