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
        """Drop empty accounts of the sources, refuse where two of a company have a history."""
        # sudo: a guard looks at the accounts of all companies
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        taken = accounts.search([("partner_id", "=", target.id)]).company_id
        for account in accounts.search([("partner_id", "in", sources.ids)], order="id"):
            if account.company_id not in taken:
                taken |= account.company_id
            elif account._is_untouched():
                account.unlink()
            else:
                raise UserError(
                    self.env._(
                        "%(one)s and %(other)s both have a credit account of %(company)s with a "
                        "history. Merge the other way round, or archive the one that is not used any more.",
                        one=account.partner_id.display_name,
                        other=target.display_name,
                        company=account.company_id.name,
                    )
                )
        self.env.flush_all()
