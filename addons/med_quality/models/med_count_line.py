from odoo import api, fields, models
from odoo.exceptions import UserError

GOODS = ("location_id", "product_id", "lot_id", "package_id", "owner_id")


class MedCountLine(models.Model):
    """One lot in one place: what the books say, what was counted, why they differ."""

    _name = "med.count.line"
    _description = "Line of a Count"
    _inherit = ["med.guarded.mixin"]
    _order = "count_id desc, location_id, product_id, id"
    _rec_name = "product_id"
    _guarded_fields = ("book", "is_counted", "counted_by_id", "counted_at")

    count_id = fields.Many2one("med.count", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="count_id.company_id", store=True, index=True)
    state = fields.Selection(related="count_id.state")
    is_blind = fields.Boolean(related="count_id.is_blind")
    location_id = fields.Many2one("stock.location", string="Shelf", required=True, index=True)
    product_id = fields.Many2one("product.product", required=True, index=True)
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one("stock.lot", domain="[('product_id', '=', product_id)]", index="btree_not_null")
    package_id = fields.Many2one("stock.package", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True)
    expiration_date = fields.Datetime(related="lot_id.expiration_date", string="Expiry")
    uom_id = fields.Many2one(related="product_id.uom_id")
    book = fields.Float(
        string="In the Books",
        digits="Product Unit",
        readonly=True,
        help="At the moment of the count; what moves afterwards changes nothing of the difference.",
    )
    counted = fields.Float(digits="Product Unit")
    is_counted = fields.Boolean(string="Counted?", readonly=True)
    difference = fields.Float(compute="_compute_difference", store=True, digits="Product Unit")
    currency_id = fields.Many2one(related="company_id.currency_id")
    difference_value = fields.Monetary(compute="_compute_difference", store=True)
    cause_id = fields.Many2one("med.count.cause")
    note = fields.Char()
    counted_by_id = fields.Many2one("res.users", readonly=True)
    counted_at = fields.Datetime(readonly=True)

    @api.depends("book", "counted", "is_counted", "product_id", "company_id")
    def _compute_difference(self):
        for line in self:
            line.difference = line.counted - line.book if line.is_counted else 0.0
            product = line.product_id.with_company(line.company_id).sudo()  # sudo: cost, for the sum alone
            line.difference_value = line.difference * product.standard_price

    @api.depends("product_id", "lot_id", "location_id")
    def _compute_display_name(self):
        for line in self:
            parts = [line.location_id.name, line.product_id.display_name, line.lot_id.name]
            line.display_name = " ".join(filter(None, parts))

    def _key(self):
        return tuple(self[name] for name in GOODS)

    def _make(self, count, quants):
        """Lines of these quants; called by the count alone."""
        vals_list = [
            {
                "count_id": count.id,
                "location_id": quant.location_id.id,
                "product_id": quant.product_id.id,
                "lot_id": quant.lot_id.id,
                "package_id": quant.package_id.id,
                "owner_id": quant.owner_id.id,
                "book": quant.quantity,
            }
            for quant in quants
        ]
        return self._with_ticket("create").create(vals_list)._without_ticket()

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin: what lies there though the books do not know it
        lines = super().create([{k: v for k, v in vals.items() if k != "counted"} for vals in vals_list])
        lines._check_place()
        if not self._has_ticket("create"):
            lines._check_counting()
            for line, vals in zip(lines, vals_list, strict=True):
                line.counted = vals.get("counted", 0.0)
        return lines

    def write(self, vals):
        # EXTENDS med.guarded.mixin: whoever enters a figure has counted now
        if self._has_ticket("state"):
            return super().write(vals)
        if {*GOODS, "count_id"} & set(vals):
            raise UserError(self.env._("What was counted stays: add another line for other goods."))
        if {"counted", "cause_id", "note"} & set(vals):
            self._check_counting("counting", *(() if "counted" in vals else ("counted",)))
        result = super().write(vals)
        if "counted" in vals:
            self._note_count()
        return result

    def _check_place(self):
        """Only what lies in our own places is counted."""
        strange = self.filtered(lambda line: line.location_id.usage not in ("internal", "transit"))
        if strange:
            raise UserError(
                self.env._(
                    "%(place)s is no place of ours: nothing can be counted there.",
                    place=strange[0].location_id.display_name,
                )
            )

    def _check_counting(self, *states):
        states = states or ("counting",)
        for count in self.count_id:
            count._check_state(*states)

    def _note_count(self):
        """The books at this moment, who counted and when: set by the system."""
        books = self._books()
        now = fields.Datetime.now()
        for line in self:
            line._guarded_write(
                {
                    "book": books[line],
                    "is_counted": True,
                    "counted_by_id": self.env.uid,
                    "counted_at": now,
                }
            )

    def _quants(self):
        """The stock that these lines are about."""
        # sudo: the books are compared with, whoever may read them
        quants = self.env["stock.quant"].sudo()
        keys = {line._key() for line in self}
        found = quants.search(
            [("location_id", "in", self.location_id.ids), ("product_id", "in", self.product_id.ids)]
        )
        return found.filtered(lambda q: tuple(q[name] for name in GOODS) in keys)

    def _books(self):
        """{line: quantity in the books now}, in two queries."""
        by_key = {}
        for quant in self._quants():
            key = tuple(quant[name] for name in GOODS)
            by_key[key] = by_key.get(key, 0.0) + quant.quantity
        return {line: by_key.get(line._key(), 0.0) for line in self}

    def action_same(self):
        """What lies there is what the books say: one tap.

        :raise UserError: a blind count
        """
        self.check_access("write")
        if any(line.is_blind for line in self):
            raise UserError(self.env._("This is a blind count: enter what you counted."))
        self._check_counting()
        for line, book in self._books().items():
            line.counted = book
        return True

    def action_again(self):
        """Count this line once more."""
        self.check_access("write")
        self._check_counting()
        self._guarded_write({"is_counted": False, "counted_by_id": False, "counted_at": False})
        return True

    def action_open_entry(self):
        """The line as a small form: quantity, cause, remark."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("med_quality.med_count_line_view_form").id, "form")],
            "target": "new",
        }

    def _post(self):
        """Post these differences: what moved since the count is taken into account."""
        books = self._books()
        quants = self.env["stock.quant"]
        for line in self:
            vals = {name: line[name].id for name in GOODS if line[name]}
            vals["inventory_quantity"] = max(0.0, books[line] + line.difference)
            quants |= (
                quants.with_context(inventory_mode=True).sudo().create(vals)
            )  # sudo: decided by a method
        causes = ", ".join(sorted(set(self.cause_id.mapped("name"))))
        name = f"{self.count_id[:1].name}: {causes}"
        doubtful = quants._med_doubtful_lots()
        quants._med_apply_decided(name)
        if doubtful:
            reason = self.env._(
                "%(count)s found pieces in a released place, but this lot was never released or pieces of it "
                "were lost from a yellow or red place: look where they come from.",
                count=self.count_id[:1].name,
            )
            doubtful._med_hold(reason, self.company_id[:1], origin=self.count_id[:1])
