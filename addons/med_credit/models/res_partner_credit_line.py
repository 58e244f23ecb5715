from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_line = fields.Json(compute="_compute_credit_line", groups="med_credit.group_credit_reader")

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_credit_line(self):
        customers = self.filtered(lambda p: p._origin.id and (p.is_company or p.parent_id))
        lines = self.env["med.credit.account"]._credit_lines(customers, self.env.company)
        for partner in self:
            partner.credit_line = lines.get(partner.commercial_partner_id._origin, False)

    def action_open_credit_account(self):
        """The credit account of this customer in the user's company; the list where there is none."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_account_action")
        customer, company = self.commercial_partner_id, self.env.company
        domain = [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        account = self.env["med.credit.account"].search(domain, limit=1)
        if account:
            action.update(res_id=account.id, view_mode="form", views=[(False, "form")])
        return action
