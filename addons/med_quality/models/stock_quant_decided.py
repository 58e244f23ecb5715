from odoo import models

from .stock_location_zone import SALEABLE
from .stock_move_line_inflow import DECIDED

OURS = [("location_id.usage", "in", ("internal", "transit"))]
GREEN = [("location_id.med_zone_effective", "in", list(SALEABLE))]
# pieces that left waiting or rejected places for nowhere, by scrap or by a count
LOST = [
    *OURS,
    ("location_id.med_zone_effective", "not in", list(SALEABLE)),
    ("location_dest_id.usage", "in", ("inventory", "production")),
]


class StockQuant(models.Model):
    """Counts that two people or quality decided may put goods into a green place."""

    _inherit = "stock.quant"

    def _med_apply_decided(self, name):
        """Post the counted quantities; who decided was checked by the caller.

        :param name: reference of the movements
        """
        # sudo: people decided, the movement is the system's
        quants = self.sudo().with_context(inventory_mode=True, inventory_name=name)
        quants._with_ticket(DECIDED).action_apply_inventory()

    def _med_doubtful_lots(self):
        """Lots that these counts raise in a green place though nobody released them, or though pieces
        of them were lost from a yellow or red one: they may be those that waited or were rejected.
        """
        raised = self.filtered(
            lambda quant: quant.inventory_diff_quantity > 0
            and quant.product_id.is_medical_device
            and quant.location_id.med_zone_effective in SALEABLE
            and quant.company_id._med_quality_is_on()
        )
        lowered = self.filtered(
            lambda quant: quant.inventory_diff_quantity < 0
            and quant.location_id.med_zone_effective not in SALEABLE
        )
        lots = raised.lot_id
        return (lots - lots._med_ever_green()) | (lots & lowered.lot_id) | lots._med_lost_elsewhere()
