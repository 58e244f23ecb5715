from odoo import api, fields, models
from odoo.exceptions import UserError

from .med_dossier_line import STATUSES

FINE = ("valid", "expiring", "renewing", "ended")


class MedGapLine(models.Model):
    """One rule and one file: what lacks, who mends it until when."""

    _name = "med.gap.line"
    _description = "Line of a Gap List"
    _order = "list_id, is_gap desc, law_text, id"

    list_id = fields.Many2one("med.gap.list", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    dossier_id = fields.Many2one(
        "med.dossier", string="File", required=True, index=True, ondelete="cascade", readonly=True
    )
    requirement_id = fields.Many2one(
        "med.requirement", string="Rule", required=True, index=True, ondelete="cascade", readonly=True
    )
    law_text = fields.Char(string="Law", compute="_compute_law_text", store=True)
    law_article_ids = fields.Many2many(related="requirement_id.law_article_ids")
    direction = fields.Selection(related="dossier_id.direction", store=True)
    partner_id = fields.Many2one(related="dossier_id.partner_id", store=True, index="btree_not_null")
    product_id = fields.Many2one(related="dossier_id.product_id", store=True, index="btree_not_null")
    credential_id = fields.Many2one("med.credential", string="Paper", ondelete="set null", readonly=True)
    status = fields.Selection([*STATUSES, ("ended", "No longer asked")], readonly=True)
    is_gap = fields.Boolean(string="Gap", compute="_compute_is_gap", store=True)
    product_line = fields.Char(compute="_compute_trade", store=True)
    trade = fields.Selection(
        [("domestic", "Domestic"), ("import", "Import"), ("export", "Export")],
        string="Import or Export",
        compute="_compute_trade",
        store=True,
    )
    owner_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    date_due = fields.Date(string="Due")
    measure = fields.Char()
    is_done = fields.Boolean(string="Done")

    _rule_uniq = models.UniqueIndex("(list_id, dossier_id, requirement_id)")

    @api.depends("requirement_id")
    def _compute_law_text(self):
        for line in self:
            line.law_text = line.requirement_id.law

    @api.depends("status", "requirement_id.is_required")
    def _compute_is_gap(self):
        for line in self:
            line.is_gap = line.status not in FINE and line.requirement_id.is_required

    @api.depends("dossier_id", "requirement_id")
    def _compute_trade(self):
        for line in self:
            product, partner = line.dossier_id.product_id, line.dossier_id.partner_id
            categories = product.med_category_ids or line.requirement_id.category_ids
            line.product_line = " ".join(sorted(categories.mapped("code"))) or False
            foreign = partner.med_party_type_id.is_foreign
            if product.med_origin in ("import", "hmt") or (foreign and line.direction == "supplier"):
                line.trade = "import"
            else:
                line.trade = "export" if foreign else "domestic"

    def write(self, vals):
        # EXTENDS base: what was judged is not written by hand
        fixed = {"list_id", "dossier_id", "requirement_id"} & set(vals)
        if fixed:
            raise UserError(self.env._("A line stays with its rule and its file: compute the list again."))
        return super().write(vals)

    def action_open(self):
        """Open the file concerned."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.dossier",
            "res_id": self.dossier_id.id,
            "views": [(False, "form")],
        }
