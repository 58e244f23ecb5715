from odoo import api, models
from odoo.fields import Domain

from ..tools.least_life import LEAST_LIFE_KEY, Wanted


class StockQuant(models.Model):
    """Devices leave by their expiry; lots that end too soon for a customer are not offered to him."""

    _inherit = "stock.quant"

    _med_expiry_idx = models.Index("(company_id, expiration_date) WHERE expiration_date IS NOT NULL")

    @api.model
    def _get_removal_strategy(self, product_id, location_id):
        # EXTENDS stock: first expired, first out, unless somebody chose otherwise
        strategy = super()._get_removal_strategy(product_id, location_id)
        if strategy != "fifo" or not product_id.sudo().is_medical_device:  # sudo: as Odoo reads it
            return strategy
        return strategy if self._med_is_chosen(product_id, location_id) else "fefo"

    @api.model
    def _med_is_chosen(self, product, location):
        """Whether a category or a place says that goods leave in the order they came."""
        product_sudo, place_sudo = product.sudo(), location.sudo()  # sudo: rules hold for whoever reserves
        if product_sudo.categ_id.removal_strategy_id:
            return True
        while place_sudo:
            if place_sudo.removal_strategy_id:
                return True
            place_sudo = place_sudo.location_id
        return False

    @api.model
    def _get_removal_strategy_order(self, removal_strategy):
        # EXTENDS product_expiry: also where the product itself keeps no dates
        if removal_strategy == "fefo":
            return "removal_date, expiration_date, in_date, id"
        return super()._get_removal_strategy_order(removal_strategy)

    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        # EXTENDS stock: strict calls undo reservations and must find what they reserved
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id=lot_id, package_id=package_id, owner_id=owner_id, strict=strict
        )
        wanted = self.env.context.get(LEAST_LIFE_KEY + "_wanted")
        if strict or type(wanted) is not Wanted or wanted.product != product_id.id:
            return domain
        good = Domain("expiration_date", "=", False) | Domain("expiration_date", ">=", wanted.moment)
        return Domain(domain) & good
