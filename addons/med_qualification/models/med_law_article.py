from odoo import fields, models


class MedLawArticle(models.Model):
    _inherit = "med.law.article"

    requirement_ids = fields.Many2many(
        "med.requirement", "med_requirement_law_rel", "article_id", "row_id", string="Requirements"
    )
    type_ids = fields.Many2many(
        "med.credential.type", "med_credential_type_law_rel", "article_id", "row_id", string="Papers"
    )

    def _cited_rows(self):
        # EXTENDS med_base
        return [*super()._cited_rows(), *self.requirement_ids, *self.type_ids]
