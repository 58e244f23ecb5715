import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

PATH = "/papers"


class MedPortalLink(models.Model):
    """A personal link by which one party sends its papers without a password.

    Only the hash of its token is kept: who reads the database cannot open the page,
    and the link itself is shown once, to the person who makes it.
    """

    _name = "med.portal.link"
    _description = "Upload Link"
    _inherit = ["med.guarded.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _guarded_fields = (
        "state",
        "token_hash",
        "partner_id",
        "company_id",
        "user_id",
        "use_count",
        "first_used_at",
        "last_used_at",
        "expires_on",
        "sent_by",
    )

    partner_id = fields.Many2one(
        "res.partner", string="Sent To", required=True, index=True, ondelete="cascade",
        readonly=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Party", store=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users", string="Sent By", readonly=True, default=lambda self: self.env.user,
        help="Is told once what became of the papers.",
    )
    token_hash = fields.Char(
        required=True, copy=False, readonly=True, groups="base.group_system"
    )
    sent_by = fields.Selection(
        [("mail", "By mail"), ("copy", "To be copied")], string="Way", default="copy",
        required=True, readonly=True,
    )
    expires_on = fields.Date(string="Open Until", required=True, readonly=True)
    state = fields.Selection(
        [("active", "Active"), ("revoked", "Revoked")], default="active", required=True,
        readonly=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    use_count = fields.Integer(string="Opened", readonly=True)
    first_used_at = fields.Datetime(readonly=True)
    last_used_at = fields.Datetime(string="Last Opened", readonly=True)
    upload_ids = fields.One2many("med.upload", "link_id", string="Received")

    _token_uniq = models.UniqueIndex("(token_hash)", "This link exists already.")

    @api.depends("partner_id", "expires_on")
    def _compute_display_name(self):
        # EXTENDS base
        for link in self:
            link.display_name = f"{link.partner_id.display_name} ({link.expires_on})"

    @api.depends("state", "expires_on")
    def _compute_is_open(self):
        for link in self:
            link.is_open = link._is_open()

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._med_today()
        domain = fields.Domain([("state", "=", "active"), ("expires_on", ">=", today)])
        return domain if True in value else ~domain

    def _is_open(self):
        """Whether the link still opens the page today."""
        self.ensure_one()
        return self.state == "active" and (
            self.expires_on >= self.company_id._med_today()
        )

    # making --------------------------------------------------------------

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _make(self, partner, sent_by="copy"):
        """Make a link to a party's page of papers.

        :param partner: contact or company it is for; its language is the page's
        :return: (link, URL); the URL cannot be had again
        :raise AccessError: for people who may not enter papers
        """
        self._check_may_send(partner)
        token = secrets.token_urlsafe(24)
        company = self.env.company
        until = fields.Date.add(company._med_today(), days=company.med_link_days)
        vals = {
            "partner_id": partner.id,
            "company_id": company.id,
            "user_id": self.env.user.id,
            "token_hash": self._hash(token),
            "sent_by": sent_by,
            "expires_on": until,
        }
        # sudo: links are made here only, never by writing the table
        links = self.sudo()._with_ticket("create", list(vals))
        link = links.create(vals).with_env(self.env)
        self.env["med.ledger.entry"]._append(
            "portal.link_sent",
            partner,
            {"link": link.id, "way": sent_by, "until": fields.Date.to_string(until)},
        )
        return link, f"{self.get_base_url()}{PATH}/{token}"

    @api.model
    def _check_may_send(self, partner):
        if not self.env["med.credential"].has_access("create"):
            raise AccessError(
                self.env._(
                    "Upload links are sent by sales, purchasing and quality staff. Ask one "
                    "of them to send it to %(partner)s.",
                    partner=partner.display_name,
                )
            )
        partner.check_access("read")
        if partner.commercial_partner_id == self.env.company.partner_id:
            raise UserError(
                self.env._(
                    "%(partner)s is our own company: add its papers in our own file.",
                    partner=partner.display_name,
                )
            )

    # using ---------------------------------------------------------------

    @api.model
    def _by_token(self, token):
        """The link a visitor's token belongs to, open or not; none if unknown."""
        return self.search([("token_hash", "=", self._hash(token or ""))], limit=1)

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
            self.env["med.ledger.entry"]._append(
                "portal.link_opened", self.partner_id, {"link": self.id}, self.company_id
            )

    def action_revoke(self):
        """Close these links at once."""
        for link in self:
            link._check_may_send(link.partner_id)
        self.check_access("read")
        open_links = self.filtered(lambda link: link.state == "active")
        # sudo: nobody writes links but through their methods
        open_links.sudo()._guarded_write({"state": "revoked"})
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "portal.link_revoked",
                    "record": link.partner_id,
                    "facts": {"link": link.id},
                    "company": link.company_id,
                }
                for link in open_links
            ]
        )
        return True
