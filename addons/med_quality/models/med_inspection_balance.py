from odoo import fields, models
from odoo.tools import SQL

QUERY = """
    WITH inspected AS (
        SELECT move_id, SUM(accepted_quantity) AS accepted, SUM(rejected_quantity) AS rejected
          FROM med_inspection_line WHERE state = 'done' AND move_id IS NOT NULL GROUP BY move_id
    ), moved AS (
        SELECT m.id, m.date, m.company_id, m.product_id, m.picking_id, m.account_move_id, m.purchase_line_id,
               CASE WHEN s.usage = 'supplier' THEN 'receipt' WHEN d.usage = 'supplier' THEN 'return'
                    WHEN s.usage = 'inventory' THEN 'gain' ELSE 'loss' END AS kind,
               m.quantity * mu.factor / pu.factor AS quantity, m.value
          FROM stock_move m
          JOIN stock_location s ON s.id = m.location_id
          JOIN stock_location d ON d.id = m.location_dest_id
          JOIN product_product p ON p.id = m.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_medical_device
          JOIN uom_uom mu ON mu.id = m.product_uom
          JOIN uom_uom pu ON pu.id = t.uom_id
         WHERE m.state = 'done' AND (m.is_in OR m.is_out)
           AND (s.usage IN ('supplier', 'inventory') OR d.usage IN ('supplier', 'inventory'))
    ), entries AS (
        SELECT l.move_id, l.product_id, SUM(l.debit) AS amount
          FROM account_move_line l
         WHERE l.parent_state = 'posted' AND l.move_id IN (SELECT account_move_id FROM moved)
         GROUP BY l.move_id, l.product_id
    ), bills AS (
        SELECT l.purchase_line_id, SUM(l.balance) AS amount
          FROM account_move_line l
         WHERE l.parent_state = 'posted' AND l.display_type = 'product' AND l.purchase_line_id IS NOT NULL
           AND l.purchase_line_id IN (SELECT purchase_line_id FROM moved)
         GROUP BY l.purchase_line_id
    ), shared AS (
        SELECT m.*,
               SUM(m.value) OVER (PARTITION BY m.account_move_id, m.product_id) AS entry_value,
               SUM(CASE WHEN m.kind = 'return' THEN -m.value ELSE m.value END)
                   OVER (PARTITION BY m.purchase_line_id) AS line_value
          FROM moved m
    ), booked AS (
        SELECT m.*, i.accepted, i.rejected,
               CASE WHEN m.account_move_id IS NOT NULL AND m.entry_value <> 0
                         THEN e.amount * m.value / m.entry_value
                    WHEN m.purchase_line_id IS NOT NULL AND m.line_value <> 0
                         THEN COALESCE(b.amount, 0) * m.value / m.line_value END AS booked
          FROM shared m
          LEFT JOIN inspected i ON i.move_id = m.id
          LEFT JOIN entries e ON e.move_id = m.account_move_id AND e.product_id = m.product_id
          LEFT JOIN bills b ON b.purchase_line_id = m.purchase_line_id
    )
    SELECT m.id, m.id AS move_id, m.date, m.company_id, m.product_id, m.picking_id, m.account_move_id, m.kind,
           m.quantity, m.accepted, m.rejected, m.value,
           CASE WHEN m.quantity <> 0 THEN m.value * m.accepted / m.quantity END AS accepted_value,
           CASE WHEN m.quantity <> 0 THEN m.value * m.rejected / m.quantity END AS rejected_value,
           m.booked, CASE WHEN m.booked IS NOT NULL THEN m.value - m.booked END AS difference,
           CASE WHEN m.booked IS NULL THEN 'closing'
                WHEN ABS(m.value - m.booked) < 0.01 THEN 'agrees'
                WHEN m.account_move_id IS NULL AND m.booked < m.value THEN 'bill'
                ELSE 'differs' END AS state
      FROM booked m
"""


class MedInspectionBalance(models.Model):
    """Do stock and accounts agree? Each receipt, return, scrap and count beside what was booked."""

    _name = "med.inspection.balance"
    _description = "Stock against Accounts"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "account.move.line": ["balance", "debit", "parent_state", "product_id", "purchase_line_id"],
        "med.inspection.line": ["accepted_quantity", "move_id", "rejected_quantity", "state"],
        "stock.move": ["account_move_id", "is_in", "is_out", "quantity", "state", "value"],
    }

    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("receipt", "Incoming Goods"),
            ("return", "Return to Supplier"),
            ("loss", "Scrap or Shortage"),
            ("gain", "Surplus at Count"),
        ],
        readonly=True,
    )
    product_id = fields.Many2one("product.product", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True)
    move_id = fields.Many2one("stock.move", string="Movement", readonly=True)
    account_move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    accepted = fields.Float(digits="Product Unit", readonly=True)
    rejected = fields.Float(digits="Product Unit", readonly=True)
    value = fields.Monetary(string="Stock Value", readonly=True)
    accepted_value = fields.Monetary(readonly=True)
    rejected_value = fields.Monetary(readonly=True)
    booked = fields.Monetary(readonly=True)
    difference = fields.Monetary(readonly=True)
    state = fields.Selection(
        [
            ("agrees", "Agrees"),
            ("bill", "Bill Not Here Yet"),
            ("closing", "Booked at Closing"),
            ("differs", "Differs"),
        ],
        readonly=True,
    )

    @property
    def _table_query(self):
        """Movements of devices that changed the value of the stock."""
        return SQL(QUERY)

    def action_open_document(self):
        """The journal entry, else the transfer or, for who may not open transfers, its order."""
        self.ensure_one()
        record = self.account_move_id or self._goods_document()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _goods_document(self):
        """The transfer where this person may open one, else the purchase order, else the movement."""
        if self.env.user.has_groups("stock.group_stock_user,med_base.group_med_reader"):
            return self.picking_id or self.move_id
        return self.move_id.purchase_line_id.order_id or self.move_id
