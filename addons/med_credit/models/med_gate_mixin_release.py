from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError


class MedGateMixin(models.AbstractModel):
    """What a document tells those who release it on credit."""

    _inherit = "med.gate.mixin"

    def _credit_release_documents(self):
        """The documents a release is asked for: the orders behind this one, else itself."""
        return self

    def _credit_findings_now(self):
        """Stopping findings on credit of this document, as they stand now."""
        self.ensure_one()
        company = self._gate_company()
        document = self.with_company(company)
        stage = document._gate_next_stage()
        if stage:
            found = document._gate_evaluate(stage)
        else:
            claims = document._credit_claims("ship")
            raw = self.env["med.credit.judge"]._findings(claims, company, "ship")
            found = document._gate_resolve("ship", company, raw)
        return [f for f in found if f["check"].startswith("credit_")]

    def _credit_stops(self):
        """Those among them that stop and that nobody has answered."""
        return [f for f in self._credit_findings_now() if self._gate_is_stop(f) and f["waivable"]]

    def _credit_last_day(self):
        """Last day on which a release given today holds."""
        claim = next(iter(self._credit_claims(self._gate_next_stage() or "ship")), None)
        company = self._gate_company()
        days = 30
        if claim:
            segment = self.env["med.credit.segment"]._for_partners(claim.debtor, company)[claim.debtor]
            account = self.env["med.credit.judge"]._accounts(claim.debtor, company).get(claim.debtor)
            days = (account.segment_id if account else segment).release_days
        return company._med_today() + timedelta(days=days)

    def _credit_sellers(self):
        """res.users who never decide on this document's credit: who sells it, who made it."""
        return self._gate_owner() | self.create_uid

    def _credit_snapshot(self):
        """What is kept with a release: customer, amount, and the figures it was decided on."""
        self.ensure_one()
        company = self._gate_company()
        claim = next(iter(self.with_company(company)._credit_claims(self._gate_next_stage() or "ship")), None)
        if not claim:
            return {}
        standing = self.env["med.credit.judge"]._standings([claim], company)[claim.debtor]
        figures = standing.figures
        return {
            "partner_id": claim.debtor.id,
            "credit_amount": claim.total,
            "credit_figures": {
                "limit": standing.limit,
                "exposure": figures["exposure"],
                "overdue_amount": figures["overdue_amount"],
                "overdue_days": figures["overdue_days"],
                "amount": claim.total,
                "margin": self._credit_margin(),
            },
        }

    def _credit_margin(self):
        """Margin in percent of the untaxed amount, or False where it is not known."""
        return False

    # emergency -------------------------------------------------------------

    def action_emergency_release(self):
        """Let this document go on credit at once; the papers follow within 24 hours.

        :raise UserError: for others than the people on call, and for their own orders
        """
        self.ensure_one()
        self.check_access("read")
        company = self._gate_company()
        if self.env.user not in company._med_people_on_call():
            raise UserError(
                self.env._(
                    "Emergency releases are given by the people on call of %(company)s. Call one of "
                    "them, or ask for a release from the panel.",
                    company=company.name,
                )
            )
        released = self.env["med.gate.waiver"]
        # sudo: who is on call need not be allowed to read other people's orders
        for document in self.sudo()._credit_release_documents():
            if self.env.user in document._credit_sellers():
                raise UserError(
                    self.env._(
                        "%(document)s is your own: somebody else on call has to release it.",
                        document=document.display_name,
                    )
                )
            released |= released._release_in_emergency(document, document._credit_stops())
        if not released:
            raise UserError(self.env._("%(document)s is not stopped on credit.", document=self.display_name))
        return {"type": "ir.actions.client", "tag": "soft_reload"}
