from odoo import api, fields, models
from odoo.exceptions import ValidationError

GRADES = [(code, code) for code in ("AAA", "AA", "A", "BBB", "BB", "B", "C", "D")]


class MedCreditAccount(models.Model):
    """What one customer owes us and may owe us: one per commercial partner and company.

    Grade, limit and state change through methods only; see ``med.credit.change``.
    """

    _name = "med.credit.account"
    _description = "Credit Account"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin"]
    _order = "partner_id, id"
    _rec_name = "partner_id"

    _guarded_fields = ("state", "state_reason", "grade", "limit_amount", "has_limit", "term_days")

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    segment_id = fields.Many2one(
        "med.credit.segment",
        compute="_compute_segment_id",
        store=True,
        readonly=False,
        tracking=True,
        domain="['|', ('company_id', '=', company_id), ('company_id', '=', False)]",
    )
    state = fields.Selection(
        [("normal", "Normal"), ("review", "Under review"), ("frozen", "Frozen")],
        default="normal",
        required=True,
        index=True,
        tracking=True,
    )
    state_reason = fields.Char(string="Reason", tracking=True)
    grade = fields.Selection(GRADES, index=True, tracking=True)
    has_limit = fields.Boolean(
        string="Limit Approved", help="Without an approved limit the starter limit of the segment holds."
    )
    limit_amount = fields.Monetary(
        string="Standing Limit", tracking=True, help="0 means none: every order is paid in advance."
    )
    term_days = fields.Integer(string="Term (Days)", tracking=True)
    limit = fields.Monetary(compute="_compute_limit", help="What the customer may owe us today, all in all.")
    note = fields.Text()

    _partner_company_uniq = models.UniqueIndex("(partner_id, company_id)")

    @api.depends("partner_id.med_party_type_id", "partner_id.country_id", "company_id")
    def _compute_segment_id(self):
        for company, accounts in self.grouped("company_id").items():
            chosen = self.env["med.credit.segment"]._for_partners(accounts.partner_id, company)
            for account in accounts:
                account.segment_id = chosen.get(account.partner_id)

    @api.depends("limit_amount", "has_limit", "segment_id.new_customer", "segment_id.starter_limit")
    def _compute_limit(self):
        for account in self:
            account.limit = account._standing_limit()

    def _standing_limit(self):
        """Limit without temporary increases, in the currency of the company."""
        self.ensure_one()
        if self.has_limit:
            return self.limit_amount
        starter = self.segment_id.new_customer == "starter"
        return self.segment_id.starter_limit if starter else 0.0

    @api.constrains("partner_id")
    def _check_partner(self):
        for account in self:
            partner = account.partner_id
            if partner != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s belongs to %(company)s: credit is kept there.",
                        partner=partner.display_name,
                        company=partner.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("limit_amount", "term_days")
    def _check_limit_amount(self):
        for account in self:
            if account.limit_amount < 0 or account.term_days < 0:
                raise ValidationError(
                    self.env._(
                        "%(account)s: a limit or a term cannot be below zero. Enter 0 for none.",
                        account=account.display_name,
                    )
                )

    @api.model
    def _account_for(self, partners, company):
        """The accounts of these customers, made where there is none.

        Two orders confirmed at once make one account.

        :param partners: res.partner, contacts count as their commercial partner
        :return: {commercial partner: med.credit.account}, accounts in sudo
        """
        partners = partners.commercial_partner_id
        # sudo: the gate reads and opens accounts for every salesperson
        accounts = self.sudo().with_context(active_test=False)
        domain = [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        found = accounts.search(domain)
        missing = partners - found.partner_id
        if missing:
            self.env.cr.execute(
                """INSERT INTO med_credit_account
                       (partner_id, company_id, active, state, has_limit, limit_amount, term_days,
                        create_uid, create_date, write_uid, write_date)
                   SELECT p, %s, TRUE, 'normal', FALSE, 0, 0, %s, now() AT TIME ZONE 'UTC',
                          %s, now() AT TIME ZONE 'UTC'
                     FROM unnest(%s) AS p
                   ON CONFLICT DO NOTHING""",
                [company.id, self.env.uid, self.env.uid, missing.ids],
            )
            found = accounts.search(domain)
            fresh = found.filtered(lambda account: account.partner_id in missing)
            self.env.add_to_compute(self._fields["segment_id"], fresh)
        return {account.partner_id: account for account in found}
