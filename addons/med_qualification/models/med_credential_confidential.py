from odoo import models

MASK = "***"
OPEN = {"type_id", "partner_id", "product_id"}


class MedCredential(models.Model):
    """Papers with personal data: what their approval shows to whom."""

    _inherit = "med.credential"

    def _approval_is_confidential(self):
        # EXTENDS med.approval.mixin
        return bool(self.type_id.is_sensitive)

    def _approval_masked(self, texts, for_all=False):
        # EXTENDS med.approval.mixin: who may open the paper sees it, nobody else
        texts = super()._approval_masked(texts, for_all)
        if not for_all or not self.sudo().is_sensitive:  # sudo: its kind only
            return texts
        return {path: text if path in OPEN else _masked(text, None) for path, text in texts.items()}


def _masked(text, line_ids):
    """A text, or those of some lines (None: of all), made unreadable where there is one."""
    if isinstance(text, list):
        return [
            [key, _masked(value, None) if line_ids is None or key in line_ids else value]
            for key, value in text
        ]
    return MASK if text else text
