from odoo import models
from odoo.exceptions import UserError


class MedEvidenceMixin(models.AbstractModel):
    """Rows that prove what was decided or refused: nobody deletes them, whatever rights he has."""

    _name = "med.evidence.mixin"
    _description = "Evidence that stays"

    def unlink(self):
        # OVERRIDE: api.ondelete would fall to a client's context, access rights to an administrator
        if self:
            raise UserError(
                self.env._(
                    "%(records)s (%(kind)s) is evidence and stays: it can be deleted by nobody.",
                    records=", ".join(self[:5].mapped("display_name")),
                    kind=self._description,
                )
            )
        return super().unlink()
