from odoo import api, fields, models, tools


class MedLifeRule(models.Model):
    """How long goods must still be good, by customer, product or category."""

    _name = "med.life.rule"
    _inherit = ["med.rule.mixin"]
    _description = "Least Remaining Life"
    _order = "partner_id, product_id, categ_id, id"
    _rec_name = "days"

    _rule_event = "life.rule_changed"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every customer without a rule of its own.",
    )
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("is_medical_device", "=", True)],
    )
    categ_id = fields.Many2one("product.category", string="Product Category", ondelete="cascade")
    days = fields.Integer(
        string="Least Remaining Days", required=True, help="0: goods are taken up to their last day."
    )
    note = fields.Char(string="Where It Is Agreed")
    active = fields.Boolean(default=True)

    _days_positive = models.Constraint("CHECK (days >= 0)", "Days cannot be negative.")
    _one_subject = models.Constraint(
        "CHECK (product_id IS NULL OR categ_id IS NULL)", "Choose a product or a category, not both."
    )
    _subject_uniq = models.UniqueIndex(
        "(company_id, COALESCE(partner_id, 0), COALESCE(product_id, 0), COALESCE(categ_id, 0)) WHERE active",
        "There is a rule for this already.",
    )

    @api.model
    @tools.ormcache("company_id")
    def _agreed(self, company_id):
        """{(customer id or 0, product id or 0, category id or 0): days} of one company."""
        # sudo: the rules hold for whoever reserves or ships
        rules = self.sudo().search([("company_id", "=", company_id)])
        return {(r.partner_id.id or 0, r.product_id.id or 0, r.categ_id.id or 0): r.days for r in rules}

    @api.model
    def _days_for(self, partner_ids, product, company, default):
        """Days by the closest rule: customer's product, customer's category, customer, all customers.

        :param partner_ids: ids of the receiving address and its company, the closest first
        :param default: days that the customer itself asks for, None if it says nothing
        :return: int, None where no rule speaks
        """
        table = self._agreed(company.id)
        if not table:
            return default
        goods = [(product.id, 0), *((0, categ) for categ in self._category_ids(product)), (0, 0)]
        own = [(partner_id, *key) for partner_id in partner_ids for key in goods]
        found = next((table[key] for key in own if key in table), default)
        if found is None:
            found = next((table[0, *key] for key in goods if (0, *key) in table), None)
        return found

    @api.model
    def _category_ids(self, product):
        """Ids of the product's category and those above it, the closest first."""
        path = product.categ_id.parent_path or ""
        return [int(part) for part in reversed(path.strip("/").split("/")) if part]

    def _rule_record(self):
        # OVERRIDE
        return self.partner_id or self.product_id or self.categ_id or self

    def _rule_facts(self):
        # OVERRIDE
        return {"product": self.product_id.id, "category": self.categ_id.id, "days": self.days}

    def _rule_changed(self):
        # EXTENDS med.rule.mixin
        self.env.registry.clear_cache()
        return super()._rule_changed()
