from odoo import models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "med.contract.mixin"]

    _contract_orders_field = "purchase_order_ids"
    _contract_type_codes = ("purchase_contract",)


class ReportPurchaseContract(models.AbstractModel):
    _name = "report.med_qualification.report_purchase_contract"
    _inherit = "med.contract.report"
    _description = "Purchase Contract"

    _contract_model = "purchase.order"
