from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError


class MedCreditAccount(models.Model):
    _inherit = "med.credit.account"

    statement_count = fields.Integer(compute="_compute_statement_count")

    def _compute_statement_count(self):
        counts = {}
        if self.env["med.credit.statement"].has_access("read"):
            rows = self.env["med.credit.statement"]._read_group(
                [("partner_id", "in", self.partner_id.ids), ("state", "!=", "cancelled")],
                ["partner_id", "company_id"],
                ["__count"],
            )
            counts = {(partner, company): count for partner, company, count in rows}
        for account in self:
            account.statement_count = counts.get((account.partner_id, account.company_id), 0)

    def action_open_statements(self):
        """Statements of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_statement_action")
        domain = [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        return {**action, "domain": domain, "context": {}}

    def action_make_statement(self):
        """The statement of last month's end for these customers; existing ones stay.

        :return: action that opens them
        :raise UserError: when nothing is owed and nothing was traded
        """
        statements = self.env["med.credit.statement"]
        statements.check_access("write")
        until = self.env.company._med_today().replace(day=1) - relativedelta(days=1)
        for company, accounts in self.grouped("company_id").items():
            statements._make(accounts.partner_id, company, until.replace(day=1), until)
        domain = [
            ("partner_id", "in", self.partner_id.ids),
            ("date_to", "=", until),
            ("state", "!=", "cancelled"),
        ]
        if not statements.search_count(domain, limit=1):
            raise UserError(
                self.env._("Nothing was owed or traded up to %(day)s: there is no statement.", day=until)
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_statement_action")
        return {**action, "domain": domain, "context": {}}
