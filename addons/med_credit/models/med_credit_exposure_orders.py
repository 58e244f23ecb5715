from odoo import models
from odoo.tools import SQL

# A superset of the lines with something left: kept small by a partial index. Lines with a
# draft invoice are added by it, because Odoo's invoiced quantity counts drafts.
LEFT_OVER = """display_type IS NULL AND is_downpayment IS NOT TRUE AND (
    (state = 'sale' AND product_uom_qty > qty_invoiced)
    OR (state = 'sale' AND product_uom_qty < 0 AND product_uom_qty <> qty_invoiced)
    OR (state IN ('sale', 'cancel') AND qty_delivered > qty_invoiced))"""

# moves that will still bring goods to a customer
COMING = "state NOT IN ('done', 'cancel')"


class MedCreditExposure(models.AbstractModel):
    """Orders: what is shipped and not invoiced, what is promised and not shipped."""

    _inherit = "med.credit.exposure"

    def _sql_order_figures(self, scope):
        return SQL(
            """WITH %s SELECT partner_id, SUM(delivered) AS delivered, SUM(ordered) AS ordered
                 FROM per_order GROUP BY partner_id""",
            self._sql_orders(scope),
        )

    def _counted_orders(self, partner, company, figure):
        """Ids of the orders behind ``delivered`` or ``ordered`` of a customer."""
        scope = self._scope(company, partner_ids=tuple(partner.commercial_partner_id.ids))
        self._flush()
        rows = self.env.execute_query(
            SQL(
                "WITH %s SELECT order_id FROM per_order WHERE ROUND(%s, 2) <> 0",
                self._sql_orders(scope),
                SQL.identifier(figure),
            )
        )
        return [row[0] for row in rows]

    def _sql_orders(self, scope):
        """Common table expressions; the last, ``per_order``, holds what each order counts.

        Columns: order_id, partner_id, delivered, ordered (within the horizon), whole
        (without it), in the currency of the company, down payments deducted. Lines are read
        once, and joined by hash: a customer in a list costs no lookup of its own.
        """
        return SQL(
            """open_line AS MATERIALIZED (%s), invoiced AS MATERIALIZED (%s), advance AS MATERIALIZED (%s),
               rate AS MATERIALIZED (%s), per_line AS (%s), per_order AS (%s)""",
            self._sql_open_lines(scope),
            self._sql_invoiced(),
            self._sql_advance(),
            self._sql_rates(scope),
            self._sql_per_line(scope),
            self._sql_per_order(),
        )

    def _sql_open_lines(self, scope):
        left_over = SQL("(SELECT * FROM sale_order_line WHERE %s)", SQL(LEFT_OVER))
        others = SQL("(SELECT * FROM sale_order_line WHERE (%s) IS NOT TRUE)", SQL(LEFT_OVER))
        if scope.order_ids is not None:
            where = SQL(
                "line.order_id = ANY(%s) AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE",
                list(scope.order_ids),
            )
            return self._sql_lines(scope, SQL("sale_order_line"), where)
        where = SQL(
            "sale.company_id = ANY(%s) AND %s AND %s",
            list(scope.branches),
            SQL("sale.id <> ALL(%s)", list(scope.without_orders)) if scope.without_orders else SQL("TRUE"),
            scope.partners(SQL("partner.commercial_partner_id")),
        )
        drafted = SQL(
            """%s AND line.is_downpayment IS NOT TRUE AND line.state IN ('sale', 'cancel')
               AND line.id IN (SELECT rel.order_line_id FROM account_move AS move
                                 JOIN account_move_line AS item ON item.move_id = move.id
                                 JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = item.id
                                WHERE move.state = 'draft' AND move.move_type = 'out_invoice')""",
            where,
        )
        return SQL(
            "%s UNION ALL %s",
            self._sql_lines(scope, left_over, where),
            self._sql_lines(scope, others, drafted),
        )

    def _sql_lines(self, scope, lines, where):
        """The columns of lines and their orders that all the rest works on."""
        return SQL(
            """SELECT line.id, line.order_id, line.state, line.product_id, line.product_uom_id,
                      line.product_uom_qty AS qty, COALESCE(line.qty_delivered, 0) AS shipped, %s AS price,
                      sale.currency_id, partner.commercial_partner_id AS partner_id,
                      COALESCE(policy.horizon, 0) AS horizon,
                      COALESCE(sale.commitment_date,
                               sale.date_order + line.customer_lead * INTERVAL '1 day')::date AS due
                 FROM %s AS line
                 JOIN sale_order AS sale ON sale.id = line.order_id
                 JOIN res_partner AS partner ON partner.id = sale.partner_invoice_id
                 LEFT JOIN (%s) AS policy ON policy.partner_id = partner.commercial_partner_id
                WHERE %s""",
            self._sql_price(),
            lines,
            self._policy(scope),
            where,
        )

    def _sql_invoiced(self):
        """Quantity on posted invoices in the unit of the order line, less credit notes."""
        return SQL(
            """SELECT line.id, SUM(quantity * sign) AS qty, SUM(quantity) FILTER (WHERE sign < 0) AS refunded
                 FROM (SELECT open_line.id,
                              CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                              item.quantity * COALESCE(unit.factor / order_unit.factor, 1) AS quantity
                         FROM open_line
                         JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = open_line.id
                         JOIN account_move_line AS item ON item.id = rel.invoice_line_id
                         JOIN account_move AS move ON move.id = item.move_id
                         LEFT JOIN uom_uom AS unit ON unit.id = item.product_uom_id
                         LEFT JOIN uom_uom AS order_unit ON order_unit.id = open_line.product_uom_id
                        WHERE (move.state = 'posted' OR move.payment_state = 'invoicing_legacy')
                          AND move.move_type IN ('out_invoice', 'out_refund')) AS line
                GROUP BY line.id"""
        )

    def _sql_advance(self):
        """Down payments on posted invoices, less what later invoices deducted, by order.

        In the currency of the order where it was invoiced in it, else by way of the company's.
        """
        return SQL(
            """SELECT opened.order_id,
                      SUM(way.sign * item.price_total) FILTER (WHERE move.currency_id = opened.currency_id)
                          AS amount,
                      SUM(way.sign * item.price_total / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1))
                          FILTER (WHERE move.currency_id <> opened.currency_id) AS company_amount
                 FROM (SELECT DISTINCT order_id, currency_id FROM open_line) AS opened
                 JOIN sale_order_line AS line ON line.order_id = opened.order_id
                  AND line.is_downpayment AND line.display_type IS NULL
                 JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = line.id
                 JOIN account_move_line AS item ON item.id = rel.invoice_line_id
                 JOIN account_move AS move ON move.id = item.move_id
                 JOIN (VALUES ('out_invoice', 1), ('out_refund', -1)) AS way(type, sign)
                   ON way.type = move.move_type
                WHERE move.state = 'posted'
                GROUP BY opened.order_id"""
        )

    def _sql_per_line(self, scope):
        """Amounts left of each line in the currency of its order.

        Shipped counts less what is invoiced. What is to come is the ordered quantity; a line
        whose moves are all closed expects no more than was shipped, or, when invoiced by the
        order, no more than was not given back by credit notes. Credit notes above the
        invoices lower nothing here: they are unapplied credit.
        """
        return SQL(
            """SELECT left_over.*, delivered_qty * price AS delivered,
                      CASE WHEN due <= %(day)s + horizon OR horizon = 0
                           THEN ordered_qty * price ELSE 0 END AS ordered,
                      ordered_qty * price AS whole
                 FROM (SELECT line.order_id, line.partner_id, line.currency_id, line.due, line.horizon,
                              line.price, %(delivered)s AS delivered_qty, %(ordered)s AS ordered_qty
                         FROM open_line AS line
                         LEFT JOIN product_product AS product ON product.id = line.product_id
                         LEFT JOIN product_template AS template ON template.id = product.product_tmpl_id
                         LEFT JOIN invoiced ON invoiced.id = line.id
                         LEFT JOIN (%(coming)s) AS coming ON coming.id = line.id
                      ) AS left_over""",
            day=scope.day,
            delivered=self._sql_delivered_qty(),
            ordered=self._sql_ordered_qty(),
            coming=self._sql_coming(scope),
        )

    def _sql_coming(self, scope):
        """Lines of which goods are still to be moved; those of all customers by their index."""
        few = scope.partner_ids is not None or scope.order_ids is not None
        return SQL(
            """SELECT DISTINCT move.sale_line_id AS id FROM stock_move AS move
                WHERE %s AND move.sale_line_id IS NOT NULL AND %s""",
            SQL(COMING),
            SQL("move.sale_line_id IN (SELECT id FROM open_line)") if few else SQL("TRUE"),
        )

    def _sql_price(self):
        """Price of one unit with tax; lines without ordered quantity have no total to go by."""
        tax = self._sql_tax(
            SQL("account_tax_sale_order_line_rel AS rel"),
            SQL("rel.account_tax_id = tax.id AND rel.sale_order_line_id = line.id"),
        )
        return SQL(
            """CASE WHEN line.product_uom_qty <> 0 THEN line.price_total / line.product_uom_qty
                    ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100) * (1 + (%s)) END""",
            tax,
        )

    def _sql_delivered_qty(self):
        return SQL(
            """CASE WHEN line.qty < 0 THEN 0
                    ELSE GREATEST(line.shipped
                                  - GREATEST(COALESCE(invoiced.qty, 0), 0), 0) END"""
        )

    def _sql_ordered_qty(self):
        # a scalar with LIMIT: PostgreSQL would answer EXISTS by hashing the moves of all years
        return SQL(
            """CASE WHEN line.state = 'cancel' THEN 0
                    WHEN line.qty < 0 THEN LEAST(line.qty - LEAST(COALESCE(invoiced.qty, 0), 0), 0)
                    WHEN line.qty <= %(past)s THEN 0
                    WHEN coming.id IS NOT NULL THEN line.qty - %(past)s
                    WHEN (SELECT move.id FROM stock_move AS move
                           WHERE move.sale_line_id = line.id LIMIT 1) IS NULL THEN line.qty - %(past)s
                    WHEN template.invoice_policy = 'order'
                    THEN GREATEST(line.qty - COALESCE(invoiced.refunded, 0) - %(past)s, 0)
                    ELSE 0 END""",
            past=SQL("GREATEST(line.shipped, COALESCE(invoiced.qty, 0), 0)"),
        )

    def _sql_per_order(self):
        """Down payments cover what was shipped first, then what is to come; never below zero."""
        return SQL(
            """SELECT order_id, partner_id, shipped / rate AS delivered,
                      (GREATEST(delivered + ordered - paid, 0) - shipped) / rate AS ordered,
                      (GREATEST(delivered + whole - paid, 0) - shipped) / rate AS whole
                 FROM (SELECT total.*,
                              GREATEST(LEAST(delivered - paid, delivered + ordered - paid), 0) AS shipped
                         FROM (SELECT line.*, rate.rate,
                                      GREATEST(COALESCE(advance.amount, 0)
                                               + COALESCE(advance.company_amount * rate.rate, 0), 0) AS paid
                                 FROM (SELECT order_id, partner_id, currency_id, SUM(delivered) AS delivered,
                                              SUM(ordered) AS ordered, SUM(whole) AS whole
                                         FROM per_line GROUP BY order_id, partner_id, currency_id) AS line
                                 JOIN rate ON rate.currency_id = line.currency_id
                                 LEFT JOIN advance ON advance.order_id = line.order_id) AS total
                      ) AS covered"""
        )

    def _sql_rates(self, scope):
        """Units of each currency for one of the company's, on the day, by Odoo's own rules.

        The last rate up to the day, else the first one after it, else 1; rows of the company
        come before shared ones.
        """
        company = scope.company
        rate = SQL(
            """COALESCE((SELECT past.rate FROM res_currency_rate AS past
                          WHERE past.currency_id = currency.id AND past.name <= %(day)s AND %(own)s
                          ORDER BY past.company_id, past.name DESC LIMIT 1),
                        (SELECT past.rate FROM res_currency_rate AS past
                          WHERE past.currency_id = currency.id AND %(own)s
                          ORDER BY past.company_id, past.name LIMIT 1), 1)""",
            day=scope.day,
            own=SQL("(past.company_id = %s OR past.company_id IS NULL)", company.root_id.id),
        )
        return SQL(
            """SELECT used.currency_id, %(rate)s / (SELECT %(rate)s FROM res_currency AS currency
                                                    WHERE currency.id = %(own)s) AS rate
                 FROM (SELECT DISTINCT currency_id FROM open_line) AS used
                 JOIN res_currency AS currency ON currency.id = used.currency_id""",
            rate=rate,
            own=company.currency_id.id,
        )
