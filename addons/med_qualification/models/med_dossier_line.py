from odoo import api, fields, models
from odoo.tools import format_date

from ..medpapers import GOOD

STATUSES = [
    ("valid", "Valid"),
    ("expiring", "Expiring"),
    ("renewing", "Under Renewal"),
    ("pending", "Under Review"),
    ("altered", "Content Changed"),
    ("broken", "Letter Above Ended"),
    ("scope", "Out of Scope"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
    ("missing", "Missing"),
]


class MedDossierLine(models.Model):
    """One requirement of a file and how it stands today."""

    _name = "med.dossier.line"
    _description = "Requirement of a Dossier"
    _order = "dossier_id, sequence, id"

    dossier_id = fields.Many2one("med.dossier", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dossier_id.company_id", store=True, index=True)
    requirement_id = fields.Many2one(
        "med.requirement", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(related="requirement_id.sequence", store=True)
    is_required = fields.Boolean(related="requirement_id.is_required")
    type_ids = fields.Many2many(related="requirement_id.type_ids")
    law = fields.Char(related="requirement_id.law")
    paper_names = fields.Char(compute="_compute_paper_names")
    status = fields.Selection(STATUSES, compute="_compute_status")
    credential_id = fields.Many2one("med.credential", compute="_compute_status")
    date_valid_to = fields.Date(compute="_compute_status")
    needs_care = fields.Boolean(compute="_compute_status")
    is_good = fields.Boolean(compute="_compute_status")

    _requirement_uniq = models.UniqueIndex("(dossier_id, requirement_id)")

    @api.depends("requirement_id")
    @api.depends_context("lang")
    def _compute_paper_names(self):
        for line in self:
            line.paper_names = line.requirement_id._paper_names()

    @api.depends(
        "requirement_id",
        "dossier_id.partner_id.med_credential_ids.state",
        "dossier_id.partner_id.med_credential_ids.date_valid_to",
        "dossier_id.product_id.med_credential_ids.state",
        "dossier_id.product_id.med_credential_ids.date_valid_to",
    )
    @api.depends_context("uid")
    def _compute_status(self):
        judged = self.env["med.qualification"]._judge_dossiers(self.dossier_id)
        papers = self.env["med.credential"]
        found = [outcome.paper for outcomes in judged.values() for outcome in outcomes.values()]
        # a paper with personal data is named to those only who may open it
        readable = papers.browse({key for key in found if key})._filtered_access("read")
        for line in self:
            outcome = judged.get(line.dossier_id.id, {}).get(line.requirement_id.id)
            line.status = outcome.status if outcome else "missing"
            paper = papers.browse(outcome.paper) if outcome else papers
            line.credential_id = paper & readable
            line.is_good = line.status in GOOD
            line.needs_care = line.status not in ("valid", "renewing")
            # sudo: the end date is shown to whoever may see the file
            line.date_valid_to = paper.sudo().date_valid_to

    def _as_text(self):
        """Papers of these lines in one sentence, with what is wrong with each."""
        labels = dict(self._fields["status"]._description_selection(self.env))
        texts = [f"{line.paper_names} ({labels[line.status]})" for line in self]
        return "; ".join(dict.fromkeys(texts))

    def _as_row(self):
        """``✓ Business Licence: Valid, 2030-06-19`` for one line of a printed list."""
        self.ensure_one()
        label = dict(self._fields["status"]._description_selection(self.env))[self.status]
        lacking = "✗" if self.is_required else "–"
        mark = {"pending": "○"}.get(self.status, "✓" if self.is_good else lacking)
        end = f", {format_date(self.env, self.date_valid_to)}" if self.date_valid_to else ""
        return f"{mark} {self.paper_names}: {label}{end}"

    def _is_recorded(self):
        """Whether a paper with number and dates is there, reviewed or not."""
        self.ensure_one()
        if self.is_good:
            return True
        # sudo: what was recorded counts, whoever decides
        paper = self.sudo().credential_id
        kind = paper.type_id
        return (
            self.status == "pending"
            and (bool(paper.number) or not kind.needs_number)
            and (bool(paper.date_valid_to) or kind.expiry != "required")
        )

    def action_add_paper(self):
        """Open a new paper of this requirement's first type for the file's subject."""
        self.ensure_one()
        return self.dossier_id._paper_action(self.type_ids[:1])

    def action_open_paper(self):
        """Open the paper that answers this requirement best."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.credential",
            "res_id": self.credential_id.id,
            "views": [(False, "form")],
        }
