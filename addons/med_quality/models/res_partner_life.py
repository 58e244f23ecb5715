from odoo import fields, models

DAYS_OF_A_MONTH = 30


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_min_remaining_days = fields.Integer(
        string="Least Remaining Life (Days)",
        help="Lots that expire sooner are not reserved for this customer and do not leave without a "
        "release. 0: the rule of the company.",
    )
    med_life_rule_ids = fields.One2many(
        "med.life.rule", "partner_id", string="Least Remaining Life By Product"
    )

    def _med_least_days(self, product, company):
        """Days that ``product`` must still be good when it leaves for this party.

        :return: (days, whether it was agreed); the company's general rule only reminds, for goods
            that end soon have to go to somebody
        """
        self.ensure_one()
        party_sudo = self.sudo()  # sudo: what the customer asks for holds for whoever ships
        whole = party_sudo.commercial_partner_id
        own = party_sudo.med_min_remaining_days or whole.med_min_remaining_days or None
        ids = list(dict.fromkeys([party_sudo.id, whole.id]))
        days = self.env["med.life.rule"]._days_for(ids, product, company, own)
        if days is not None:
            return days, True
        company_sudo = company.sudo()  # sudo: a setting of the company
        return company_sudo.med_min_remaining_months * DAYS_OF_A_MONTH, False
