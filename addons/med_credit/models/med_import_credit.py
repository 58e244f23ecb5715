from datetime import timedelta

from odoo import api, fields, models

LONGEST = timedelta(days=366)
KEPT = ("has_limit", "limit_amount", "limit_until", "term_days")


class MedImportCredit(models.AbstractModel):
    """Limits and terms of the old system: approved until a date, never over what stands here."""

    _name = "med.import.credit"
    _description = "Import of Credit Limits"
    _inherit = "med.import.handler"

    # matching ------------------------------------------------------------

    @api.model
    def _read_case(self, run, rows, archive):
        # OVERRIDE: customers and their accounts, in a fixed number of queries
        partners = self._parties_of(run, rows)
        accounts = self.env["med.credit.account"].search(
            [("partner_id", "in", partners.ids), ("company_id", "=", run.company_id.id)]
        )
        return {
            "run": run,
            "company": run.company_id,
            "today": run.company_id._med_today(),
            "by_code": partners.filtered("med_uscc").grouped("med_uscc"),
            "by_name": partners.grouped("name"),
            "accounts": {account.partner_id: account for account in accounts},
            "seen": set(),
            "new": {},
            "planned": {},
        }

    def _find_customer(self, case, plan):
        """The customer of a row by credit code, else by the exact name; None refuses it."""
        name, code = plan.values["name"], plan.values.get("uscc")
        nobody = self.env["res.partner"]
        found = case["by_code"].get(code, nobody) if code else nobody
        found = found or case["by_name"].get(name, nobody).filtered(lambda p: not (code and p.med_uscc))
        active = found.filtered("active")
        if found and not active:
            plan.note("name", "archived_party", name, "error")
        elif len(active) > 1:
            plan.note("name", "several_parties", name, "error")
        elif not active:
            plan.note("name", "unknown_customer", name, "error")
        elif active.name != name:
            plan.note("name", "other_name", active.name)
        return active if not plan.is_refused else nobody

    @api.model
    def _plan_subject(self, case, plan):
        # OVERRIDE
        customer = self._find_customer(case, plan)
        if customer in case["seen"]:
            plan.note("name", "twice", customer.name, "error")
        if plan.is_refused:
            return
        case["seen"].add(customer)
        plan.subject = customer
        self._plan_limit(case, plan, case["accounts"].get(customer))

    def _plan_limit(self, case, plan, account):
        """What becomes of the limit: taken over, unchanged, or kept as approved here."""
        run, today = case["run"], case["today"]
        until = fields.Date.to_date(plan.values.get("valid_until")) or run.credit_until
        if not until or not today <= until <= today + LONGEST:
            plan.note("valid_until", "no_end", until or "", "error")
            return
        plan.subject_vals = {
            "amount": plan.values["limit"],
            "term_days": plan.values.get("term_days", account.term_days if account else 0),
            "valid_until": until,
        }
        if not account or not account.has_limit:
            plan.does("new")
        elif not account.limit_until:
            plan.note("limit", "limit_kept", account.limit_amount, "info")
            plan.subject_vals = {}
        elif self._differs(account, plan.subject_vals):
            plan.does("update")

    def _differs(self, account, vals):
        now = (account.limit_amount, account.term_days, account.limit_until)
        return now != (vals["amount"], vals["term_days"], vals["valid_until"])

    # making --------------------------------------------------------------

    @api.model
    def _apply(self, case, plans):
        # OVERRIDE: one approved change an account, noted with the values before
        good = [plan for plan in plans if not plan.is_refused and plan.action != "same"]
        partners = self.env["res.partner"].union(*(plan.subject for plan in good))
        accounts = self.env["med.credit.account"]._account_for(partners, case["company"])
        return [(plan, self._take_over(case["run"], accounts[plan.subject], plan)) for plan in good]

    def _take_over(self, run, account, plan):
        before = self._values_of(account, KEPT)
        vals = {"kind": "opening", "reason": self.env._("Taken over by %(run)s", run=run.name)}
        account._decide_now({**vals, **plan.subject_vals}, {"import": run.name}, automatic=False)
        return self._changed(account, before, self._values_of(account, KEPT))
