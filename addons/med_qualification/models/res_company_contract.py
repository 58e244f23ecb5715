from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    med_contract_quality_terms = fields.Text(
        string="Quality Responsibility",
        translate=True,
        help="Printed on contracts instead of the standard clause.",
    )
    med_contract_service_terms = fields.Text(
        string="After-sales Responsibility",
        translate=True,
        help="Printed on contracts instead of the standard clause.",
    )
    med_contract_terms = fields.Text(
        string="Further Terms",
        translate=True,
        help="Printed on contracts after the clauses of quality and after-sales.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    med_contract_quality_terms = fields.Text(
        related="company_id.med_contract_quality_terms", readonly=False
    )
    med_contract_service_terms = fields.Text(
        related="company_id.med_contract_service_terms", readonly=False
    )
    med_contract_terms = fields.Text(related="company_id.med_contract_terms", readonly=False)
