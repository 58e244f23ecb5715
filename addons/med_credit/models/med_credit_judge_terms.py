from odoo import api, models


class MedCreditJudge(models.AbstractModel):
    """An order runs no longer than the approved term, whoever chose its payment term."""

    _inherit = "med.credit.judge"

    @api.model
    def _judge(self, claim, standing, stage):
        # EXTENDS: asked apart from the limit, which what is confirmed has passed already
        findings = super()._judge(claim, standing, stage)
        if stage in ("quote", "confirm") and self._is_longer(claim, standing):
            findings.append(self._finding(claim, standing, "credit_terms", stage, "ask"))
        return findings

    @api.model
    def _is_longer(self, claim, standing):
        """Whether the order gives its payer more days than were approved."""
        if claim.is_buyer or not claim.order or standing.term <= 0 or standing.is_paid(claim):
            return False
        return claim.order.payment_term_id._longest_days(standing.company._med_today()) > standing.term

    @api.model
    def _standing(self, partner, company, account, segment, figures):
        # EXTENDS: the approved term, else the usual one of the policy
        standing = super()._standing(partner, company, account, segment, figures)
        usual = standing.segment.term_days if standing.segment else 0
        standing.term = (account.term_days if account else 0) or usual
        return standing

    @api.model
    def _words_credit_terms(self, claim, standing):
        return self.env._(
            "%(term)s would give %(customer)s %(days)s days to pay; %(most)s days are approved. Choose a "
            "shorter payment term, or have a longer one approved on the credit account.",
            term=claim.order.payment_term_id.display_name,
            customer=standing.partner.display_name,
            days=claim.order.payment_term_id._longest_days(standing.company._med_today()),
            most=standing.term,
        )
