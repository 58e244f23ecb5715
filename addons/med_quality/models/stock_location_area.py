from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    med_area_id = fields.Many2one(
        "med.storage.area",
        string="Storage Area",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose temperature and humidity these goods lie in; empty: that of the location above.",
    )

    def _med_nearest_area(self):
        """The area of this location, or of the nearest one above it."""
        place = self
        while place and not place.med_area_id:
            place = place.location_id
        return place.med_area_id
