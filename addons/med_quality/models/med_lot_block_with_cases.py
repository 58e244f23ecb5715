from odoo import models
from odoo.exceptions import UserError

from .med_nonconformity import OPEN_STATES


class MedLotBlock(models.Model):
    """A hold that contains an open nonconformity ends with the decision on it, not by hand."""

    _inherit = "med.lot.block"

    def _open_cases(self):
        """Nonconformities not yet closed that these holds contain, in sudo mode."""
        # sudo: a case counts, whoever may read it
        return (
            self.env["med.nonconformity"]
            .sudo()
            .search([("block_id", "in", self.ids), ("state", "in", OPEN_STATES)])
        )

    def action_lift(self, reason):
        # EXTENDS [lots]
        if cases := self._open_cases():
            raise UserError(
                self.env._(
                    "%(goods)s is held for %(cases)s: decide there what becomes of the goods.",
                    goods=", ".join(cases.block_id.mapped("display_name")),
                    cases=", ".join(cases.mapped("display_name")),
                )
            )
        return super().action_lift(reason)
