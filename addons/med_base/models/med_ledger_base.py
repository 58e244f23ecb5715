from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _ledger_name(self):
        """The name by which the ledger remembers this record; no personal data."""
        self.ensure_one()
        return self.display_name


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _ledger_name(self):
        # EXTENDS base: a person's name is personal data, a firm's is not
        if not self.is_company and not self.parent_id:
            return f"{self._name}#{self.id}"
        return self.commercial_partner_id.display_name
