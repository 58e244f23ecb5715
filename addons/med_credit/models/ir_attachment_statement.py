from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _med_reviewed_files(self):
        # EXTENDS med_qualification: what was sent or signed stays as it was
        reviewed = super()._med_reviewed_files()
        # sudo: whose a file is counts, whoever may read it
        statements = (
            self.env["med.credit.statement"]
            .sudo()
            .search(
                [
                    ("state", "!=", "cancelled"),
                    "|",
                    ("pdf_id", "in", self.ids),
                    "&",
                    ("signed_file_ids", "in", self.ids),
                    ("signed_on", "!=", False),
                ]
            )
        )
        kept = statements.pdf_id | statements.signed_file_ids
        return reviewed | self.filtered(lambda file: file in kept)
