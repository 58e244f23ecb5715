from odoo import Command, models


class MedCreditAccount(models.Model):
    """An approved term is the term of the next invoices."""

    _inherit = "med.credit.account"

    def _after_change(self, decision):
        # EXTENDS: due dates of coming invoices follow the approved term
        result = super()._after_change(decision)
        if decision._name == "med.credit.change" and decision.kind in ("terms", "opening"):
            self._take_payment_term()
        return result

    def _take_payment_term(self):
        """Give the customer the payment term of so many days, made where there is none."""
        # sudo: who decides on credit need not keep payment terms
        terms = self.env["account.payment.term"].sudo()
        domain = [("company_id", "in", [False, self.company_id.id])]
        fits = terms.search(domain).filtered(lambda term: term._is_plain(self.term_days))
        if not fits:
            fits = terms.create(
                {
                    "name": self.env._("%(days)s days", days=self.term_days),
                    "company_id": self.company_id.id,
                    "line_ids": [
                        Command.create({"value": "percent", "value_amount": 100.0, "nb_days": self.term_days})
                    ],
                }
            )
        partner = self.partner_id.sudo().with_company(self.company_id)  # sudo: as above
        partner.property_payment_term_id = fits[:1]
