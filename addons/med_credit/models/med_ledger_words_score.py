from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS med_base
        return {
            **super()._events(),
            "credit.card_in_force": self.env._("Scorecard put in force"),
            "credit.card_retired": self.env._("Scorecard ended"),
            "credit.card_shadow": self.env._("Scorecard tried in the shadow"),
            "credit.grade_changed": self.env._("Credit grade table changed"),
        }
