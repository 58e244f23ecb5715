from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

MONTH = timedelta(days=30)


class MedSetup(models.Model):
    """When credit begins to be judged, and when scores begin to rule."""

    _inherit = "med.setup"

    med_credit_since = fields.Date(
        string="Credit Judged Since", help="Empty: 30 days after the cut-over date, when it is set."
    )
    med_scores_since = fields.Date(
        string="Scores Rule Since", help="Empty: a month after credit is judged; until then they run along."
    )

    def _present(self, company):
        # EXTENDS med_base
        company_sudo = company.sudo()  # sudo: settings of one's company, for who sets it up
        names = ("med_credit_since", "med_scores_since")
        return {**super()._present(company), **{name: company_sudo[name] for name in names}}

    def _apply_credit(self):
        # EXTENDS med_base
        result = super()._apply_credit()
        company = self.company_id.sudo()  # sudo: as above, these settings only
        since = self.med_credit_since or (company.med_cutover_date and company.med_cutover_date + MONTH)
        scores = self.med_scores_since or (since and since + MONTH)
        if since and scores and scores < since:
            raise UserError(self.env._("Scores cannot rule before credit is judged: choose a later day."))
        company.write({"med_credit_since": since or False, "med_scores_since": scores or False})
        self.write({"med_credit_since": since or False, "med_scores_since": scores or False})
        return result

    def _plan_items(self):
        # EXTENDS med_base
        # sudo: counts for who sets up, the accounts themselves are another matter
        accounts = self.env["med.credit.account"].sudo()
        domain = [("company_id", "=", self.company_id.id)]
        total = accounts.search_count(domain)
        known = accounts.search_count([*domain, ("has_limit", "=", True)])
        company = self.company_id.sudo()  # sudo: one date of one's own company
        since = company.med_credit_since
        return [
            *super()._plan_items(),
            {
                "day": 4,
                "name": self.env._("Limits and terms of customers taken over"),
                "is_done": bool(total) and known == total,
                "value": f"{known} / {total}",
                "action": "med_credit.med_import_run_action_credit",
            },
            {
                "day": 30,
                "name": self.env._("Credit is judged"),
                "is_done": bool(since) and since <= company._med_today(),
                "value": str(since or "–"),
                "action": "med_credit.med_credit_account_action",
            },
            {
                "day": 60,
                "name": self.env._("Scores rule after a month in the shadow"),
                "is_done": bool(since) and company._med_scores_rule(company._med_today()),
                "value": str(company.med_scores_since or "–"),
                "action": "med_credit.med_credit_account_action",
            },
        ]
