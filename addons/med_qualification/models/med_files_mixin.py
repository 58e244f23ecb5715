from odoo import models
from odoo.exceptions import ValidationError


class MedFilesMixin(models.AbstractModel):
    """Files in ``attachment_ids`` belong to the record they were uploaded for.

    Who may read the record then sees them, and nobody else's file can be borrowed.
    """

    _name = "med.files.mixin"
    _description = "Record with Files"

    def _adopt_files(self):
        """Take over files just uploaded; those of other documents are refused."""
        for record in self:
            fresh = record.attachment_ids.filtered(lambda file: not file.res_id)
            if fresh:
                owner = {"res_model": self._name, "res_id": record.id}
                fresh.check_access("write")
                # sudo: one's own upload follows a record that is entered once and never written
                fresh.sudo()._with_ticket("adopt", owner).write(owner)
            # sudo: whose a file is gets compared, whoever may read that document
            for file in (record.attachment_ids - fresh).sudo():
                if (file.res_model, file.res_id) != (self._name, record.id):
                    raise ValidationError(
                        self.env._(
                            "%(file)s belongs to another document. Upload it again here.",
                            file=file.name,
                        )
                    )
