from odoo import fields, models


class ResCompany(models.Model):
    """Since when orders are judged on credit, and who decides when nobody else is there."""

    _inherit = "res.company"

    med_credit_since = fields.Date(
        string="Credit Judged Since",
        copy=False,
        help="Empty: orders and deliveries are not judged on credit yet. Orders confirmed "
        "before this day are not asked again for the limit.",
    )
    med_on_call_ids = fields.Many2many(
        "res.users",
        "res_company_med_on_call_rel",
        "company_id",
        "user_id",
        string="People on Call",
        copy=False,
        domain=[("share", "=", False)],
        help="They may let an order go in an emergency; the papers follow within 24 hours.",
    )

    def _med_credit_is_on(self):
        """Whether orders of this company are judged on credit today."""
        self.ensure_one()
        # sudo: salespeople and the warehouse need not read the company's settings
        since = self.sudo().med_credit_since
        return bool(since) and since <= self._med_today()

    def _med_people_on_call(self):
        """res.users who may let an order go in an emergency."""
        self.ensure_one()
        company = self.sudo()  # sudo: as above
        return company.med_on_call_ids | company.med_on_call_id
