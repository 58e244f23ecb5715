from odoo import fields, models


class MedCredential(models.Model):
    """Why a paper ended stands on it."""

    _inherit = "med.credential"

    end_reason = fields.Char(string="Ended Because", copy=False, readonly=True)

    def write(self, vals):
        # EXTENDS: the reason comes with the decision, never by itself
        if "end_reason" in vals:
            self._check_guarded({"end_reason"}, "state")
        return super().write(vals)

    def action_revoke(self, reason):
        """End a paper at once, with the reason on it; see the base method."""
        result = super().action_revoke(reason)
        self._with_ticket("state", {"end_reason"}).write({"end_reason": reason.strip()[:500]})
        return result
