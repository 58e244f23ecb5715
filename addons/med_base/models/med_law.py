from odoo import api, fields, models
from odoo.fields import Domain

from ..medkernel.citations import read_citations


class MedLaw(models.Model):
    """A law, regulation, notice or rule of the house, with its versions and articles."""

    _name = "med.law"
    _description = "Law"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    citation = fields.Char(
        required=True,
        translate=True,
        help="How checks and requirements cite it: “GSP”, “Order 54”.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("regulation", "Regulation of the State Council"),
            ("order", "Departmental rule"),
            ("notice", "Notice"),
            ("standard", "Standard"),
            ("house", "Rule of the house"),
        ],
        required=True,
        default="house",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for every company."
    )
    issuer = fields.Char(translate=True)
    note = fields.Text(string="Used For", translate=True)
    version_ids = fields.One2many("med.law.version", "law_id", string="Versions")
    article_ids = fields.One2many("med.law.article", "law_id", string="Articles")
    current_version_id = fields.Many2one("med.law.version", compute="_compute_current")
    date_from = fields.Date(string="In Force Since", compute="_compute_current")
    article_count = fields.Integer(compute="_compute_article_count")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "This law is in the library already."
    )

    @api.depends("version_ids.status", "version_ids.date_from")
    def _compute_current(self):
        for law in self:
            versions = law.version_ids.filtered(lambda v: v.status == "in_force")
            law.current_version_id = versions.sorted("date_from")[-1:]
            law.date_from = law.current_version_id.date_from

    @api.depends("article_ids")
    def _compute_article_count(self):
        counts = dict(
            self.env["med.law.article"]._read_group(
                [("law_id", "in", self.ids)], ["law_id"], ["__count"]
            )
        )
        for law in self:
            law.article_count = counts.get(law, 0)

    @api.model
    def _articles_cited(self, texts):
        """Articles that some citations name.

        :param texts: iterable of texts like "Order 54 art. 4, 23; GSP art. 82"
        :return: {text: med.law.article}, without those the library does not have
        """
        cited = {text: read_citations(text) for text in set(texts) if text}
        names = {name for pairs in cited.values() for name, _number in pairs}
        numbers = {number for pairs in cited.values() for _name, number in pairs}
        domain = Domain("law_id.citation", "in", list(names)) & Domain("number", "in", list(numbers))
        # sudo: the law is the same for everybody who writes a rule; cited as shipped
        articles = self.env["med.law.article"].sudo().with_context(lang="en_US").search(domain)
        by_key = {(a.law_id.citation, a.number): a.id for a in articles}
        return {
            text: articles.browse([by_key[pair] for pair in pairs if pair in by_key])
            for text, pairs in cited.items()
        }
