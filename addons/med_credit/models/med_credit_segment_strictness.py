from odoo import api, models

POLICY = ("on_over_limit", "on_overdue", "on_overdue_share", "freezes", "overdue_days")
SOFTER = {"ask": "warn", "warn": "warn", "off": "off"}


class MedCreditSegment(models.Model):
    """The strictness of the set-up as policy: own rows of the company beside the shipped ones."""

    _inherit = "med.credit.segment"

    @api.model
    def _apply_strictness(self, company):
        """Write the policy of a company's segments as its strictness says.

        Normal is what is shipped. A company gets rows of its own when it differs, so that
        other companies keep theirs.
        """
        # sudo: whoever sets the company up need not hold a credit job
        rows = self.sudo().with_context(active_test=False)
        strictness = company.med_credit_strictness or "normal"
        own = {row.code: row for row in rows.search([("company_id", "=", company.id)])}
        for shared in rows.search([("company_id", "=", False)]):
            row = own.get(shared.code)
            if not row and strictness == "normal":
                continue
            row = row or shared.copy({"company_id": company.id})
            row.write(shared._policy(strictness))
            shared._move_accounts(row, company)

    def _move_accounts(self, row, company):
        """Accounts of a company under this row go under its own one; chosen segments stay."""
        # sudo: as above
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        domain = [("company_id", "=", company.id), ("segment_id", "=", self.id)]
        accounts.search(domain).write({"segment_id": row.id})

    def _policy(self, strictness):
        """Values of the shipped policy, softer or stricter."""
        self.ensure_one()
        vals = {name: self[name] for name in POLICY}
        answers = POLICY[:3]
        if strictness == "lenient":
            vals.update({name: SOFTER[vals[name]] for name in answers}, freezes=False)
        elif strictness == "strict":
            vals.update(dict.fromkeys(answers, "ask"), overdue_days=vals["overdue_days"] // 2)
        return vals
