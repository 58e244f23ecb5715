from odoo import models
from odoo.tools import SQL


class MedCreditExposure(models.AbstractModel):
    """Bills taken in payment and guarantees given: settled in the books, and still a risk."""

    _inherit = "med.credit.exposure"

    def _in_use(self):
        # EXTENDS med.credit.exposure
        return {
            **super()._in_use(),
            "bills": "SELECT FROM med_credit_bill",
            "guaranteed": "SELECT FROM med_credit_security WHERE direction = 'given'",
            "secured": "SELECT FROM med_credit_security WHERE direction = 'received'",
        }

    def _sources(self, scope):
        # EXTENDS med.credit.exposure
        own = {"bills": self._sql_bills, "guaranteed": self._sql_guaranteed}
        return [
            *super()._sources(scope),
            *(((name,), source(scope)) for name, source in own.items() if name in scope.in_use),
        ]

    def _flush(self):
        # EXTENDS med.credit.exposure
        result = super()._flush()
        self.env["med.credit.bill"].flush_model()
        self.env["account.payment"].flush_model(["move_id"])
        self.env["med.credit.security"].flush_model()
        return result

    def _sql_bills(self, scope):
        return SQL(
            "SELECT counted.partner_id, counted.amount * counted.share AS bills FROM (%s) AS counted",
            self._sql_bill_shares(scope),
        )

    def _sql_guaranteed(self, scope):
        """Guarantees given for the customer, in full."""
        return SQL(
            """SELECT security.partner_id, security.amount AS guaranteed
                 FROM med_credit_security AS security
                WHERE security.direction = 'given' AND security.company_id = ANY(%s) AND %s AND %s""",
            list(scope.branches),
            scope.partners(SQL("security.partner_id")),
            self._sql_in_force(scope.day),
        )

    def _sql_in_force(self, day):
        """Condition on ``security``: approved, not released, within its dates."""
        return SQL(
            """security.state = 'done' AND security.released_on IS NULL AND security.date_from <= %(day)s
                   AND (security.date_to IS NULL OR security.date_to >= %(day)s)""",
            day=day,
        )

    def _sql_bill_shares(self, scope):
        """Bills that count, each with its share.

        Held ones until they are paid, passed on ones until they mature (recourse). A bill
        that is not on the books counts nothing: its invoices are still open. A dishonoured
        one counts through the invoices opened again, or in full where it was taken over.
        """
        return SQL(
            """SELECT bill.id, partner.commercial_partner_id AS partner_id, bill.amount,
                      CASE WHEN bill.state = 'dishonoured' THEN 1
                           WHEN bill.kind = 'bank' THEN COALESCE(policy.bank_share, 20) / 100.0
                           ELSE COALESCE(policy.trade_share, 100) / 100.0 END AS share
                 FROM med_credit_bill AS bill
                 JOIN res_partner AS partner ON partner.id = bill.partner_id
                 LEFT JOIN account_payment AS payment ON payment.id = bill.payment_id
                 LEFT JOIN account_move AS move ON move.id = payment.move_id AND move.state = 'posted'
                 LEFT JOIN (%(policy)s) AS policy ON policy.partner_id = partner.commercial_partner_id
                WHERE bill.company_id = ANY(%(companies)s) AND %(partners)s
                  AND (bill.is_opening OR move.id IS NOT NULL)
                  AND (bill.state = 'held'
                       OR bill.state IN ('endorsed', 'discounted') AND bill.maturity_on >= %(day)s
                       OR bill.state = 'dishonoured' AND bill.is_opening)""",
            policy=self._policy(scope),
            companies=list(scope.branches),
            partners=scope.partners(SQL("partner.commercial_partner_id")),
            day=scope.day,
        )

    def _bill_shares(self, bills):
        """{bill id: share (0 to 1) with which it counts today}, for those that count."""
        shares = {}
        for company, group in bills.grouped("company_id").items():
            scope = self._scope(company, partner_ids=tuple(group.partner_id.commercial_partner_id.ids))
            rows = self.env.execute_query(self._sql_bill_shares(scope))
            shares.update({row[0]: float(row[3]) for row in rows})
        return shares
