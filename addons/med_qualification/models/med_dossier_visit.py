from odoo import fields, models


class MedDossier(models.Model):
    """The visits at a party stand in its file and before its reviewers."""

    _inherit = "med.dossier"

    visit_ids = fields.One2many("med.site.visit", "dossier_id", string="Site Visits")

    def _approval_review_notes(self):
        # EXTENDS med_qualification
        notes = super()._approval_review_notes()
        done = self.visit_ids.filtered(lambda visit: visit.state == "done")
        return notes + [visit._as_note() for visit in done[:1]]
