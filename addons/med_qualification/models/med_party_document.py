from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("paper", "Credentials"),
    ("contract", "Contracts"),
    ("statement", "Statements and Proofs"),
    ("file", "Party Files"),
    ("visit", "Site Visits"),
    ("background", "Background Findings"),
    ("audit", "Approval Records"),
]
STATEMENTS = ("need_statement", "annual_report", "billing_information")

# papers with personal data are not in it, whoever looks
PAPERS = """
    SELECT c.id * 16 AS id, 'med.credential' AS res_model, c.id AS res_id,
        CASE WHEN t.is_contract THEN 'contract' WHEN t.code IN %(statements)s THEN 'statement'
            ELSE 'paper' END AS kind,
        c.commercial_partner_id AS partner_id, c.company_id, c.type_id, c.number AS name,
        COALESCE(c.date_issued, c.date_valid_from, c.create_date::date) AS day,
        c.date_valid_to, c.version, c.state AS status, (
            SELECT count(*) FROM med_credential_attachment_rel f WHERE f.credential_id = c.id
        ) AS file_count
    FROM med_credential c
    JOIN med_credential_type t ON t.id = c.type_id AND t.is_sensitive IS NOT TRUE
    WHERE c.commercial_partner_id IS NOT NULL
"""
FILES = """
    SELECT d.id * 16 + 1, 'med.dossier', d.id, 'file', d.partner_id, d.company_id,
        NULL::integer, NULL, COALESCE(d.qualified_on, d.create_date::date), d.review_on,
        NULL::integer, d.state, 0
    FROM med_dossier d WHERE d.partner_id IS NOT NULL
"""
BACKGROUND = """
    SELECT b.id * 16 + 2, 'med.background.finding', b.id, 'background', b.partner_id,
        b.company_id, NULL::integer, b.summary, b.found_on, NULL::date, NULL::integer, b.state, (
            SELECT count(*) FROM med_background_attachment_rel f WHERE f.finding_id = b.id)
    FROM med_background_finding b
"""
VISITS = """
    SELECT v.id * 16 + 4, 'med.site.visit', v.id, 'visit', p.commercial_partner_id, v.company_id,
        NULL::integer, v.name, v.visited_on, NULL::date, NULL::integer, v.state, (
            SELECT count(*) FROM med_site_visit_attachment_rel f WHERE f.med_site_visit_id = v.id)
    FROM med_site_visit v JOIN res_partner p ON p.id = v.partner_id
"""
AUDITS = """
    SELECT r.id * 16 + 3, 'med.approval.request', r.id, 'audit',
        COALESCE(d.partner_id, c.commercial_partner_id), r.company_id, c.type_id, r.res_name,
        COALESCE(r.closed_at, r.submitted_at)::date, NULL::date, NULL::integer, r.state, 0
    FROM med_approval_request r
    LEFT JOIN med_dossier d ON r.res_model = 'med.dossier' AND d.id = r.res_id
    LEFT JOIN med_credential c ON r.res_model = 'med.credential' AND c.id = r.res_id
    LEFT JOIN med_credential_type t ON t.id = c.type_id
    WHERE t.is_sensitive IS NOT TRUE
        AND COALESCE(d.partner_id, c.commercial_partner_id) IS NOT NULL
"""


class MedPartyDocument(models.Model):
    """All documents of a party in one list, whatever record keeps them.

    Read from where they are at each look: entered once, found by every department.
    """

    _name = "med.party.document"
    _description = "Document of a Party"
    _auto = False
    _order = "day desc, id desc"
    _depends = {
        "med.approval.request": ["closed_at", "res_id", "res_model", "state"],
        "med.background.finding": ["attachment_ids", "found_on", "partner_id", "state", "summary"],
        "med.credential": [
            "attachment_ids",
            "commercial_partner_id",
            "company_id",
            "date_issued",
            "date_valid_from",
            "date_valid_to",
            "number",
            "state",
            "type_id",
            "version",
        ],
        "med.credential.type": ["code", "is_contract", "is_sensitive"],
        "med.site.visit": ["company_id", "name", "partner_id", "state", "visited_on"],
        "med.dossier": ["company_id", "partner_id", "qualified_on", "review_on", "state"],
    }

    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True, aggregator=None)
    kind = fields.Selection(KINDS, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Party", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    type_id = fields.Many2one("med.credential.type", readonly=True)
    name = fields.Char(string="Number or Title", readonly=True)
    day = fields.Date(string="Date", readonly=True)
    date_valid_to = fields.Date(string="Valid Until", readonly=True)
    version = fields.Integer(readonly=True, aggregator=None)
    file_count = fields.Integer(string="Files", readonly=True)
    status = fields.Char(string="State Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_status_label")

    @property
    def _table_query(self):
        parts = [part if isinstance(part, SQL) else SQL(part) for part in self._document_queries()]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _document_queries(self):
        """Hook: selects with the columns of the first; ids are multiples of 16 plus a slot."""
        return [SQL(PAPERS, statements=STATEMENTS), FILES, VISITS, BACKGROUND, AUDITS]

    @api.depends("status", "res_model")
    @api.depends_context("lang")
    def _compute_status_label(self):
        labels = {
            model: dict(self.env[model]._fields["state"]._description_selection(self.env))
            for model in set(self.mapped("res_model"))
            if model in self.env and "state" in self.env[model]._fields
        }
        for document in self:
            words = labels.get(document.res_model, {})
            document.status_label = words.get(document.status, document.status)

    @api.depends("type_id", "kind", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS base
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            parts = (document.type_id.name or kinds.get(document.kind), document.name)
            document.display_name = " ".join(part for part in parts if part)

    def action_open(self):
        """The record that keeps the document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_document_count = fields.Integer(compute="_compute_med_document_count")

    def _compute_med_document_count(self):
        counts = self._med_count("med.party.document", "partner_id")
        for partner in self:
            partner.med_document_count = counts.get(partner.commercial_partner_id, 0)

    def action_med_view_documents(self):
        """Every document of this party, by kind."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "med_qualification.med_party_document_action"
        )
        return {
            **action,
            "name": self.env._("Documents of %(name)s", name=self.commercial_partner_id.name),
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"search_default_by_kind": 1},
        }
