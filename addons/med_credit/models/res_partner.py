from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    med_credit_account_ids = fields.One2many(
        "med.credit.account", "partner_id", string="Credit Accounts", groups="med_credit.group_credit_reader"
    )

    def write(self, vals):
        # EXTENDS base: country and type decide the policy; a laxer one is given by the owner
        customers, policies = self._credit_owing_family(vals), self._credit_policies(vals)
        result = super().write(vals)
        self._credit_check_parent(customers)
        for account, old in policies.items():
            account._follow_customer(old)
        return result

    def _credit_owing_family(self, vals):
        """{contact who owes: its customer} before the write, where contacts may get another one.

        Odoo moves open invoices to the new customer, too.
        """
        if self.env.su or not {"parent_id", "is_company", "commercial_partner_id"} & set(vals):
            return {}
        family = self.with_context(active_test=False).search([("id", "child_of", self.ids)])
        return {partner: partner.commercial_partner_id for partner in family._credit_owing()}

    def _credit_check_parent(self, before):
        """What is owed does not move to another customer with a contact."""
        for partner, customer in before.items():
            if partner.commercial_partner_id != customer:
                raise UserError(
                    self.env._(
                        "%(partner)s has a credit account, or orders and invoices that are not settled: "
                        "they would be counted for another customer. Make a new contact there, and leave "
                        "this one.",
                        partner=partner.name,
                    )
                )

    def _credit_owing(self):
        """Those of these for whom credit was decided, or whose orders or invoices are open."""
        # sudo: whoever corrects an address need not read what is owed
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        kept = accounts.search([("partner_id", "in", self.ids)])
        found = kept.filtered(lambda a: not a._is_untouched() or a.state == "frozen").partner_id
        return found.sudo(False) | self._credit_with_open_orders() | self._credit_with_open_items()

    def _credit_with_open_orders(self):
        # sudo: see above
        orders = self.env["sale.order"].sudo()
        domain = [("partner_invoice_id", "in", self.ids)]
        domain += ["|", ("state", "=", "sale"), ("order_line.qty_delivered", ">", 0)]
        amounts = self.env["med.credit.exposure"]._order_amount(orders.search(domain), whole=True)
        return self.browse({order.partner_invoice_id.id for order, amount in amounts.items() if amount})

    def _credit_with_open_items(self):
        # sudo: see above
        items = self.env["account.move.line"].sudo()
        domain = [
            ("partner_id", "in", self.ids),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", "!=", 0),
        ]
        return self.browse({partner.id for (partner,) in items._read_group(domain, ["partner_id"])})

    def _credit_policies(self, vals):
        """{account: its policy} before the write, where the policy may change with the customer."""
        if not {"country_id", "med_party_type_id"} & set(vals):
            return {}
        # sudo: whoever corrects a party need not read its credit
        accounts = self.env["med.credit.account"].sudo().with_context(active_test=False)
        accounts = accounts.search([("partner_id", "in", self.ids)])
        return {account: account.segment_id for account in accounts}
