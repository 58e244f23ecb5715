from odoo import api, models

CLASSES = {
    "public_hospital": 1,
    "national_distributor": 2,
    "regional_agent": 3,
    "small_dealer": 4,
    "other": 5,
}
LEVELS = {"tertiary": 3, "secondary": 2, "primary": 1, "private": 0}


class MedCreditFacts(models.AbstractModel):
    """Who a customer is: kind and level, and what others report of its conduct."""

    _inherit = "med.credit.facts"

    @api.model
    def _topics(self):
        # EXTENDS med_credit
        return [*super()._topics(), "_facts_party"]

    @api.model
    def _words(self):
        # EXTENDS med_credit
        return {
            **super()._words(),
            "party_class": (self.env._("Kind of counterparty (1 to 5)"), "level"),
            "institution_level": (self.env._("Level of the institution (3 to 1, 0 private)"), "level"),
            "conduct_finding": (
                self.env._("Diversion or misuse (0 none, 1 suspected, 2 confirmed)"),
                "level",
            ),
        }

    @api.model
    def _facts_party(self, accounts, day):
        """Kind and level as finance keeps them on the account."""
        return {
            account.id: {
                "party_class": CLASSES.get(account.trade_class),
                "institution_level": LEVELS.get(account.institution_level),
            }
            for account in accounts
        }
