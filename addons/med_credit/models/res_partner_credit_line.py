from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_line = fields.Json(compute="_compute_credit_line", groups="med_base.group_med_user")

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_credit_line(self):
        customers = self.filtered(lambda p: p._origin.id and (p.is_company or p.parent_id))
        lines = self.env["med.credit.account"]._credit_lines(customers, self.env.company)
        for partner in self:
            partner.credit_line = lines.get(partner.commercial_partner_id._origin, False)
