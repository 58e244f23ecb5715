from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PATH = "/papers"


class MedPortalLink(models.Model):
    """A personal link by which one party sends its papers without a password."""

    _name = "med.portal.link"
    _description = "Upload Link"
    _inherit = ["med.personal.link.mixin"]
    _check_company_auto = True
    _link_path = PATH

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
    sent_by = fields.Selection(
        [("mail", "By mail"), ("copy", "To be copied")], string="Way", default="copy",
        required=True, readonly=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
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

    # making --------------------------------------------------------------

    @api.model
    def _guarded_names(self):
        # EXTENDS med_base
        return (*super()._guarded_names(), "partner_id", "company_id", "user_id", "sent_by")

    @api.model
    def _make(self, partner, sent_by="copy"):
        """Make a link to a party's page of papers.

        :param partner: contact or company it is for; its language is the page's
        :return: (link, URL); the URL cannot be had again
        :raise AccessError: for people who may not enter papers
        """
        self._check_may_send(partner)
        company = self.env.company
        vals = {
            "partner_id": partner.id,
            "company_id": company.id,
            "user_id": self.env.user.id,
            "sent_by": sent_by,
        }
        link, url = self._make_link(vals, company, company.med_link_days)
        self.env["med.ledger.entry"]._append(
            "portal.link_sent",
            partner,
            {"link": link.id, "way": sent_by, "until": fields.Date.to_string(link.expires_on)},
        )
        return link.with_env(self.env), url

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

    def _log_first_use(self):
        # OVERRIDE
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
