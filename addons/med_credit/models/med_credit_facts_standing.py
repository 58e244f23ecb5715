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
    """Who a customer is: kind, statements, related parties, securities, conduct."""

    _inherit = "med.credit.facts"

    @api.model
    def _topics(self):
        # EXTENDS med_credit
        return [*super()._topics(), "_facts_party", "_facts_finance", "_facts_related", "_facts_security"]

    @api.model
    def _words(self):
        # EXTENDS med_credit
        return {
            **super()._words(),
            "party_class": (self.env._("Kind of counterparty (1 to 5)"), "level"),
            "institution_level": (self.env._("Level of the institution (3 to 1, 0 private)"), "level"),
            "zscore": (self.env._("Z'' of the statements"), "number"),
            "net_worth": (self.env._("Net worth"), "amount"),
            "external_rating": (self.env._("External rating (1 best to 8)"), "level"),
            "group_usage": (self.env._("Group limit used"), "percent"),
            "related_bad": (self.env._("Related parties graded C or D"), "count"),
            "secured_share": (self.env._("Owed sum that is secured"), "percent"),
            "secured_amount": (self.env._("Securities after haircut"), "amount"),
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

    @api.model
    def _facts_finance(self, accounts, day):
        """Hook: ``zscore, net_worth, external_rating`` of the latest statements known by the day."""
        return {}

    @api.model
    def _facts_related(self, accounts, day):
        """Hook: ``group_usage, related_bad`` of the credit group and its parties."""
        return {}

    @api.model
    def _facts_security(self, accounts, day):
        """Hook: ``secured_share, secured_amount`` of securities in force on the day."""
        return {}
