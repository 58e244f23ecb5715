from odoo import api, fields, models
from odoo.exceptions import UserError

RESULTS = [("ok", "Good"), ("doubt", "In doubt: hold"), ("bad", "Not good: reject")]
FIXED = {"check_id", "product_id", "lot_id", "location_id", "quantity"}


class MedStockCheckLine(models.Model):
    """One lot at one place, as it looked."""

    _name = "med.stock.check.line"
    _description = "Line of an In-Stock Check"
    _order = "location_id, product_id, lot_id, id"

    check_id = fields.Many2one("med.stock.check", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    state = fields.Selection(related="check_id.state")
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", ondelete="restrict")
    location_id = fields.Many2one("stock.location", required=True, ondelete="restrict")
    quantity = fields.Float(digits="Product Unit")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    expiration_date = fields.Datetime(related="lot_id.expiration_date", string="Expiry")
    result = fields.Selection(RESULTS, required=True, default="ok")
    note = fields.Char(string="What Was Seen")
    image = fields.Image(string="Photo", max_width=1600, max_height=1600)

    @api.depends("product_id", "lot_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, [line.product_id.display_name, line.lot_id.name]))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        # EXTENDS base: what was checked stays
        self._check_open()
        if FIXED & set(vals):
            self._check_not_planned()
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self._check_open()
        self._check_not_planned()
        return super().unlink()

    def _check_not_planned(self):
        """What a plan asks to look at is looked at, not struck off the list."""
        planned = self.check_id.filtered("plan_id")
        if planned and not self.env.su:
            raise UserError(
                self.env._(
                    "%(check)s was made by its plan: its goods stay listed. Write what you saw, or that "
                    "nothing lies there.",
                    check=planned[0].name,
                )
            )

    def _check_open(self):
        done = self.check_id.filtered(lambda check: check.state != "draft")
        if done:
            raise UserError(self.env._("%(check)s is finished: its lines stay.", check=done[0].name))

    def _open_nonconformity(self):
        self.env["med.nonconformity"]._open(
            self.company_id,
            self.product_id,
            self.lot_id,
            self.quantity,
            self.location_id,
            self.note,
            self.check_id,
        )
