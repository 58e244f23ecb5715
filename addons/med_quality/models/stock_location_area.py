from odoo import fields, models
from odoo.exceptions import AccessError


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

    def write(self, vals):
        # EXTENDS stock: outside its area nobody sees that goods lay too warm
        moved = self.browse()
        if "med_area_id" in vals:
            moved = self.filtered(lambda place: place.med_area_id.id != vals["med_area_id"])
        before = {place: place.med_area_id for place in moved if place.med_area_id}
        if before and not self.env.su and not self.env.user.has_group("med_base.group_quality_officer"):
            raise AccessError(
                self.env._(
                    "%(places)s: by its storage area goods are held when it gets too warm. Ask a quality "
                    "officer to change it.",
                    places=", ".join(moved.mapped("display_name")),
                )
            )
        result = super().write(vals)
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "storage.place_moved",
                    "record": place,
                    "company": place.company_id or self.env.company,
                    "facts": {"area": [area.display_name, place.med_area_id.display_name or ""]},
                }
                for place, area in before.items()
            ]
        )
        return result

    def _med_nearest_area(self):
        """The area of this location, or of the nearest one above it."""
        place = self
        while place and not place.med_area_id:
            place = place.location_id
        return place.med_area_id
