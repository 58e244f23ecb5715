from odoo import api, fields, models


class MedDossier(models.Model):
    """What was found about the party, beside its papers."""

    _inherit = "med.dossier"

    background_ids = fields.Many2many(
        "med.background.finding", compute="_compute_background", string="Background Findings"
    )
    background_text = fields.Text(compute="_compute_background", string="Found About the Party")

    @api.depends("partner_id.med_background_ids.state", "company_id")
    @api.depends_context("lang")
    def _compute_background(self):
        found = self.env["med.background.finding"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        by_file = found.grouped(lambda f: (f.company_id, f.partner_id))
        for dossier in self:
            mine = by_file.get((dossier.company_id, dossier.partner_id), found.browse())
            dossier.background_ids = mine
            dossier.background_text = "\n".join(f._as_note() for f in mine) or False

    def _approval_review_fields(self):
        # EXTENDS med_qualification
        return [*super()._approval_review_fields(), "background_text"]

    def _approval_review_notes(self):
        # EXTENDS med_qualification: open severe findings warn whoever decides
        notes = super()._approval_review_notes()
        for finding in self.background_ids:
            if finding.severity == "severe" and finding.state == "open":
                notes.append(
                    self.env._(
                        "Background not concluded: %(finding)s", finding=finding._as_note()
                    )
                )
            elif finding.verdict == "refuse":
                notes.append(
                    self.env._(
                        "Quality concluded not to trade: %(finding)s",
                        finding=finding._as_note(),
                    )
                )
        return notes
