from odoo import api, fields, models


class PurchaseOrder(models.Model):
    """The buyer sees how good the goods were before ordering more."""

    _inherit = "purchase.order"

    med_supplier_quality = fields.Char(
        "Supplier Quality",
        compute="_compute_med_supplier_quality",
        groups="med_base.group_med_user",
        help="Lots accepted as a whole, by lots inspected on receipt, and nonconformities of its goods, "
        "in the last twelve months.",
    )
    med_supplier_is_poor = fields.Boolean(
        compute="_compute_med_supplier_quality", groups="med_base.group_med_user"
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_med_supplier_quality(self):
        for company, orders in self.grouped("company_id").items():
            # sudo: a setting of the company
            least = company.sudo().med_supplier_min_rate
            # read once for all suppliers of the company
            orders.partner_id.with_company(company).mapped("med_accepted_rate")
            for order in orders:
                party = order.partner_id.with_company(company)
                order.med_supplier_quality = order._med_quality_text(party)
                order.med_supplier_is_poor = bool(
                    party.med_inspected_lots and party.med_accepted_rate < least
                )

    def _med_quality_text(self, party):
        """The figure in one line, empty for a supplier we know nothing about."""
        if not (party.med_inspected_lots or party.med_case_count):
            return False
        if not party.med_inspected_lots:
            return self.env._("%(cases)s nonconformities in 12 months", cases=party.med_case_count)
        return self.env._(
            "%(rate)s %% of %(lots)s lots accepted, %(cases)s nonconformities in 12 months",
            rate=f"{party.med_accepted_rate:.1f}",
            lots=party.med_inspected_lots,
            cases=party.med_case_count,
        )

    def action_med_supplier_quality(self):
        """Open the figures behind the line."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_med_supplier_quality()
