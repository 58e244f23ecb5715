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

    def _longest_days(self, day):
        """Days from ``day`` until the last part of it is due; 0 without a term."""
        # sudo: whoever sells need not keep payment terms
        return max(((line._get_due_date(day) - day).days for line in self.sudo().line_ids), default=0)
