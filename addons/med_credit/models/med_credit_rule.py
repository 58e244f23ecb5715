from odoo import api, fields, models
from odoo.exceptions import ValidationError

CODES = [
    ("quantity", "Unusual quantity"),
    ("amount", "Unusual amount"),
    ("frequency", "Orders crowd"),
    ("price", "Price below the floor or off the agreed one"),
    ("region", "Delivery outside the area"),
    ("scope", "Kind of goods never bought before"),
    ("split", "Orders just under the threshold"),
    ("burst", "Burst before a licence or limit ends"),
    ("dormant", "First order after long silence"),
    ("returns", "Many returns"),
]
ACTIONS = [
    ("warn", "Remind"),
    ("approve", "Stop until released"),
    ("freeze", "Stop and freeze the account"),
]
SEVERITIES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
NUMBERS = (
    "sigma",
    "multiple",
    "least",
    "months",
    "days",
    "horizon_days",
    "percent",
    "amount",
    "learned_margin",
    "learned_months",
)


class MedCreditRule(models.Model):
    """One rule of abnormal trading with its thresholds; what it measures is code.

    A row of a company takes the place of the shared row of the same measure.
    """

    _name = "med.credit.rule"
    _inherit = ["med.rule.mixin"]
    _description = "Rule of Abnormal Trading"
    _order = "sequence, id"

    _rule_event = "credit.rule_changed"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(CODES, string="Measure", required=True)
    note = fields.Text(string="What It Looks At", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company without a row of its own.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    segment_ids = fields.Many2many(
        "med.credit.segment", string="Segments", help="Only customers of these segments; empty for all."
    )
    action = fields.Selection(ACTIONS, string="Answer", default="warn", required=True)
    severity = fields.Selection(SEVERITIES, default="medium", required=True)
    sigma = fields.Float(string="Standard Deviations", default=3.0)
    multiple = fields.Float(string="Times the Usual", default=5.0)
    least = fields.Integer(string="At Least (Number)", default=6, help="Below it nothing is said.")
    months = fields.Integer(string="Months of History", default=12)
    days = fields.Integer(string="Days Looked At", default=7)
    horizon_days = fields.Integer(string="Days before the End", default=30)
    percent = fields.Float(default=15.0)
    amount = fields.Monetary(string="Threshold Amount")
    learned_margin = fields.Float(
        string="Margin after a False Alarm (%)",
        default=10.0,
        help="A value up to so much above the one found harmless is not reported again.",
    )
    learned_months = fields.Integer(string="A False Alarm Counts (Months)", default=12)
    hit_count = fields.Integer(string="Hits", compute="_compute_counts")
    open_count = fields.Integer(string="Undecided", compute="_compute_counts")
    false_share = fields.Float(string="False Alarms (%)", compute="_compute_counts")

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0)) WHERE active")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    def _compute_counts(self):
        # sudo: who writes rules learns how often they hit, not whom
        rows = (
            self.env["med.credit.hit"]
            .sudo()
            ._read_group(
                [("rule_id", "in", self.ids), ("company_id", "in", self.env.companies.ids)],
                ["rule_id", "state"],
                ["__count"],
            )
        )
        counts = {(rule.id, state): count for rule, state, count in rows}
        for rule in self:
            false = counts.get((rule.id, "false_alarm"), 0)
            decided = false + counts.get((rule.id, "confirmed"), 0)
            rule.open_count = counts.get((rule.id, "open"), 0)
            rule.hit_count = decided + rule.open_count
            rule.false_share = 100.0 * false / decided if decided else 0.0

    @api.constrains(*NUMBERS)
    def _check_numbers(self):
        for rule in self:
            for name in NUMBERS:
                if rule[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(rule)s: %(field)s cannot be below zero.",
                            rule=rule.name,
                            field=self._fields[name].get_description(self.env, ["string"])["string"],
                        )
                    )

    @api.constrains("months", "days", "code")
    def _check_window(self):
        for rule in self:
            if not 1 <= rule.months <= 60 or not 1 <= rule.days <= 731:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: look at 1 to 60 months of history and at 1 to 731 days.",
                        rule=rule.name,
                    )
                )

    @api.constrains("code", "amount", "percent")
    def _check_threshold(self):
        for rule in self:
            if rule.code == "split" and (not rule.amount or rule.percent > 100):
                raise ValidationError(
                    self.env._(
                        "%(rule)s needs a threshold amount, and a percent of it up to 100.",
                        rule=rule.name,
                    )
                )

    def _rule_facts(self):
        # OVERRIDE
        return {"rule": self.code, "active": self.active, "action": self.action}

    @api.model
    def _in_force(self, company):
        """Rules of a company by measure, in sudo: they hold for everybody."""
        # sudo: rules judge the orders of people who may not read them
        rows = self.sudo().search([("company_id", "in", [company.id, False])])
        # an archived row of the company switches the shared one off
        own = self.sudo().with_context(active_test=False).search([("company_id", "=", company.id)])
        replaced = set(own.mapped("code"))
        return rows.filtered(lambda rule: rule.company_id or rule.code not in replaced)

    def _for_segment(self, segment):
        """The rules that look at customers of this segment."""
        return self.filtered(lambda rule: not rule.segment_ids or segment in rule.segment_ids)

    @api.model
    def _hits(self, orders):
        """What is unusual about these orders, in a constant number of queries.

        :param orders: sale.order of one company, drafts and unsaved ones included
        :return: list of dicts ``order, account, rule, product, key, value, bound, action,
            numbers, chart``; ``action`` is what the rule and the segment allow together
        """
        return self.env["med.credit.anomaly"]._judge(orders)

    def action_open_hits(self):
        """The hits of this rule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_hit_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}
