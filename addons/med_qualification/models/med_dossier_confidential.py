from odoo import models

from .med_credential_confidential import OPEN, _masked

PAPERS = "reviewed_credential_ids."


class MedDossier(models.Model):
    """What a file shows of papers with personal data that are reviewed with it."""

    _inherit = "med.dossier"

    def _approval_masked(self, texts, for_all=False):
        # EXTENDS med.approval.mixin: as their papers, for those who may open them
        texts = super()._approval_masked(texts, for_all)
        papers = self.sudo().reviewed_credential_ids  # sudo: which of them are sensitive
        hidden = papers.filtered("is_sensitive")
        if not for_all:
            hidden -= hidden.sudo(False)._filtered_access("read").sudo()  # sudo: a set of ids
        names = {PAPERS + name for name in OPEN}
        return {
            path: _masked(text, set(hidden.ids))
            if hidden and path.startswith(PAPERS) and path not in names
            else text
            for path, text in texts.items()
        }
