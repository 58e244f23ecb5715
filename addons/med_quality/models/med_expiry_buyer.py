from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

QUERY = """
    SELECT min(m.id) AS id, m.company_id, m.product_id, COALESCE(p.commercial_partner_id, p.id) AS partner_id,
           sum(CASE WHEN d.usage = 'customer' THEN m.product_qty ELSE -m.product_qty END) AS quantity,
           count(DISTINCT m.picking_id) FILTER (WHERE d.usage = 'customer') AS deliveries,
           max(m.date) FILTER (WHERE d.usage = 'customer') AS last_sold
      FROM stock_move m
      JOIN stock_location f ON f.id = m.location_id
      JOIN stock_location d ON d.id = m.location_dest_id
      LEFT JOIN stock_picking k ON k.id = m.picking_id
      JOIN res_partner p ON p.id = COALESCE(k.partner_id, m.partner_id)
      JOIN product_product v ON v.id = m.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id AND t.is_medical_device
     WHERE m.state = 'done' AND m.date >= %(now)s - interval '183 days'
       AND (d.usage = 'customer') <> (f.usage = 'customer')
     GROUP BY m.company_id, m.product_id, COALESCE(p.commercial_partner_id, p.id)
    HAVING sum(CASE WHEN d.usage = 'customer' THEN m.product_qty ELSE -m.product_qty END) > 0
"""


class MedExpiryBuyer(models.Model):
    """Who bought a product in the last six months, returns taken off."""

    _name = "med.expiry.buyer"
    _description = "Buyer of the Last Six Months"
    _auto = False
    _order = "quantity desc, id"
    _rec_name = "partner_id"
    _depends = {
        "stock.move": ["state", "date", "product_qty", "location_id", "location_dest_id", "picking_id"],
        "stock.picking": ["partner_id"],
        "res.partner": ["commercial_partner_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    phone = fields.Char(related="partner_id.phone")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    quantity = fields.Float(string="Bought", digits="Product Unit", readonly=True)
    deliveries = fields.Integer(readonly=True)
    last_sold = fields.Datetime(string="Last Delivery", readonly=True)
    least_days = fields.Integer(
        string="Asks for (Days)", compute="_compute_least_days", help="Least remaining life when it leaves."
    )

    @property
    def _table_query(self):
        return SQL(QUERY, now=fields.Datetime.now())

    @api.depends("partner_id", "product_id", "company_id")
    def _compute_least_days(self):
        for buyer in self:
            days, is_agreed = buyer.partner_id._med_least_days(buyer.product_id, buyer.company_id)
            buyer.least_days = days if is_agreed else 0

    def action_point_out(self):
        """Give the customer's salesperson one task: goods expire soon, this customer bought them before."""
        self.check_access("read")
        jobs = ("quality_officer", "keeper", "purchaser", "sales", "owner")
        if not any(self.env.user.has_group(f"med_base.group_{job}") for job in jobs):
            raise UserError(
                self.env._("Salespeople are told by quality, the keeper, the buyer or colleagues.")
            )
        for buyer in self:
            partner = buyer.partner_id.sudo()  # sudo: who points out may not write the customer
            partner.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=(partner.user_id or buyer.company_id.med_quality_head_id or self.env.user).id,
                summary=self.env._(
                    "%(product)s expires soon: offer it, %(quantity)s were bought in six months",
                    product=buyer.product_id.display_name,
                    quantity=f"{buyer.quantity:g}",
                ),
            )
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "expiry.offered",
                    "record": buyer.product_id,
                    "company": buyer.company_id,
                    "facts": {"customer": buyer.partner_id.id},
                }
                for buyer in self
            ]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("The salespeople are told.")},
        }
