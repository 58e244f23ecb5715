from odoo import api, models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers keep one account: an empty one goes, one with history is not lost."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _check_compliance_merge(self, partner_ids, dst_partner):
        # EXTENDS med_base: before anything is rewritten by SQL
        super()._check_compliance_merge(partner_ids, dst_partner)
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) < 2:
            return
        if not dst_partner or dst_partner not in partners:
            dst_partner = self._get_ordered_partner(partners.ids)[-1]
        self._merge_credit_accounts(partners - dst_partner, dst_partner)

    def _merge_credit_accounts(self, sources, target):
        """Drop empty accounts of the sources, refuse where two of a company have a history.

        What was granted is never added up by a merge: that is a decision.
        """
        # sudo: a guard looks at the accounts of all companies
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        kept = {account.company_id: account for account in accounts.search([("partner_id", "=", target.id)])}
        for account in accounts.search([("partner_id", "in", sources.ids)], order="id"):
            other = kept.setdefault(account.company_id, account)
            if other == account:
                continue
            if not account._is_untouched():
                self._refuse_two_accounts(account, other)
            account.unlink()
        self.env.flush_all()

    def _refuse_two_accounts(self, account, other):
        """Say why these are not merged and what to do instead."""
        names = {
            "one": account.partner_id.display_name,
            "other": other.partner_id.display_name,
            "company": account.company_id.name,
        }
        if other._is_untouched():
            raise UserError(
                self.env._(
                    "The credit of %(one)s in %(company)s was decided on, that of %(other)s was not. "
                    "Merge the other way round, into %(one)s.",
                    **names,
                )
            )
        raise UserError(
            self.env._(
                "%(one)s (limit %(one_limit)s) and %(other)s (limit %(other_limit)s) both have a credit "
                "history in %(company)s, and a merge adds up no limits. Put both into one credit group, "
                "so that one limit counts for both, and archive %(one)s once it owes nothing.",
                one_limit=account.currency_id.format(account.limit),
                other_limit=other.currency_id.format(other.limit),
                **names,
            )
        )
