from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _med_of_companies(self, vals_list):
        """Values of records that belong to the company of a contact, not to the contact."""
        return [
            {**vals, "partner_id": self.browse(vals["partner_id"]).commercial_partner_id.id}
            if vals.get("partner_id")
            else vals
            for vals in vals_list
        ]
