from odoo import fields, models

WAREHOUSES = [
    ("own", "Own warehouse"),
    ("third_party", "Run by a third party"),
    ("both", "Own and third party"),
]
MODES = [("wholesale", "Wholesale"), ("retail", "Retail"), ("both", "Wholesale and retail")]
STRICTNESS = [
    ("lenient", "Lenient: remind"),
    ("normal", "Normal: stop long overdue, remind at the limit"),
    ("strict", "Strict: stop overdue and over limit"),
]


class ResCompany(models.Model):
    """What the set-up says about the company; the parts of the suite read it here."""

    _inherit = "res.company"

    med_business_mode = fields.Selection(MODES, string="Mode of Business", default="wholesale")
    med_has_implants = fields.Boolean(string="Trades Implants")
    med_has_ivd = fields.Boolean(string="Trades In-vitro Diagnostics")
    med_has_cold_chain = fields.Boolean(string="Trades Cold Chain Goods")
    med_has_equipment = fields.Boolean(string="Trades Large Equipment")
    med_warehouse_kind = fields.Selection(WAREHOUSES, string="Warehouse", default="own")
    med_deputy_id = fields.Many2one(
        "res.users", string="Deputy of the Quality Head", copy=False, domain=[("share", "=", False)]
    )
    med_on_call_id = fields.Many2one(
        "res.users",
        string="Manager on Call",
        copy=False,
        domain=[("share", "=", False)],
        help="Who is asked when a delivery cannot wait.",
    )
    med_credit_strictness = fields.Selection(STRICTNESS, string="Credit", default="normal")
    med_min_remaining_months = fields.Integer(
        string="Least Remaining Life (Months)",
        default=6,
        help="Goods with less left are not taken in without asking, and not offered.",
    )
    med_number_prefix = fields.Char(string="Prefix of Numbers", size=8)
