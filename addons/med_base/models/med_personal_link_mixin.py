import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import consteq


class MedPersonalLinkMixin(models.AbstractModel):
    """A personal link by which a visitor opens one thing without a password.

    Only the hash of its token is kept: who reads the database cannot open the page, and
    the link itself is shown once, to the person who makes it.
    """

    _name = "med.personal.link.mixin"
    _description = "Personal Link"
    _inherit = ["med.guarded.mixin"]
    _order = "id desc"
    _guarded_fields = ("state", "token_hash", "expires_on", "use_count", "first_used_at", "last_used_at")
    _link_path = "/"

    token_hash = fields.Char(required=True, copy=False, readonly=True, groups="base.group_system")
    expires_on = fields.Date(string="Open Until", required=True, readonly=True)
    state = fields.Selection(
        [("active", "Active"), ("revoked", "Revoked")], default="active", required=True, readonly=True
    )
    use_count = fields.Integer(string="Opened", readonly=True)
    first_used_at = fields.Datetime(readonly=True)
    last_used_at = fields.Datetime(string="Last Opened", readonly=True)

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _make_link(self, vals, company, days):
        """A link that is open for so many days, for people who checked that they may send it.

        :return: (link in sudo, URL); the URL cannot be had again
        """
        token = secrets.token_urlsafe(24)
        until = fields.Date.add(company._med_today(), days=days)
        vals = {**vals, "token_hash": self._hash(token), "expires_on": until}
        # sudo: links are made here only, never by writing the table
        links = self.sudo()
        link = links._with_ticket("create", list(vals)).create(vals)
        return links.browse(link.id), f"{self.get_base_url()}{self._link_path}/{token}"

    @api.model
    def _by_token(self, token):
        """The link a visitor's token belongs to, open or not; none if unknown."""
        return self.search([("token_hash", "=", self._hash(token or ""))], limit=1)

    def _is_open(self):
        """Whether the link still opens its page today."""
        self.ensure_one()
        return self.state == "active" and self.expires_on >= self.company_id._med_today()

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
            self._log_first_use()

    def _log_first_use(self):
        """Ledger entry of the first opening."""
        raise NotImplementedError
