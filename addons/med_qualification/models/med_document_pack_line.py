from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.pdf_pack import Sheet

KINDS = [
    ("own", "Our own"),
    ("product", "Of the product"),
    ("maker", "Of the manufacturer"),
    ("other", "Other"),
]


class MedDocumentPackLine(models.Model):
    """One version of one paper in a pack: the log of who holds what."""

    _name = "med.document.pack.line"
    _description = "Paper in an Outgoing Pack"
    _order = "pack_id desc, sequence, id"

    pack_id = fields.Many2one("med.document.pack", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pack_id.company_id", store=True, index=True)
    recipient_id = fields.Many2one(
        related="pack_id.recipient_id.commercial_partner_id", string="Held By", store=True,
        index=True,
    )
    state = fields.Selection(related="pack_id.state", store=True)
    issued_on = fields.Date(related="pack_id.issued_on", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="other", readonly=True)
    credential_id = fields.Many2one(
        "med.credential", string="Paper", required=True, index=True, ondelete="restrict"
    )
    version = fields.Integer(related="credential_id.version", store=True)
    holder = fields.Char(compute="_compute_holder")
    date_valid_to = fields.Date(related="credential_id.date_valid_to")
    is_included = fields.Boolean(string="Give Out", default=True)
    page = fields.Integer(readonly=True)
    is_current = fields.Boolean(compute="_compute_is_current", search="_search_is_current")

    @api.depends("credential_id")
    def _compute_holder(self):
        for line in self:
            paper = line.credential_id
            line.holder = paper.holder_name or (paper.product_id or paper.partner_id).display_name

    @api.depends("credential_id.state")
    def _compute_is_current(self):
        for line in self:
            line.is_current = line.credential_id.state in ("valid", "renewing")

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain("credential_id.state", "in", ("valid", "renewing"))
        return domain if True in value else ~domain

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        lines = super().create(vals_list)
        lines._check_open({"credential_id"})
        lines._check_may_give()
        return lines

    def write(self, vals):
        # EXTENDS base
        self._check_open(set(vals))
        result = super().write(vals)
        if {"credential_id", "pack_id"} & set(vals):
            self._check_open(set(vals))  # nor into a pack that was given out
            self._check_may_give()
        return result

    def unlink(self):
        # EXTENDS base
        self._check_open({"pack_id"})
        return super().unlink()

    def _check_may_give(self):
        """Ours, of our products and of suppliers: papers of customers go to nobody."""
        self.credential_id.check_access("read")
        parties = self.credential_id.commercial_partner_id
        # sudo: who supplies us is known to whoever gives out papers
        sellers = self.env["product.supplierinfo"].sudo().search(
            [("partner_id.commercial_partner_id", "in", parties.ids)]
        )
        allowed = sellers.partner_id.commercial_partner_id | self.company_id.partner_id
        for line in self:
            paper = line.credential_id
            party = paper.commercial_partner_id
            ours = not party or party in allowed
            if not ours or paper.is_sensitive or paper.company_id != line.company_id:
                raise UserError(
                    self.env._(
                        "%(paper)s is not given out: packs hold our own papers, those of "
                        "products and of suppliers, without personal data.",
                        paper=paper.display_name,
                    )
                )

    def _check_open(self, names):
        issued = self.pack_id.filtered(lambda pack: pack.state == "issued")
        if issued and not self._has_ticket("issue", names):
            raise UserError(
                self.env._(
                    "%(pack)s was given out and stays as it was. Make a new pack instead.",
                    pack=issued[0].name,
                )
            )

    def _as_sheet(self):
        """This paper with its files as plain ``Sheet``."""
        self.ensure_one()
        paper = self.credential_id.sudo()  # sudo: a clerk need not read each paper
        words = paper.with_context(lang=self.pack_id._words().env.lang)
        until = words.date_valid_to
        subject = paper.product_id or paper.partner_id
        return Sheet(
            title=words.type_id.name,
            number=paper.number or "",
            holder=paper.product_id.name or paper.holder_name or subject.display_name,
            until=format_date(words.env, until) if until else words.env._("no end"),
            files=[(file.name, file.raw) for file in paper.attachment_ids],
        )
