from odoo import api, fields, models
from odoo.exceptions import ValidationError

ANSWERS = [("off", "Nothing"), ("warn", "Remind"), ("ask", "Stop until released")]


class MedCreditSegment(models.Model):
    """Policy for customers of one kind: what stops an order, what is granted unseen.

    A public hospital that pays after 180 days is no risk, a dealer who does so is.
    """

    _name = "med.credit.segment"
    _description = "Credit Segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: the policy of every company that has none of its own."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    party_type_ids = fields.Many2many(
        "med.party.type", string="Party Types", help="Customers of these types get this policy."
    )
    is_default = fields.Boolean(help="For customers of a type that no policy names.")
    is_cross_border = fields.Boolean(help="For customers in another country, whatever their type.")

    on_over_limit = fields.Selection(ANSWERS, string="Above the Limit", default="ask", required=True)
    on_overdue = fields.Selection(ANSWERS, string="Overdue", default="ask", required=True)
    overdue_days = fields.Integer(
        string="Days of Grace", default=15, help="Days after the due date that are let pass."
    )
    on_overdue_share = fields.Selection(ANSWERS, string="Share Overdue", default="warn", required=True)
    overdue_share = fields.Float(
        string="Overdue Share (%)", default=20.0, help="Overdue in percent of all that is unpaid."
    )
    freezes = fields.Boolean(
        string="Freezes by Itself", help="The account is frozen when an invoice is late for too long."
    )
    freeze_days = fields.Integer(string="Frozen after Days Overdue", default=90)
    new_customer = fields.Selection(
        [("prepay", "Pays in advance"), ("starter", "Starter limit")],
        string="New Customers",
        default="prepay",
        required=True,
    )
    starter_limit = fields.Monetary(help="Limit of customers for whom none was approved yet.")
    term_days = fields.Integer(string="Usual Term (Days)", default=30)
    counts_placed_goods = fields.Boolean(
        string="Goods Placed Count", help="Goods placed at the customer use up the limit."
    )
    horizon_days = fields.Integer(
        string="Horizon of Orders (Days)",
        help="Only what is due to be shipped within so many days counts; 0 counts all.",
    )
    bank_bill_share = fields.Float(string="Bank Acceptances Count (%)", default=20.0)
    trade_bill_share = fields.Float(string="Commercial Acceptances Count (%)", default=100.0)
    release_tolerance = fields.Float(
        string="Tolerance of a Release (%)",
        default=5.0,
        help="A released order that grew by no more is not stopped again.",
    )
    release_days = fields.Integer(
        string="A Release Holds (Days)", default=30, help="Asked again after so many days."
    )

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for segment in self:
            segment.currency_id = (segment.company_id or self.env.company).currency_id

    @api.constrains(
        "overdue_days",
        "overdue_share",
        "freeze_days",
        "starter_limit",
        "term_days",
        "horizon_days",
        "bank_bill_share",
        "trade_bill_share",
        "release_tolerance",
        "release_days",
    )
    def _check_numbers(self):
        names = (
            "overdue_days",
            "overdue_share",
            "freeze_days",
            "starter_limit",
            "term_days",
            "horizon_days",
            "bank_bill_share",
            "trade_bill_share",
            "release_tolerance",
            "release_days",
        )
        for segment in self:
            for name in names:
                if segment[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(segment)s: %(field)s cannot be below zero.",
                            segment=segment.name,
                            field=self._fields[name].get_description(self.env, ["string"])["string"],
                        )
                    )

    @api.model
    def _for_partners(self, partners, company):
        """The policy of each customer.

        Cross-border beats the type, the type beats the default, a row of the company
        beats the shared one.

        :param partners: commercial partners
        :return: {partner: med.credit.segment}, empty segment where no row fits
        """
        # sudo: policy rules for everybody, whoever may read the table
        rows = self.sudo().search([("company_id", "in", [company.id, False])])
        rows = rows.sorted(lambda row: (not row.company_id, row.sequence, row.id))
        country = company.country_id
        chosen = {}
        for partner in partners:
            abroad = bool(partner.country_id and country and partner.country_id != country)
            fits = rows.filtered(lambda row, p=partner: p.med_party_type_id in row.party_type_ids)
            default = rows.filtered("is_default")
            foreign = rows.filtered("is_cross_border") if abroad else rows.browse()
            chosen[partner] = (foreign or fits or default)[:1].with_env(self.env)
        return chosen
