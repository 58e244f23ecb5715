from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    med_supplier_min_rate = fields.Float(
        "Least Share of Lots Accepted (%)",
        default=95.0,
        help="A supplier below it is marked on the purchase order.",
    )
