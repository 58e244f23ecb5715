from odoo import models


class MedLedgerWords(models.AbstractModel):
    _inherit = "med.ledger.words"

    def _events(self):
        # EXTENDS med_base
        return {
            **super()._events(),
            "credit.hit": self.env._("Abnormal trading noticed"),
            "credit.hit_confirmed": self.env._("Abnormal trading confirmed"),
            "credit.hit_false_alarm": self.env._("Abnormal trading: false alarm"),
            "credit.hit_froze": self.env._("Account frozen because of abnormal trading"),
            "credit.hit_reopened": self.env._("Abnormal trading to be decided anew"),
            "statement.answered": self.env._("Statement of account answered with differences"),
            "statement.cancelled": self.env._("Statement of account withdrawn"),
            "statement.confirmed": self.env._("Statement of account confirmed"),
            "statement.filed": self.env._("Signed statement of account filed"),
            "statement.link_opened": self.env._("Link to a statement of account opened"),
            "statement.made": self.env._("Statement of account made"),
            "statement.reminded": self.env._("Statement of account: reminder sent"),
            "statement.sent": self.env._("Statement of account sent"),
            "statement.settled": self.env._("Differences of a statement of account settled"),
        }
