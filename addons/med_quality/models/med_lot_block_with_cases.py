from odoo import models
from odoo.exceptions import UserError

from .med_nonconformity import OPEN_STATES


class MedLotBlock(models.Model):
    """A hold for an open nonconformity or excursion ends with the decision on it, not by hand."""

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
        if excursions := self._open_excursions():
            raise UserError(
                self.env._(
                    "%(goods)s is held for %(excursions)s: assess it there, the decision lifts the hold.",
                    goods=", ".join(self.lot_id.mapped("display_name")),
                    excursions=", ".join(excursions.mapped("name")),
                )
            )
        return super().action_lift(reason)

    def _open_excursions(self):
        """Excursions not yet decided that placed these holds, in sudo mode."""
        # sudo: an excursion counts, whoever may read it
        excursions = self.env["med.storage.excursion"].sudo()
        mine = self.filtered(lambda block: block.origin_model == excursions._name and block.state == "open")
        return excursions.browse(mine.mapped("origin_id")).filtered(lambda found: found.state == "open")
