from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [("draft", "Draft"), ("issued", "Issued")]


class MedDocumentPack(models.Model):
    """Papers given out as one PDF: whose, to whom, for what, until when."""

    _name = "med.document.pack"
    _description = "Outgoing Pack of Papers"
    _inherit = ["med.guarded.mixin", "med.retention.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _guarded_fields = ("state", "attachment_id", "sha256", "issued_on", "issued_by_id")

    name = fields.Char(
        default=lambda self: self.env._("New"), copy=False, readonly=True, required=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    recipient_id = fields.Many2one("res.partner", required=True, index=True, tracking=True)
    purpose = fields.Char(
        required=True, default=lambda self: self.env._("filing"),
        help="Stands in the watermark on every page.",
    )
    watermark = fields.Char(
        compute="_compute_watermark", store=True, readonly=False, required=True, precompute=True
    )
    valid_until = fields.Date(
        required=True,
        default=lambda self: fields.Date.add(self.env.company._med_today(), days=90),
        help="Printed on the cover and below every page.",
    )
    user_id = fields.Many2one(
        "res.users", string="Made By", required=True, default=lambda self: self.env.user
    )
    origin = fields.Char(string="For Document")
    product_ids = fields.Many2many(
        "product.product", string="Products", check_company=True,
        domain=[("is_medical_device", "=", True)],
    )
    has_own = fields.Boolean(string="Our Own Papers", default=True)
    has_maker = fields.Boolean(
        string="Papers of the Manufacturers", default=True,
        help="Of the registrants that supply the products.",
    )
    line_ids = fields.One2many("med.document.pack.line", "pack_id", string="Papers")
    paper_count = fields.Integer(compute="_compute_paper_count")
    missing_text = fields.Text(compute="_compute_missing_text", string="Missing")
    left_out_text = fields.Text(compute="_compute_missing_text", string="Left Out")
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True,
        index=True,
    )
    issued_on = fields.Date(string="Given Out On", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", string="Given Out By", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null", bypass_search_access=True,
    )
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)

    @api.depends("recipient_id", "purpose")
    def _compute_watermark(self):
        for pack in self:
            if pack.state == "issued":
                continue
            pack.watermark = pack._words().env._(
                "Only for %(purpose)s by %(recipient)s",
                recipient=pack.recipient_id.commercial_partner_id.name or "",
                purpose=pack.purpose or "",
            )

    def _words(self):
        """This pack in the language of its recipient."""
        self.ensure_one()
        return self.with_context(
            lang=self.env["med.portal.send"]._language(self.recipient_id)
        )

    @api.depends("line_ids.is_included")
    def _compute_paper_count(self):
        for pack in self:
            pack.paper_count = len(pack.line_ids.filtered("is_included"))

    @api.depends("product_ids", "has_own", "has_maker", "company_id")
    @api.depends_context("lang")
    def _compute_missing_text(self):
        for pack in self:
            found = self.env["med.pack.finder"]._find(pack)
            pack.missing_text = "\n".join(found["missing"]) or False
            pack.left_out_text = "\n".join(found["left_out"]) or False

    # CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: the papers stand there at once, to be ticked off
        packs = super().create(vals_list)
        for pack in packs:
            if not pack.line_ids:
                pack._sync_lines()
        return packs

    def write(self, vals):
        # EXTENDS base: what was given out stays as it was
        content = {
            "recipient_id", "purpose", "watermark", "valid_until", "product_ids", "has_own",
            "has_maker", "line_ids", "company_id", "name",
        }
        issued = self.filtered(lambda pack: pack.state == "issued")
        if content & set(vals) and issued and not issued._has_ticket("state", set(vals)):
            raise UserError(
                self.env._(
                    "%(pack)s was given out to %(recipient)s and stays as it was. Make a "
                    "new pack instead.",
                    pack=issued[0].name,
                    recipient=issued[0].recipient_id.display_name,
                )
            )
        result = super().write(vals)
        if {"product_ids", "has_own", "has_maker", "company_id"} & set(vals):
            for pack in self:
                pack._sync_lines()
        return result

    def _sync_lines(self):
        """Lines for the papers found now; what a person ticked off stays off."""
        self.ensure_one()
        found = self.env["med.pack.finder"]._find(self)["papers"]
        wanted = {credential: (kind, place) for place, (kind, credential) in enumerate(found)}
        self.line_ids.filtered(lambda line: line.credential_id not in wanted).unlink()
        present = {line.credential_id: line for line in self.line_ids}
        self.env["med.document.pack.line"].create(
            [
                {
                    "pack_id": self.id,
                    "credential_id": credential.id,
                    "kind": kind,
                    "sequence": place,
                }
                for credential, (kind, place) in wanted.items()
                if credential not in present
            ]
        )

    def action_refresh(self):
        """Look again which papers are in force."""
        for pack in self:
            if pack.state == "draft":
                pack._sync_lines()
        return True

    # retention -----------------------------------------------------------

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "qualification_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin: drafts are no evidence yet
        return self.state == "issued"

    @api.model
    def _retention_depends(self):
        # EXTENDS med.retention.mixin
        return ["state"]
