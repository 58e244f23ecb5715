from odoo import models


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    def _is_plain(self, days):
        """Whether all is due so many days after the invoice, without discount."""
        self.ensure_one()
        line = self.line_ids
        return (
            len(line) == 1
            and not self.early_discount
            and (line.value, line.value_amount, line.delay_type, line.nb_days)
            == ("percent", 100.0, "days_after", days)
        )
