from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "med.contract.mixin"]

    _contract_orders_field = "sale_order_ids"
    _contract_type_codes = ("sale_contract",)


class ReportSaleContract(models.AbstractModel):
    _name = "report.med_qualification.report_sale_contract"
    _inherit = "med.contract.report"
    _description = "Sale Contract"

    _contract_model = "sale.order"
