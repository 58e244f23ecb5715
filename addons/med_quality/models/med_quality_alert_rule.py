from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .med_nonconformity import KINDS

DIMENSIONS = [("partner_id", "Supplier"), ("product_id", "Product"), ("cause_id", "Cause"), ("lot_id", "Lot")]
SPANS_BEFORE = 4


class MedQualityAlertRule(models.Model):
    """When cases pile up somebody is asked to look: thresholds and trends as data."""

    _name = "med.quality.alert.rule"
    _inherit = ["med.rule.mixin"]
    _description = "Rule of Quality Alerts"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    dimension = fields.Selection(DIMENSIONS, "Counted by", required=True, default="partner_id")
    method = fields.Selection(
        [("count", "So Many Cases"), ("rise", "Rising Trend")],
        required=True,
        default="count",
        help="So many cases: at least this number within the days. Rising trend: as well, and at least "
        "the factor times the average of the four spans of as many days before.",
    )
    cases = fields.Integer(required=True, default=3)
    days = fields.Integer("Within Days", required=True, default=90)
    factor = fields.Float(default=2.0, help="How many times the average of the spans before.")
    kind = fields.Selection(KINDS, help="Empty: every kind of case.")
    only_cause_id = fields.Many2one(
        "med.nc.cause", help="With everything below it. Empty: every cause."
    )
    user_id = fields.Many2one(
        "res.users", string="Told to", domain=[("share", "=", False)], help="Empty: the quality head."
    )

    _positive = models.Constraint(
        "CHECK (cases > 0 AND days > 0 AND factor > 0)", "Cases, days and factor must be above zero."
    )

    # judging -------------------------------------------------------------

    @api.model
    def _evaluate(self, companies, cases=None):
        """Judge all rules for these companies and raise what is new.

        :param companies: ``res.company``
        :param cases: only what concerns these nonconformities; everything if not given
        """
        rules = self.sudo().search([("active", "=", True)])  # sudo: rules hold for everybody
        for company in companies:
            for rule in rules.filtered(lambda r, c=company: not r.company_id or r.company_id == c):
                rule._evaluate_for(company, cases)

    def _evaluate_for(self, company, cases):
        now = fields.Datetime.now()
        counts = self._counts(company, now - timedelta(days=self.days), now, cases)
        found = {value: count for value, count in counts.items() if count >= self.cases}
        if self.method == "rise" and found:
            found = self._rising(company, now, cases, found)
        if found:
            # sudo: the system raises alerts
            self.env["med.quality.alert"].sudo()._raise(self, company, found)

    def _rising(self, company, now, cases, found):
        """Those of these counts that are well above the average of the spans before."""
        since = now - timedelta(days=self.days)
        before = self._counts(company, since - timedelta(days=self.days * SPANS_BEFORE), since, cases)
        return {
            value: count
            for value, count in found.items()
            if count >= self.factor * before.get(value, 0) / SPANS_BEFORE
        }

    def _counts(self, company, since, until, cases):
        """{supplier, product, cause or lot: number of cases}, in one query."""
        domain = (
            self._domain(company) & Domain("reported_at", ">", since) & Domain("reported_at", "<=", until)
        )
        if cases is not None:
            domain &= Domain(self.dimension, "in", cases.sudo()[self.dimension].ids)  # sudo: as below
        # sudo: every case counts, whoever may read it
        rows = self.env["med.nonconformity"].sudo()._read_group(domain, [self.dimension], ["__count"])
        return dict(rows)

    def _domain(self, company):
        """Cases of a company this rule counts."""
        domain = Domain("company_id", "=", company.id) & Domain("state", "!=", "cancelled")
        domain &= Domain(self.dimension, "!=", False)
        if self.kind:
            domain &= Domain("kind", "=", self.kind)
        if self.only_cause_id:
            domain &= Domain("cause_id", "child_of", self.only_cause_id.id)
        return domain

    @api.model
    def _cron_evaluate(self):
        """Judge everything once a day: trends move without a new case."""
        # sudo: a job of the system
        self._evaluate(self.env["res.company"].sudo().search([("active", "=", True)]))
