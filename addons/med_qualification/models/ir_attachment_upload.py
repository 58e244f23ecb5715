from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _med_reviewed_files(self):
        # EXTENDS med_qualification: what was sent or given out stays as it was
        reviewed = super()._med_reviewed_files()
        # sudo: whose a file is counts, whoever may read it
        uploads = self.env["med.upload"].sudo().search(
            [("attachment_ids", "in", self.ids), ("state", "!=", "refused")]
        )
        # sudo: as above
        packs = self.env["med.document.pack"].sudo().search(
            [("attachment_id", "in", self.ids), ("state", "=", "issued")]
        )
        kept = uploads.attachment_ids | packs.attachment_id
        return reviewed | self.filtered(lambda file: file in kept)
