from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _med_reviewed_files(self):
        # EXTENDS med_qualification: evidence of concluded findings stays as well
        # sudo: the state of the finding counts, whoever may read it
        findings = self.env["med.background.finding"].sudo().search(
            [("attachment_ids", "in", self.ids), ("state", "=", "concluded")]
        )
        found = set(findings.attachment_ids.ids)
        return super()._med_reviewed_files() | self.filtered(lambda file: file.id in found)
