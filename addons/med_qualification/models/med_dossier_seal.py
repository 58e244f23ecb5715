from odoo import models

RESULT_FIELDS = (
    "direction",
    "company_id",
    "partner_id",
    "product_id",
    "condition_note",
    "provisional_until",
    "requalify_by",
    "state",
)


class MedDossier(models.Model):
    """What of a decided file is sealed: who, what may be traded, until when."""

    _name = "med.dossier"
    _inherit = ["med.dossier", "med.seal.mixin"]

    def _seal_paths(self):
        # EXTENDS med.seal.mixin: the result; the papers have seals of their own
        return [*RESULT_FIELDS, *(name for name in self._fields if name.startswith("trades_"))]

    def _seal_open_states(self):
        # EXTENDS med.seal.mixin
        return ("draft", "review", "rejected")

    def _seal_causes(self):
        # EXTENDS med.seal.mixin: quality staff may widen or narrow a closed file
        return super()._seal_causes() | set(self._seal_paths())

    def _seal_event(self):
        # EXTENDS med.seal.mixin
        return "dossier.altered"
