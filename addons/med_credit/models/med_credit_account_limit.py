from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .med_credit_account import GRADES


class MedCreditAccount(models.Model):
    """What makes the limit of today: standing, temporary, secured; freezing and asking."""

    _inherit = "med.credit.account"

    _guarded_fields = (
        "state",
        "state_reason",
        "grade",
        "limit_amount",
        "has_limit",
        "limit_until",
        "term_days",
        "temporary_limit",
        "temporary_until",
        "override_grade",
        "override_until",
        "group_id",
        "unfrozen_until",
    )

    limit_until = fields.Date(
        string="Limit Approved Until", help="A limit taken over at go-live ends by itself on this day."
    )
    temporary_limit = fields.Monetary(string="Temporary Increase", tracking=True)
    temporary_until = fields.Date(string="Increased Until", tracking=True)
    temporary_in_force = fields.Monetary(
        compute="_compute_limit", string="Temporarily More", help="Ends by itself on its day."
    )
    secured_amount = fields.Monetary(
        compute="_compute_limit", string="Secured", help="Securities in force, each at its share."
    )
    override_grade = fields.Selection(GRADES, string="Grade by Hand", tracking=True)
    override_until = fields.Date(string="By Hand Until")
    unfrozen_until = fields.Date(
        tracking=True, help="Unfrozen up to this day; the night after, the account is frozen again."
    )
    group_id = fields.Many2one(
        "med.credit.group", string="Credit Group", index="btree_not_null", ondelete="restrict", tracking=True
    )
    change_ids = fields.One2many("med.credit.change", "account_id", string="Changes")
    change_count = fields.Integer(compute="_compute_change_count", string="Number of Changes")
    pending_change_count = fields.Integer(compute="_compute_change_count", string="Changes Waiting")
    security_ids = fields.One2many("med.credit.security", "account_id", string="Securities")
    financial_ids = fields.One2many(
        "med.credit.financial",
        "account_id",
        string="Financial Information",
        groups="med_base.group_finance,med_base.group_owner,med_base.group_auditor",
    )

    # the limit -----------------------------------------------------------

    @api.depends(
        "limit_until",
        "temporary_limit",
        "temporary_until",
        "security_ids.state",
        "security_ids.released_on",
        "security_ids.secured_amount",
    )
    def _compute_limit(self):
        # EXTENDS: what ends by its date ends without any job
        result = super()._compute_limit()
        secured = self._secured_amounts()
        for account in self:
            today = account.company_id._med_today()
            until = account.temporary_until
            account.temporary_in_force = account.temporary_limit if until and until >= today else 0.0
            account.secured_amount = secured.get(account._origin.id, 0.0)
            account.limit += account.temporary_in_force + account.secured_amount
        return result

    def _secured_amounts(self):
        """{account id: what its securities in force are worth today}, one query a company."""
        amounts = {}
        # sudo: the limit is for all who read the account
        securities = self.env["med.credit.security"].sudo()
        for company, accounts in self.grouped("company_id").items():
            domain = securities._domain_in_force(company._med_today())
            rows = securities._read_group(
                domain & fields.Domain([("account_id", "in", accounts.ids), ("direction", "=", "received")]),
                ["account_id"],
                ["secured_amount:sum"],
            )
            amounts.update({account.id: amount for account, amount in rows})
        return amounts

    def _standing_limit(self):
        # EXTENDS: a limit taken over at go-live counts until its day
        until = self.limit_until
        if self.has_limit and until and until < self.company_id._med_today():
            starter = self.segment_id.new_customer == "starter"
            return self.segment_id.starter_limit if starter else 0.0
        return super()._standing_limit()

    def _compute_change_count(self):
        rows = self.env["med.credit.change"]._read_group(
            [("account_id", "in", self.ids)], ["account_id", "state"], ["__count"]
        )
        for account in self:
            mine = {state: count for owner, state, count in rows if owner == account}
            account.change_count = sum(mine.values())
            account.pending_change_count = mine.get("pending", 0)

    # asking --------------------------------------------------------------

    def action_request_limit(self):
        """Ask for another standing limit; the formula's proposal is filled in."""
        return self._request_dialog("limit", self.env._("Change the Limit"))

    def action_request_temporary(self):
        """Ask for more until a day."""
        return self._request_dialog("temporary", self.env._("Temporary Increase"))

    def action_request_unfreeze(self):
        """Ask for the end of a freeze, with its proof."""
        return self._request_dialog("unfreeze", self.env._("Unfreeze"))

    def action_request_freeze(self):
        """Freeze with a reason: at once for finance and owner."""
        return self._request_dialog("freeze", self.env._("Freeze"))

    def action_request_other(self):
        """Ask for another term, grade or group."""
        return self._request_dialog("terms", self.env._("Other Change"))

    def _request_dialog(self, kind, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "med.credit.change",
            "view_mode": "form",
            "views": [(self.env.ref("med_credit.med_credit_change_view_form_dialog").id, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in self._request_values(kind).items()},
        }

    def _request_values(self, kind):
        """What the dialog starts with; the last scoring's proposal where there is one."""
        values = {"account_id": self.id, "kind": kind, "term_days": self.term_days}
        if kind == "limit":
            values["amount"] = self._proposed_standing() or self._standing_limit()
        return values

    def _proposed_standing(self):
        """Standing limit that the last scoring proposes, 0 without one."""
        return 0.0

    # freezing ------------------------------------------------------------

    def action_freeze(self, reason):
        """Freeze at once; finance and owner only.

        :param reason: why, shown to everybody whom it stops
        :raise AccessError: for others, who ask for it by a change
        """
        self.check_access("read")
        if not self.env["med.credit.change"]._decides_credit():
            raise AccessError(
                self.env._("Only finance and the owner freeze a customer. Ask them by a change.")
            )
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Say why, so that everybody whom it stops can read it."))
        for account in self:
            account._freeze(reason.strip(), automatic=False)
        return True

    def _freeze(self, reason, facts=None, automatic=True):
        """Freeze each account that is not frozen yet, with evidence.

        :param reason: text for people
        :param facts: JSON-able numbers behind it, for the ledger
        :param automatic: by a rule, not by a person
        """
        for account in self.filtered(lambda a: a.state != "frozen"):
            account._decide_now({"kind": "freeze", "reason": reason}, facts, automatic)

    def _decide_now(self, vals, facts=None, automatic=True):
        """Make a change and put it in force without asking; returns it."""
        self.ensure_one()
        # sudo: rules freeze and lower whoever's action they run in
        changes = self.env["med.credit.change"].sudo()
        change = changes.create({"account_id": self.id, **vals})
        change._guarded_write({"is_automatic": automatic, "formula": facts or False})
        change._put_in_force()
        return change

    def _after_change(self, decision):
        """Judge stopped documents again, or open ones where the standing got worse.

        :param decision: the change or security that took effect
        """
        partners = self.partner_id
        if decision._name == "med.credit.change" and decision.kind == "freeze":
            self.env["med.qualification"]._reevaluate(partners, self.env["product.product"], decision.reason)
        else:
            self.env["med.gate.refusal"]._recheck(partners=partners)

    # opening -------------------------------------------------------------

    def action_open_changes(self):
        """All changes of this customer's credit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_change_action")
        return {
            **action,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }
