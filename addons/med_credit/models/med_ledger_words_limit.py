from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS the words of the other parts
        return {
            **super()._events(),
            "credit.limit": self.env._("Credit limit changed"),
            "credit.temporary": self.env._("Credit limit raised for a time"),
            "credit.terms": self.env._("Payment term changed"),
            "credit.grade": self.env._("Credit grade set by hand"),
            "credit.group": self.env._("Credit group changed"),
            "credit.group_limit": self.env._("Limit of a credit group changed"),
            "credit.freeze": self.env._("Customer frozen"),
            "credit.unfreeze": self.env._("Customer unfrozen"),
            "credit.review": self.env._("Review after a downgrade ended"),
            "credit.review_opened": self.env._("Grade fell: review opened"),
            "credit.opening_undone": self.env._("Credit limit taken over was undone"),
            "credit.opening": self.env._("Credit limit taken over"),
            "credit.graded": self.env._("Credit grade changed"),
            "credit.policy_changed": self.env._("Credit policy changed"),
            "credit.rule_changed": self.env._("Rule of abnormal trading changed"),
            "credit.segment_changed": self.env._("Customer put under another credit policy"),
            "credit.due_moved": self.env._("Due date of an invoice postponed"),
            "credit.group_moved": self.env._("Credit group archived or moved"),
            "credit.security": self.env._("Security approved"),
            "credit.security_released": self.env._("Security given back"),
            "credit.financial": self.env._("Financial information entered"),
            "credit.financial_changed": self.env._("Financial information changed"),
        }
