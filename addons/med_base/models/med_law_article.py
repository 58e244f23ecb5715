from odoo import api, fields, models


class MedLawArticle(models.Model):
    """One article in our own words, and the rules that rest on it."""

    _name = "med.law.article"
    _description = "Article of a Law"
    _order = "law_id, sequence, id"
    _rec_names_search = ["number", "name", "law_id.citation"]

    law_id = fields.Many2one("med.law", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="law_id.company_id", store=True, index="btree_not_null")
    version_id = fields.Many2one(
        "med.law.version",
        string="Changed By",
        index="btree_not_null",
        ondelete="set null",
        domain="[('law_id', '=', law_id)]",
        help="The version that brought it or worded it as it is now.",
    )
    number = fields.Char(required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    name = fields.Char(string="In Short", required=True, translate=True)
    check_ids = fields.Many2many(
        "med.gate.check", "med_gate_check_law_rel", "article_id", "row_id", string="Checks"
    )
    rule_count = fields.Integer(compute="_compute_rule_count", string="Rules")

    _number_uniq = models.UniqueIndex("(law_id, number)", "This article is in the library already.")

    @api.depends("number")
    def _compute_sequence(self):
        for article in self:
            digits = "".join(c for c in article.number or "" if c.isdigit())
            article.sequence = int(digits[:6] or 0)

    @api.depends("law_id.citation", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for article in self:
            article.display_name = self.env._(
                "%(law)s art. %(number)s", law=article.law_id.citation or "", number=article.number or ""
            )

    @api.depends("check_ids")
    def _compute_rule_count(self):
        for article in self:
            article.rule_count = len(article._cited_rows())

    def _cited_rows(self):
        """Hook: list of the records (checks, requirement rows …) that rest on this article."""
        self.ensure_one()
        return list(self.check_ids)
