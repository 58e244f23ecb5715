from odoo import api, fields, models
from odoo.exceptions import UserError

VERDICTS = [("release", "Release"), ("reject", "Reject")]


class MedStorageExcursionLine(models.Model):
    """One lot at one place that lay there during an excursion."""

    _name = "med.storage.excursion.line"
    _description = "Goods in an Excursion"
    _inherit = ["med.evidence.mixin"]
    _order = "product_id, lot_id, location_id, id"

    excursion_id = fields.Many2one(
        "med.storage.excursion", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="excursion_id.company_id", store=True, index=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="restrict")
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null", ondelete="restrict")
    location_id = fields.Many2one("stock.location", readonly=True, ondelete="restrict")
    quantity = fields.Float(
        string="Quantity There", readonly=True, digits="Product Unit", help="At the begin or come since."
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    expiration_date = fields.Datetime(related="lot_id.expiration_date", string="Expiry")
    on_hand = fields.Float(string="On Hand Now", compute="_compute_on_hand", digits="Product Unit")
    verdict = fields.Selection(VERDICTS)

    @api.depends("lot_id", "product_id")
    def _compute_on_hand(self):
        rows = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", self.product_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("location_id.usage", "in", ("internal", "transit")),
            ],
            ["company_id", "product_id", "lot_id"],
            ["quantity:sum"],
        )
        found = {(company, product, lot): quantity for company, product, lot, quantity in rows}
        for line in self:
            line.on_hand = found.get((line.company_id, line.product_id, line.lot_id), 0.0)

    @api.depends("product_id", "lot_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, [line.product_id.display_name, line.lot_id.name]))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        if not self._has_ticket("create"):
            raise UserError(self.env._("What lay in a place is found from its movements, not typed in."))
        return super(MedStorageExcursionLine, self._without_ticket()).create(vals_list)

    def write(self, vals):
        # EXTENDS base: the verdict until the decision, nothing else
        if set(vals) - {"verdict"}:
            raise UserError(self.env._("What lay in a place is found from its movements, not typed in."))
        if "verdict" in vals:
            decided = self.excursion_id.filtered(lambda excursion: excursion.state != "open")
            if decided:
                raise UserError(self.env._("%(name)s has been decided already.", name=decided[0].name))
            if not self._has_ticket("verdict") and not self.env.user.has_group(
                "med_base.group_quality_officer"
            ):
                raise UserError(self.env._("Goods of an excursion are judged by quality staff."))
        return super().write(vals)

    def _open_nonconformities(self):
        """Each rejected lot becomes a nonconformity with the excursion as its origin."""
        for line in self:
            self.env["med.nonconformity"]._open(
                line.company_id,
                line.product_id,
                line.lot_id,
                min(line.quantity, line.on_hand) or line.quantity,
                line.location_id,
                line.excursion_id.assessment,
                line.excursion_id,
            )
