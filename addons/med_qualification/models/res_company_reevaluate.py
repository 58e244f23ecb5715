from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    med_unreserve_stopped = fields.Boolean(
        string="Free Reservations of Stopped Parties",
        help="Goods reserved for a party that quality stops go back to free stock. Otherwise "
        "they stay reserved and only shipping is stopped.",
    )
