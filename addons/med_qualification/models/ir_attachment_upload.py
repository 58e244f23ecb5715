from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _med_reviewed_files(self):
        # EXTENDS med_qualification: what a party sent stays as it was sent
        reviewed = super()._med_reviewed_files()
        # sudo: whose a file is counts, whoever may read it
        uploads = self.env["med.upload"].sudo().search(
            [("attachment_ids", "in", self.ids), ("state", "!=", "refused")]
        )
        sent = uploads.attachment_ids
        return reviewed | self.filtered(lambda file: file in sent)
