from odoo import fields, models


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "med.guarded.mixin"]

    _guarded_fields = ("med_mode",)

    med_mode = fields.Selection(
        [("trial", "Trial"), ("live", "Live")], default="trial", required=True
    )
    med_quality_head_id = fields.Many2one("res.users")
