from odoo import models
from odoo.tools import SQL

# A superset of the lines with something left: kept small by a partial index. Lines with a
# draft invoice are added by it, because Odoo's invoiced quantity counts drafts.
LEFT_OVER = """display_type IS NULL AND is_downpayment IS NOT TRUE AND (
    (state = 'sale' AND product_uom_qty > qty_invoiced)
    OR (state = 'sale' AND product_uom_qty < 0 AND product_uom_qty <> qty_invoiced)
    OR qty_delivered > qty_invoiced)"""

# lines without ordered quantity have no total to take the price from
UNORDERED = "product_uom_qty = 0 AND qty_delivered > 0"

# what the statement reads of a line; PostgreSQL plans longer with each column it must carry
COLUMNS = """id, order_id, state, product_id, product_uom_id, product_uom_qty, qty_delivered, price_total,
    price_unit, discount, customer_lead, is_downpayment, display_type"""

# moves that will still bring goods to a customer
COMING = "state NOT IN ('done', 'cancel')"


class MedCreditExposure(models.AbstractModel):
    """Orders: what is shipped and not invoiced, what is promised and not shipped."""

    _inherit = "med.credit.exposure"

    def _in_use(self):
        # EXTENDS med.credit.exposure
        return {**super()._in_use(), "unordered": f"SELECT FROM sale_order_line WHERE {UNORDERED}"}

    def _sql_order_figures(self, scope):
        return SQL("WITH %s SELECT partner_id, delivered, ordered FROM per_order", self._sql_orders(scope))

    def _counted_orders(self, partner, company, figure):
        """Ids of the orders behind ``delivered`` or ``ordered`` of a customer."""
        scope = self._scope(company, partner_ids=tuple(partner.commercial_partner_id.ids))
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

        Columns: order_id, partner_id (who is invoiced, of any level), delivered, ordered
        (within the horizon), whole (without it), in the currency of the company, down
        payments deducted. Lines are read once.
        """
        parts = {"open_line": self._sql_open_lines(scope), "invoiced": self._sql_invoiced()}
        if "advances" in scope.in_use:
            parts["advance"] = self._sql_advance()
        if "rates" in scope.in_use:
            parts["rate"] = self._sql_rates(scope)
        return SQL(
            "%s, per_line AS (%s), per_order AS (%s)",
            SQL(", ").join(SQL("%s AS MATERIALIZED (%s)", SQL(name), part) for name, part in parts.items()),
            self._sql_per_line(scope),
            self._sql_per_order(scope),
        )

    def _sql_open_lines(self, scope):
        left_over = SQL("(SELECT %s FROM sale_order_line WHERE %s)", SQL(COLUMNS), SQL(LEFT_OVER))
        others = SQL("(SELECT %s FROM sale_order_line WHERE (%s) IS NOT TRUE)", SQL(COLUMNS), SQL(LEFT_OVER))
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
            scope.contacts(SQL("sale.partner_invoice_id")),
        )
        counted = self._sql_lines(scope, left_over, where)
        if "drafts" not in scope.in_use:
            return counted
        drafted = SQL(
            """%s AND line.is_downpayment IS NOT TRUE
               AND line.id IN (SELECT rel.order_line_id FROM account_move AS move
                                 JOIN account_move_line AS item ON item.move_id = move.id
                                 JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = item.id
                                WHERE move.state = 'draft' AND move.move_type = 'out_invoice')""",
            where,
        )
        return SQL("%s UNION ALL %s", counted, self._sql_lines(scope, others, drafted))

    def _sql_lines(self, scope, lines, where):
        """The columns of lines and their orders that all the rest works on.

        Shipped goods are owed whatever became of their order: one set back to a quotation
        promises nothing more, like a cancelled one.
        """
        open_states = SQL("('sale')" if scope.order_ids is None else "('draft', 'sent', 'sale')")
        horizon, policy = SQL("NULL::date AS due, 0 AS horizon"), SQL()
        if self._has_horizon(scope):
            horizon = SQL(
                """COALESCE(sale.commitment_date,
                            sale.date_order + line.customer_lead * INTERVAL '1 day')::date AS due,
                   COALESCE(policy.horizon, 0) AS horizon"""
            )
            policy = SQL(
                """JOIN res_partner AS partner ON partner.id = sale.partner_invoice_id
                   LEFT JOIN (%s) AS policy ON policy.partner_id = partner.commercial_partner_id""",
                self._policy(scope),
            )
        return SQL(
            """SELECT line.id, line.order_id,
                      CASE WHEN line.state IN %s THEN 'sale' ELSE 'cancel' END AS state,
                      line.product_id, line.product_uom_id,
                      line.product_uom_qty AS qty, COALESCE(line.qty_delivered, 0) AS shipped, %s AS price,
                      sale.currency_id, sale.partner_invoice_id AS partner_id, %s
                 FROM %s AS line JOIN %s %s
                WHERE %s""",
            open_states,
            self._sql_price(scope),
            horizon,
            lines,
            self._sql_sale(scope),
            policy,
            where,
        )

    def _sql_sale(self, scope):
        """The order of a line, to be joined. For all customers each is looked up by its id.

        PostgreSQL would rather read the orders of all years into a hash table; OFFSET keeps
        it from doing so.
        """
        if scope.partner_ids is not None or scope.order_ids is not None:
            return SQL("sale_order AS sale ON sale.id = line.order_id")
        return SQL(
            """LATERAL (SELECT id, company_id, currency_id, partner_invoice_id, commitment_date, date_order
                          FROM sale_order WHERE id = line.order_id OFFSET 0) AS sale ON TRUE"""
        )

    def _has_horizon(self, scope):
        """Whether some orders count only when they are due soon."""
        return scope.policy is not None or "horizons" in scope.in_use

    def _sql_invoiced(self):
        """Quantity on posted invoices in the unit of the order line, less credit notes."""
        return SQL(
            """SELECT line.id, SUM(quantity * sign) AS qty, SUM(quantity) FILTER (WHERE sign < 0) AS refunded
                 FROM (SELECT open_line.id, item.quantity,
                              CASE item.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign
                         FROM open_line
                         JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = open_line.id
                         JOIN LATERAL (
                              SELECT move.move_type,
                                     item.quantity * CASE WHEN item.product_uom_id = open_line.product_uom_id
                                                          THEN 1 ELSE COALESCE((%s), 1) END AS quantity
                                FROM account_move_line AS item
                                JOIN account_move AS move ON move.id = item.move_id
                               WHERE item.id = rel.invoice_line_id
                                 AND (move.state = 'posted' OR move.payment_state = 'invoicing_legacy')
                                 AND move.move_type IN ('out_invoice', 'out_refund') OFFSET 0
                              ) AS item ON TRUE) AS line
                GROUP BY line.id""",
            SQL(
                """SELECT unit.factor / order_unit.factor FROM uom_uom AS unit, uom_uom AS order_unit
                    WHERE unit.id = item.product_uom_id AND order_unit.id = open_line.product_uom_id"""
            ),
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
        due = SQL("ordered_qty * price")
        if self._has_horizon(scope):
            due = SQL("CASE WHEN due <= %s + horizon OR horizon = 0 THEN %s ELSE 0 END", scope.day, due)
        return SQL(
            """SELECT left_over.*, delivered_qty * price AS delivered, %(due)s AS ordered,
                      ordered_qty * price AS whole
                 FROM (SELECT line.order_id, line.partner_id, line.currency_id, line.due, line.horizon,
                              line.price, %(delivered)s AS delivered_qty, %(ordered)s AS ordered_qty
                         FROM open_line AS line
                         LEFT JOIN invoiced ON invoiced.id = line.id
                         LEFT JOIN (%(coming)s) AS coming ON coming.id = line.id
                      ) AS left_over""",
            due=due,
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

    def _sql_price(self, scope):
        """Price of one unit with tax."""
        price = SQL("0")
        if "unordered" in scope.in_use:
            tax = self._sql_tax(
                SQL("account_tax_sale_order_line_rel AS rel"),
                SQL("rel.account_tax_id = tax.id AND rel.sale_order_line_id = line.id"),
            )
            price = SQL("line.price_unit * (1 - COALESCE(line.discount, 0) / 100) * (1 + (%s))", tax)
        return SQL(
            """CASE WHEN line.product_uom_qty <> 0 THEN line.price_total / line.product_uom_qty
                    ELSE %s END""",
            price,
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
                    WHEN (SELECT template.invoice_policy
                            FROM product_product AS product
                            JOIN product_template AS template ON template.id = product.product_tmpl_id
                           WHERE product.id = line.product_id) = 'order'
                    THEN GREATEST(line.qty - COALESCE(invoiced.refunded, 0) - %(past)s, 0)
                    ELSE 0 END""",
            past=SQL("GREATEST(line.shipped, COALESCE(invoiced.qty, 0), 0)"),
        )

    def _sql_per_order(self, scope):
        """Down payments cover what was shipped first, then what is to come; never below zero."""
        paid, advance, rate, rates = SQL("0"), SQL(), SQL("1"), SQL()
        if "rates" in scope.in_use:
            rate, rates = SQL("rate.rate"), SQL("JOIN rate ON rate.currency_id = line.currency_id")
        if "advances" in scope.in_use:
            advance = SQL("LEFT JOIN advance ON advance.order_id = line.order_id")
            paid = SQL(
                """GREATEST(COALESCE(advance.amount, 0)
                            + COALESCE(advance.company_amount * %s, 0), 0)""",
                rate,
            )
        return SQL(
            """SELECT order_id, partner_id, shipped %(rate)s AS delivered,
                      (GREATEST(delivered + ordered - paid, 0) - shipped) %(rate)s AS ordered,
                      (GREATEST(delivered + whole - paid, 0) - shipped) %(rate)s AS whole
                 FROM (SELECT total.*,
                              GREATEST(LEAST(delivered - paid, delivered + ordered - paid), 0) AS shipped
                         FROM (SELECT line.*, %(paid)s AS paid %(column)s
                                 FROM (SELECT order_id, MIN(partner_id) AS partner_id,
                                              MIN(currency_id) AS currency_id, SUM(delivered) AS delivered,
                                              SUM(ordered) AS ordered, SUM(whole) AS whole
                                         FROM per_line GROUP BY order_id) AS line
                                 %(rates)s %(advance)s) AS total
                      ) AS covered""",
            paid=paid,
            rates=rates,
            advance=advance,
            rate=SQL("/ rate") if rates else SQL(),
            column=SQL(", rate.rate") if rates else SQL(),
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
