from odoo import models


class MedImportRecord(models.Model):
    _inherit = "med.import.record"

    def _undo_together(self):
        # EXTENDS med_qualification: what quality released stays
        if self[0].res_model == "med.opening.line":
            return self.browse()
        return super()._undo_together()

    def _remove(self, record):
        # EXTENDS med_qualification
        if record._name != "med.opening.line":
            return super()._remove(record)
        if record.state != "draft":
            return self.env._("Quality released it: count the place to correct it.")
        batch = record.batch_id
        record.unlink()
        if not batch.line_ids:
            # sudo: nobody deletes batches, the import takes back its own empty one
            batch.sudo()._with_ticket("undo").unlink()
        return ""
