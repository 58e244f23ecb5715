from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

ANSWERS = ("on_over_limit", "on_overdue", "on_overdue_share")
HARDNESS = {"off": 0, "warn": 1, "ask": 2}
# the more of it, the laxer, and the other way round
LAX = ("overdue_days", "overdue_share", "term_days", "release_tolerance", "release_days")
HARD = ("bank_bill_share", "trade_bill_share", "counts_placed_goods", "freezes")


class MedCreditSegment(models.Model):
    """Policy is on record: who changed what, and which policy is laxer than another."""

    _name = "med.credit.segment"
    _inherit = ["med.credit.segment", "med.rule.mixin"]

    _rule_event = "credit.policy_changed"

    def _rule_facts(self):
        # OVERRIDE
        return {"segment": self.code}

    def _is_laxer_than(self, other):
        """Whether this policy lets anything pass that the other one stops."""
        if not self or not other or self == other:
            return bool(other) and not self
        return (
            any(HARDNESS[self[name]] < HARDNESS[other[name]] for name in ANSWERS)
            or any(self[name] > other[name] for name in LAX)
            or any(self[name] < other[name] for name in HARD)
            or self._starter() > other._starter()
            or (self.freezes and self.freeze_days > other.freeze_days)
            or (self.horizon_days or float("inf")) < (other.horizon_days or float("inf"))
        )

    def _starter(self):
        return self.starter_limit if self.new_customer == "starter" else 0.0

    @api.model
    def _may_loosen(self):
        """Whether the user puts customers under a laxer policy: the owner, or the system itself."""
        return self.env.uid == SUPERUSER_ID or self.env.user.has_group("med_base.group_owner")


class MedCreditAccount(models.Model):
    """The policy of a customer: a laxer one is given by the owner, each change is on record."""

    _inherit = "med.credit.account"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS mail: a policy chosen at once is compared with the one that follows from the customer
        accounts = super().create(vals_list)
        if not any("segment_id" in vals for vals in vals_list):
            return accounts
        for company, mine in accounts.grouped("company_id").items():
            follows = self.env["med.credit.segment"]._for_partners(mine.partner_id, company)
            for account in mine:
                account._check_segment(account.segment_id, follows[account.partner_id])
        return accounts

    def write(self, vals):
        # EXTENDS mail
        if {"partner_id", "company_id"} & set(vals) and not self.env.su:
            self._check_same_customer(vals)
        if "active" in vals and not vals["active"]:
            self.filtered("active")._check_closes()
        if "segment_id" not in vals:
            return super().write(vals)
        new = self.env["med.credit.segment"].browse(vals["segment_id"] or [])
        before = {account: account.segment_id for account in self}
        for account, old in before.items():
            account._check_segment(new, old)
        result = super().write(vals)
        for account, old in before.items():
            account._log_segment(old)
        return result

    def _check_same_customer(self, vals):
        for account in self:
            for name in {"partner_id", "company_id"} & set(vals):
                if account[name].id != vals[name]:
                    raise AccessError(
                        self.env._(
                            "%(account)s: an account stays with its customer and company.",
                            account=account.display_name,
                        )
                    )

    def _check_closes(self):
        """An account is closed when nothing is owed and nothing is under way."""
        for account in self:
            if account.state == "frozen" or account.currency_id.compare_amounts(account.exposure, 0) > 0:
                raise UserError(
                    self.env._(
                        "%(account)s is frozen or owes %(amount)s: it stays open until that is settled.",
                        account=account.display_name,
                        amount=account.currency_id.format(account.exposure),
                    )
                )

    def _check_segment(self, new, old):
        """Raise when the user puts this account under a laxer policy without being the owner."""
        self.ensure_one()
        if self.env.su or new._may_loosen() or not new._is_laxer_than(old):
            return
        raise AccessError(
            self.env._(
                "%(account)s: %(new)s is laxer than %(old)s. Ask the head of the company to change it.",
                account=self.display_name,
                new=new.name or self.env._("no policy"),
                old=old.name,
            )
        )

    def _follow_customer(self, old):
        """The customer changed: a stricter policy holds at once, a laxer one waits for the owner."""
        new = self.segment_id
        if not new._is_laxer_than(old) or new._may_loosen():
            self._log_segment(old)
            return
        self.segment_id = old
        self.message_post(
            body=self.env._(
                "By its type or country the customer would come under %(new)s, which is laxer: "
                "it stays under %(old)s until the head of the company changes it.",
                new=new.name or self.env._("no policy"),
                old=old.name,
            )
        )

    def _log_segment(self, old):
        if old == self.segment_id:
            return
        facts = {"old": old.code or "", "new": self.segment_id.code or ""}
        self.env["med.ledger.entry"]._append(
            "credit.segment_changed", record=self, facts=facts, company=self.company_id
        )
