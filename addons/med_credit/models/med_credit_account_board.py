from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .med_credit_account import GRADES

MONTHS = 12
HELD = """
    SELECT DISTINCT a.id, o.id
      FROM med_gate_refusal r
 LEFT JOIN stock_picking k ON r.res_model = 'stock.picking' AND k.id = r.res_id
 LEFT JOIN LATERAL (
           SELECT l.order_id FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id
            WHERE m.picking_id = k.id) s ON TRUE
      JOIN sale_order o ON o.id = CASE WHEN r.res_model = 'sale.order' THEN r.res_id ELSE s.order_id END
      JOIN res_partner p ON p.id = o.partner_id
      JOIN med_credit_account a ON a.partner_id = p.commercial_partner_id AND a.company_id = o.company_id
     WHERE r.state = 'open' AND r.res_model IN ('sale.order', 'stock.picking')
       AND a.id IN %(accounts)s
       AND (o.state IN ('draft', 'sent') OR k.state NOT IN ('done', 'cancel'))
       AND jsonb_path_exists(r.findings::jsonb, '$[*] ? (@.check starts with "credit_")')
"""


class MedCreditAccount(models.Model):
    """What the boards show of an account: whose it is, and its held orders."""

    _inherit = "med.credit.account"

    is_mine = fields.Boolean(string="My Customer", compute="_compute_is_mine", search="_search_is_mine")
    held_count = fields.Integer(string="Held Orders", compute="_compute_held_count")

    @api.depends_context("uid")
    @api.depends("partner_id.user_id")
    def _compute_is_mine(self):
        mine = self.search([("id", "in", self.ids), ("is_mine", "=", True)])
        for account in self:
            account.is_mine = account in mine

    @api.model
    def _search_is_mine(self, operator, value):
        """Customers of whom I am the salesperson, or to whom I sold within a year."""
        if operator != "in":
            return NotImplemented
        since = fields.Datetime.subtract(fields.Datetime.now(), months=MONTHS)
        self.env["sale.order"].flush_model(["user_id", "partner_id", "date_order"])
        self.env.cr.execute(
            """SELECT DISTINCT p.commercial_partner_id
                 FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
                WHERE o.user_id = %s AND o.date_order >= %s""",
            [self.env.uid, since],
        )
        sold_to = [partner_id for (partner_id,) in self.env.cr.fetchall()]
        domain = Domain("partner_id.user_id", "=", self.env.uid) | Domain("partner_id", "in", sold_to)
        return domain if True in value else ~domain

    def _compute_held_count(self):
        counts = {}
        for account_id, _order in self._held_pairs():
            counts[account_id] = counts.get(account_id, 0) + 1
        for account in self:
            account.held_count = counts.get(account.id, 0)

    def _held_pairs(self, accounts=None):
        """(account id, order id) of orders that credit stops, delivery included; one query.

        :param accounts: part of a query that selects ids of accounts, else those of ``self``
        """
        if accounts is None and not self.ids:
            return []
        self.env.flush_all()
        return self.env.execute_query(SQL(HELD, accounts=accounts or SQL("%s", tuple(self.ids))))

    def action_open_held(self):
        """The orders of this customer that credit stops."""
        return self._open_orders([order_id for _account, order_id in self._held_pairs()])

    @api.model
    def _open_orders(self, ids):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Held Orders"),
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
            "context": {"create": False},
        }

    @api.model
    def _grade_labels(self):
        return [code for code, _label in GRADES]
