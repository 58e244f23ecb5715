from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StockLocation(models.Model):
    _inherit = "stock.location"

    med_placed_partner_id = fields.Many2one(
        "res.partner",
        string="Goods Placed at",
        index="btree_not_null",
        help="Our goods here and below stand at this customer: consignment, sets for surgery. "
        "They are shown on the credit account and count where the segment says so.",
    )

    @api.constrains("med_placed_partner_id", "location_id", "usage")
    def _check_placed_partner(self):
        """Goods placed are ours, and no piece is counted for two customers."""
        for location in self.filtered("med_placed_partner_id"):
            if location.usage not in ("internal", "view", "transit"):
                raise ValidationError(
                    self.env._(
                        "%(location)s: goods placed at a customer are still ours. Use an internal location.",
                        location=location.display_name,
                    )
                )
            around = self.search_count(
                [
                    ("med_placed_partner_id", "!=", False),
                    ("id", "!=", location.id),
                    "|",
                    ("id", "parent_of", location.id),
                    ("id", "child_of", location.id),
                ],
                limit=1,
            )
            if around:
                raise ValidationError(
                    self.env._(
                        "%(location)s lies in or around another location placed at a customer. "
                        "Name the customer on one of them only.",
                        location=location.display_name,
                    )
                )
