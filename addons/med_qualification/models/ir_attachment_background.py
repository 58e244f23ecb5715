from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _med_reviewed_files(self):
        # EXTENDS med_qualification: evidence of concluded findings stays as well
        # sudo: the state of the finding counts, whoever may read it
        findings = self.env["med.background.finding"].sudo().search(
            [("attachment_ids", "in", self.ids), ("state", "=", "concluded")]
        )
        # sudo: as above, for photos of visits that were signed off and for stamped pages
        visits = self.env["med.site.visit"].sudo().search(
            [("attachment_ids", "in", self.ids), ("state", "=", "done")]
        )
        # sudo: as above
        stamps = self.env["med.credential.verification"].sudo().search(
            [("attachment_ids", "in", self.ids)]
        )
        files = findings.attachment_ids | visits.attachment_ids | stamps.attachment_ids
        found = set(files.ids)
        return super()._med_reviewed_files() | self.filtered(lambda file: file.id in found)
