from odoo import fields, models


class MedCredentialType(models.Model):
    _name = "med.credential.type"
    _inherit = ["med.credential.type", "med.law.mixin"]

    law_article_ids = fields.Many2many(
        relation="med_credential_type_law_rel", column1="row_id", column2="article_id"
    )
