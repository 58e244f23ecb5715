from odoo import fields, models


class ProductProduct(models.Model):
    """Products on dated lists: exempt from filing, contraceptives of supply bodies."""

    _inherit = "product.product"

    med_exempt_list_id = fields.Many2one(
        "med.exempt.list",
        string="Exemption List",
        copy=False,
        index="btree_not_null",
        domain=[("kind", "=", "filing")],
        ondelete="restrict",
        help="The list that names it: no licence is asked while the list is in force.",
    )
    med_contraceptive_list_id = fields.Many2one(
        "med.exempt.list",
        string="Contraceptive List",
        copy=False,
        index="btree_not_null",
        domain=[("kind", "=", "contraceptive")],
        ondelete="restrict",
        help="Contraceptive that non-profit supply bodies store and hand on without "
        "licence (Order 54 art. 26).",
    )

    def _med_is_exempt_on(self, day):
        """Class II and exempt from filing on a day; class III never is."""
        self.ensure_one()
        if not self.med_is_filing_exempt or self.med_device_class == "3":
            return False
        if self.med_exempt_list_id:
            return self.med_exempt_list_id._is_in_force(day)
        return not self.med_exempt_list_date or self.med_exempt_list_date <= day

    def _med_is_contraceptive_on(self, day):
        """On a list of contraceptives in force on a day."""
        self.ensure_one()
        listed = self.med_contraceptive_list_id
        return bool(listed) and listed._is_in_force(day)


