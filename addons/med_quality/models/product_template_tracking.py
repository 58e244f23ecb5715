from odoo import models
from odoo.exceptions import UserError

# by which Odoo keeps stock and lots of a product: without them no lot is looked at
KEPT_BY = ("is_storable", "tracking", "type", "use_expiration_date")


class ProductTemplate(models.Model):
    """Devices on stock stay kept by lot: their holds, zones and dates depend on it."""

    _inherit = "product.template"

    def write(self, vals):
        # EXTENDS med_base
        names = [name for name in KEPT_BY if name in vals]
        if names:
            changed = self.filtered(lambda t: t.is_medical_device and t._med_keeps_otherwise(names, vals))
            changed._med_check_not_stocked()
        return super().write(vals)

    def _med_keeps_otherwise(self, names, vals):
        """Whether these values change how it is kept; dates may begin to be asked for at any time."""
        return any(
            self[name] != vals[name] and (name != "use_expiration_date" or not vals[name]) for name in names
        )

    def _med_check_not_stocked(self):
        """Refuse while goods of these devices lie anywhere of ours or are stopped."""
        if not self:
            return
        # sudo: stock and blocks of every company count, whoever may read them
        products = self.sudo().with_context(active_test=False).product_variant_ids
        domain = [("product_id", "in", products.ids)]
        stock = self.env["stock.quant"].sudo().search(  # sudo: as above
            [*domain, ("quantity", "!=", 0), ("location_id.usage", "in", ("internal", "transit"))], limit=1
        )
        # sudo: as above
        stopped = self.env["med.lot.block"].sudo().search([*domain, ("state", "=", "open")], limit=1)
        product = stock.product_id or stopped.product_id
        if product:
            raise UserError(
                self.env._(
                    "%(product)s is on stock or on hold: how its stock and lots are kept cannot be changed "
                    "meanwhile, or nobody would look at its lots. Move the goods out first, or make a new "
                    "product.",
                    product=product.display_name,
                )
            )
