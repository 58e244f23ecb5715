from odoo import api, fields, models


class MedLawMixin(models.AbstractModel):
    """Rules that rest on articles of the library, by their citation in ``law``."""

    _name = "med.law.mixin"
    _description = "Rule Resting on Law"

    law_article_ids = fields.Many2many("med.law.article", string="Articles")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: what the citation names is linked
        rows = super().create(vals_list)
        rows._med_link_cited()
        return rows

    def _med_link_cited(self):
        """Link those of these rows that cite articles and have none yet."""
        # the citation as shipped, whatever language the reader has
        rows = self.with_context(lang="en_US").filtered(lambda row: row.law and not row.law_article_ids)
        articles = self.env["med.law"]._articles_cited(rows.mapped("law"))
        for row in rows:
            if found := articles.get(row.law):
                models.Model.write(row, {"law_article_ids": [(6, 0, found.ids)]})

    @api.model
    def _med_link_all(self):
        """Link all rows of this model, those made before the library included."""
        self.with_context(active_test=False).search([("law_article_ids", "=", False)])._med_link_cited()
