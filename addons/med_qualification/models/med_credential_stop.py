from odoo import models


class MedCredential(models.Model):
    """The end of a paper reaches what was promised on it."""

    _inherit = "med.credential"

    def action_revoke(self, reason):
        # EXTENDS: open documents are judged again at once
        result = super().action_revoke(reason)
        self._stop_open_trade(reason)
        return result

    def _stop_open_trade(self, reason):
        if self:
            self.env["med.qualification"]._reevaluate(
                self.commercial_partner_id, self.product_id | self.product_ids, reason
            )
