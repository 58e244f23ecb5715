from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .stock_location_zone import SALEABLE


class StockQuant(models.Model):
    """Only what is released, unblocked and unexpired is offered to a sale."""

    _inherit = "stock.quant"

    med_zone_effective = fields.Selection(related="location_id.med_zone_effective", string="Zone")

    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        # EXTENDS stock: strict calls keep the books and are never filtered
        domain = super()._get_gather_domain(product_id, location_id, lot_id, package_id, owner_id, strict)
        if strict or not product_id.is_medical_device or not self._med_is_filtered(location_id):
            return domain
        return domain & self._med_saleable(product_id, location_id.company_id or self.env.company)

    def _med_is_filtered(self, location):
        """A place that is not green is asked by those who clear it; a ticket takes all goods."""
        if self.env["stock.move"]._has_ticket("blocked_goods"):
            return False
        return location.usage in ("internal", "transit", "view") and (
            location.med_zone_effective in SALEABLE
        )

    @api.model
    def _med_saleable(self, products, company):
        """Domain of stock that may be sold now: zone, blocks, expiry."""
        # sudo: blocks stop everybody, whoever may read them
        blocks = self.env["med.lot.block"].sudo().search_fetch(
            [("state", "=", "open"), ("company_id", "=", company.id), ("product_id", "in", products.ids)],
            ["lot_id", "product_id"],
        )
        domain = Domain("location_id.med_zone_effective", "in", list(SALEABLE))
        now = fields.Datetime.now()
        domain &= Domain("expiration_date", "=", False) | Domain("expiration_date", ">", now)
        if blocks.lot_id:
            domain &= Domain("lot_id", "not in", blocks.lot_id.ids)
        if whole := blocks.filtered(lambda block: not block.lot_id).product_id:
            domain &= Domain("product_id", "not in", whole.ids) | Domain("lot_id", "!=", False)
        return domain

    def _med_refuse_negative(self):
        raise UserError(
            self.env._(
                "%(goods)s: more would leave %(place)s than lies there. Count the place first, or "
                "correct the quantity.",
                goods=", ".join(
                    f"{quant.product_id.display_name} {quant.lot_id.name or ''}".strip() for quant in self
                ),
                place=", ".join(self.location_id.mapped("display_name")),
            )
        )
