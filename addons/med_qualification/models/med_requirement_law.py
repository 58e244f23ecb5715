from odoo import fields, models


class MedRequirement(models.Model):
    _name = "med.requirement"
    _inherit = ["med.requirement", "med.law.mixin"]

    law_article_ids = fields.Many2many(
        relation="med_requirement_law_rel", column1="row_id", column2="article_id"
    )
