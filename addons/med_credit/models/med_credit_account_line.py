from odoo import api, models


class MedCreditAccount(models.Model):
    """One line for the salesperson, and what its figures open."""

    _inherit = "med.credit.account"

    @api.model
    def _credit_lines(self, partners, company):
        """What each customer may still order and what is late, in plain words.

        :param partners: res.partner, contacts count as their commercial partner
        :return: {commercial partner: dict for the widget ``med_credit_line``}
        """
        partners = partners.commercial_partner_id._origin
        judge = self.env["med.credit.judge"]
        accounts = judge._accounts(partners, company)
        segments = self.env["med.credit.segment"]._for_partners(partners, company)
        figures = self.env["med.credit.exposure"]._figures(partners, company)
        return {
            partner: self._credit_line(
                judge._standing(partner, company, accounts.get(partner), segments[partner], figures)
            )
            for partner in partners
        }

    @api.model
    def _credit_line(self, standing):
        money = standing.company.currency_id.format
        figures = standing.figures
        available = standing.limit - figures["exposure"]
        labels = dict(self._fields["state"]._description_selection(self.env))
        late = figures["overdue_amount"]
        return {
            "partner_id": standing.partner.id,
            "available": available,
            "is_short": available <= 0,
            "available_text": self.env._("May order %(amount)s", amount=money(max(available, 0.0))),
            "overdue": late,
            "overdue_text": late
            and self.env._(
                "Overdue %(amount)s (%(days)s days)", amount=money(late), days=figures["overdue_days"]
            )
            or "",
            "state_text": "" if standing.state == "normal" else labels[standing.state],
        }

    @api.model
    def action_open_line(self, partner_id, kind):
        """What a figure of the line opens.

        :param partner_id: id of the customer
        :param kind: ``available`` (the account) or ``overdue`` (its open items)
        """
        self.browse().check_access("read")
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        found = self._account_for(partner, self.env.company)
        account = found[partner.commercial_partner_id].sudo(False)  # sudo ends: shown by own rights
        if kind == "overdue":
            return account.action_open_overdue()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": account.id,
            "views": [(False, "form")],
        }
