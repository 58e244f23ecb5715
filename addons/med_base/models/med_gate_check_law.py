from odoo import fields, models


class MedGateCheck(models.Model):
    _name = "med.gate.check"
    _inherit = ["med.gate.check", "med.law.mixin"]

    law_article_ids = fields.Many2many(
        relation="med_gate_check_law_rel", column1="row_id", column2="article_id"
    )
