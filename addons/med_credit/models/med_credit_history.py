from odoo import api, models

LINES = """
    SELECT p.commercial_partner_id, l.product_id, o.id, min(o.date_order),
           sum(l.product_uom_qty * u.factor / pu.factor),
           sum(l.price_total / COALESCE(NULLIF(o.currency_rate, 0), 1)),
           sum(l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1))
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN res_partner p ON p.id = o.partner_id
      JOIN product_product pp ON pp.id = l.product_id
      JOIN product_template t ON t.id = pp.product_tmpl_id
      JOIN uom_uom u ON u.id = l.product_uom_id
      JOIN uom_uom pu ON pu.id = t.uom_id
     WHERE o.company_id = %(company)s AND o.state = 'sale' AND o.date_order >= %(since)s
       AND p.commercial_partner_id = ANY(%(partners)s) AND l.product_id = ANY(%(products)s)
       AND NOT o.id = ANY(%(orders)s) AND l.display_type IS NULL
       AND l.product_uom_qty > 0 AND l.price_subtotal > 0
  GROUP BY p.commercial_partner_id, l.product_id, o.id
"""
ORDERS = """
    SELECT p.commercial_partner_id, (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
           o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1), s.state_id
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
 LEFT JOIN res_partner s ON s.id = o.partner_shipping_id
     WHERE o.company_id = %(company)s AND o.state = 'sale'
       AND o.date_order >= %(since)s - interval '1 year'
       AND p.commercial_partner_id = ANY(%(partners)s) AND NOT o.id = ANY(%(orders)s)
  ORDER BY o.date_order DESC
"""
LAST = """
    SELECT p.commercial_partner_id, max(o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.company_id = %(company)s AND o.state = 'sale'
       AND p.commercial_partner_id = ANY(%(partners)s) AND NOT o.id = ANY(%(orders)s)
  GROUP BY p.commercial_partner_id
"""
KINDS = """
    SELECT p.commercial_partner_id, pp.med_device_class, array_agg(DISTINCT c.category_id)
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN res_partner p ON p.id = o.partner_id
      JOIN product_product pp ON pp.id = l.product_id
 LEFT JOIN med_product_category_rel c ON c.product_id = pp.id
     WHERE o.company_id = %(company)s AND o.state = 'sale'
       AND p.commercial_partner_id = ANY(%(partners)s) AND NOT o.id = ANY(%(orders)s)
       AND pp.med_device_class IS NOT NULL
  GROUP BY p.commercial_partner_id, pp.med_device_class
"""
MOVES = """
    SELECT p.commercial_partner_id, m.date::date,
           sum(CASE WHEN d.usage = 'customer' THEN m.quantity ELSE 0 END),
           sum(CASE WHEN s.usage = 'customer' THEN m.quantity ELSE 0 END)
      FROM stock_move m
      JOIN stock_picking k ON k.id = m.picking_id
      JOIN res_partner p ON p.id = k.partner_id
      JOIN stock_location s ON s.id = m.location_id
      JOIN stock_location d ON d.id = m.location_dest_id
     WHERE m.company_id = %(company)s AND m.state = 'done' AND m.date >= %(since)s
       AND p.commercial_partner_id = ANY(%(partners)s)
       AND (d.usage = 'customer') <> (s.usage = 'customer')
  GROUP BY p.commercial_partner_id, m.date::date
"""
ENDS = """
    SELECT c.commercial_partner_id, c.date_valid_to
      FROM med_credential c JOIN med_credential_type t ON t.id = c.type_id
     WHERE c.company_id = %(company)s AND c.state = 'valid'
       AND c.commercial_partner_id = ANY(%(partners)s)
       AND t.code IN ('operating_licence', 'operating_filing', 'business_licence')
       AND c.date_valid_to >= %(today)s
 UNION ALL
    SELECT partner_id, LEAST(temporary_until, limit_until) FROM med_credit_account
     WHERE company_id = %(company)s AND partner_id = ANY(%(partners)s)
       AND LEAST(temporary_until, limit_until) >= %(today)s
"""
LETTERS = """
    SELECT c.grantee_id, a.res_country_state_id
      FROM med_credential c JOIN med_credential_area_rel a ON a.med_credential_id = c.id
     WHERE c.company_id = %(company)s AND c.state = 'valid' AND c.grantee_id = ANY(%(partners)s)
       AND (c.date_valid_to IS NULL OR c.date_valid_to >= %(today)s)
"""
LEARNED = """
    SELECT r.code, h.partner_id, h.subject_key, max(h.value)
      FROM med_credit_hit h JOIN med_credit_rule r ON r.id = h.rule_id
     WHERE h.company_id = %(company)s AND h.partner_id = ANY(%(partners)s)
       AND h.state = 'false_alarm'
       AND h.decided_at >= %(today)s::date - make_interval(months => r.learned_months)
  GROUP BY r.code, h.partner_id, h.subject_key
"""


