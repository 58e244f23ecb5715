import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

EXTENTS = [
    ("full", "All Pieces"),
    ("fixed", "Fixed Number"),
    ("percent", "Percentage"),
]


class MedInspectionPlan(models.Model):
    """What is looked at, and how many pieces of a lot: by product, category and supplier."""

    _name = "med.inspection.plan"
    _inherit = ["med.rule.mixin"]
    _description = "Inspection Plan"
    _order = "sequence, id"

    _rule_event = "inspection.plan_changed"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    product_id = fields.Many2one("product.product", index="btree_not_null")
    categ_id = fields.Many2one("product.category", string="Product Category", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", string="Supplier", index="btree_not_null")
    extent = fields.Selection(EXTENTS, required=True, default="full")
    quantity = fields.Float(string="Pieces", digits="Product Unit", help="How many pieces of each lot.")
    percent = fields.Float(help="Share of the pieces of each lot, rounded up.")
    needs_two = fields.Boolean(string="Two Persons", help="Two inspectors sign.")
    skip_after = fields.Integer(
        string="Reduce after Good Lots",
        help="After so many accepted lots in a row of one product from one supplier, the next ones are "
        "checked for identity only. 0: never.",
    )
    full_every = fields.Integer(
        default=5,
        help="While reduced, each so-many-th lot is checked in full all the same.",
    )
    item_ids = fields.One2many("med.inspection.plan.item", "plan_id", copy=True)

    _extent_filled = models.Constraint(
        "CHECK ((extent != 'fixed' OR quantity > 0)"
        " AND (extent != 'percent' OR (percent > 0 AND percent <= 100)))",
        "Say how many pieces or which share is looked at: more than 0, at most 100 percent.",
    )
    _skip_positive = models.Constraint(
        "CHECK (skip_after >= 0 AND full_every >= 2)",
        "The number of good lots cannot be negative, and at least every second lot stays reduced.",
    )

    @api.constrains("item_ids")
    def _check_has_items(self):
        for plan in self:
            if not plan.item_ids:
                raise ValidationError(
                    self.env._(
                        "Plan %(plan)s checks nothing. Add at least one check.", plan=plan.display_name
                    )
                )

    @api.constrains("active", "company_id", "product_id", "categ_id", "partner_id")
    def _check_covers_all(self):
        """Goods without a plan would be accepted without anything being looked at (GSP art. 64)."""
        special = ("company_id", "product_id", "categ_id", "partner_id")
        # sudo: the rule holds whoever configures
        if not self.sudo().search_count([(name, "=", False) for name in special], limit=1):
            raise ValidationError(
                self.env._(
                    "One plan must fit every product of every supplier. Make another general plan first."
                )
            )

    @api.model
    def _plans_for(self, company, products, partner):
        """The most special plan of each product: product before supplier before category.

        :return: {product: plan}; one query for all products
        """
        # sudo: rules apply to whoever receives the goods
        plans = self.sudo().search([("company_id", "in", (company.id, False))])
        return {product: plans._best_for(product, partner) for product in products}

    def _best_for(self, product, partner):
        fitting = self.filtered(lambda plan: plan._fits(product, partner))
        return fitting.sorted(lambda plan: -plan._weight())[:1]

    def _fits(self, product, partner):
        category = self.categ_id
        path = product.categ_id.parent_path or ""
        return (
            (not self.product_id or self.product_id == product)
            and (not self.partner_id or self.partner_id.commercial_partner_id == partner)
            and (not category or path.startswith(category.parent_path or "-"))
        )

    def _weight(self):
        """How special a plan is; a deeper category is more special, then the company's own."""
        return (
            (1000 if self.product_id else 0)
            + (500 if self.partner_id else 0)
            + 10 * (self.categ_id.parent_path or "").count("/")
            + bool(self.company_id)
        )

    def _sample_size(self, quantity, unit):
        """Pieces of a lot to look at.

        :param quantity: received, in ``unit``
        """
        if self.extent == "fixed":
            return min(self.quantity, quantity)
        if self.extent == "percent":
            return min(math.ceil(round(quantity * self.percent / 100.0, 6)), quantity)
        return quantity