class MedCreditHistory(models.AbstractModel):
    """What customers ordered, sent back and were found harmless in: set-based reading."""

    _name = "med.credit.history"
    _description = "Trading History of Customers"

    @api.model
    def _nothing(self):
        """What is known about a customer of whom nothing is known."""
        return {
            "lines": {},
            "orders": [],
            "last": None,
            "states": set(),
            "classes": set(),
            "categories": set(),
            "letters": set(),
            "ends": [],
            "moves": [],
        }

    @api.model
    def _read(self, orders, company, since, today):
        """All that the measures need, one query for each kind of fact.

        :param orders: the orders judged, whose own lines do not count
        :return: {partner id: facts, "learned": {(code, partner id, key): value}}
        """
        self.env.flush_all()
        partners = orders.partner_id.commercial_partner_id._origin
        params = {
            "company": company.id,
            "partners": partners.ids,
            "products": orders.order_line.product_id._origin.ids,
            "orders": orders._origin.ids,
            "since": since,
            "today": today,
            "zone": str(company._med_zone()),
        }
        known = {partner_id: self._nothing() for partner_id in partners.ids}
        self._read_lines(known, params)
        self._read_orders(known, params)
        self._read_kinds(known, params)
        for partner_id, day, sent, back in self._rows(MOVES, params):
            known[partner_id]["moves"].append((day, sent, back))
        for partner_id, day in self._rows(self._sql_ends(), params):
            known[partner_id]["ends"].append(day)
        for partner_id, state_id in self._rows(LETTERS, params):
            known[partner_id]["letters"].add(state_id)
        known["learned"] = {
            (code, partner_id, key or ""): value
            for code, partner_id, key, value in self._rows(LEARNED, params)
        }
        return known

    def _rows(self, query, params):
        self.env.cr.execute(query, params)
        return self.env.cr.fetchall()

    @api.model
    def _sql_ends(self):
        """Query of (partner, day) on which leave to buy ends; addons add by UNION ALL."""
        return ENDS

    def _read_lines(self, known, params):
        for partner_id, product_id, _order, moment, quantity, amount, net in self._rows(LINES, params):
            row = {
                "day": moment.date(),
                "quantity": quantity,
                "amount": amount,
                "price": net / quantity if quantity else 0.0,
            }
            known[partner_id]["lines"].setdefault(product_id, []).append(row)

    def _read_orders(self, known, params):
        for partner_id, day, amount, state_id in self._rows(ORDERS, params):
            known[partner_id]["orders"].append(((params["today"] - day).days, amount))
            if state_id:
                known[partner_id]["states"].add(state_id)
        for partner_id, day in self._rows(LAST, params):
            known[partner_id]["last"] = day

    def _read_kinds(self, known, params):
        for partner_id, device_class, categories in self._rows(KINDS, params):
            known[partner_id]["classes"].add(device_class)
            known[partner_id]["categories"].update(filter(None, categories))
