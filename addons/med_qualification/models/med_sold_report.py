from odoo import fields, models
from odoo.tools import SQL

from .med_contract_mixin import LICENCES

# papers in force at the moment of the movement: approved before, not ended, not lapsed
IN_FORCE = """
    c.company_id = s.company_id AND c.state NOT IN ('draft', 'review')
    AND COALESCE(c.approved_at, c.create_date) <= s.date_done
    AND (c.date_valid_from IS NULL OR c.date_valid_from <= s.date_done::date)
    AND (c.ended_on IS NULL OR c.ended_on > s.date_done::date)
    AND (c.date_valid_to IS NULL OR c.date_valid_to >= s.date_done::date
        OR c.renewal_accepted_on <= s.date_done::date)
"""
QUERY = """
    SELECT l.id, l.id AS move_line_id, s.id AS picking_id, s.date_done AS date, s.company_id,
        CASE WHEN dest.usage = 'customer' THEN 'sold' ELSE 'returned' END AS kind,
        p.commercial_partner_id AS partner_id, l.product_id, l.lot_id,
        CASE WHEN dest.usage = 'customer' THEN l.quantity_product_uom
            ELSE -l.quantity_product_uom END AS quantity,
        so.id AS order_id, so.user_id,
        COALESCE((
            SELECT string_agg(DISTINCT c.number, ', ') FROM med_credential c
            JOIN med_credential_type t ON t.id = c.type_id
            WHERE c.product_id = l.product_id AND t.code IN %(registrations)s AND {in_force}
        ), prod.med_registration_no) AS registration_no, (
            SELECT string_agg(c.number, ', ' ORDER BY t.sequence, c.id) FROM med_credential c
            JOIN med_credential_type t ON t.id = c.type_id
            WHERE c.commercial_partner_id = p.commercial_partner_id AND t.code IN %(licences)s
                AND {in_force}
        ) AS licences
    FROM stock_move_line l
    JOIN stock_picking s ON s.id = l.picking_id AND s.state = 'done'
    JOIN stock_location src ON src.id = l.location_id
    JOIN stock_location dest ON dest.id = l.location_dest_id
    JOIN product_product prod ON prod.id = l.product_id
    JOIN product_template tmpl ON tmpl.id = prod.product_tmpl_id AND tmpl.is_medical_device
    JOIN stock_move m ON m.id = l.move_id
    LEFT JOIN sale_order_line sol ON sol.id = m.sale_line_id
    LEFT JOIN sale_order so ON so.id = sol.order_id
    JOIN res_partner p ON p.id = s.partner_id
    WHERE l.state = 'done' AND (dest.usage = 'customer') != (src.usage = 'customer')
"""


class MedSoldReport(models.Model):
    """Which device went to whom: registration number, lot, licence of the buyer then."""

    _name = "med.sold.report"
    _description = "Devices Sold"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "picking_id"
    _depends = {
        "med.credential": [
            "approved_at",
            "commercial_partner_id",
            "company_id",
            "date_valid_from",
            "date_valid_to",
            "ended_on",
            "number",
            "product_id",
            "renewal_accepted_on",
            "state",
            "type_id",
        ],
        "product.product": ["med_registration_no"],
        "product.template": ["is_medical_device"],
        "sale.order": ["user_id"],
        "stock.move": ["sale_line_id"],
        "stock.move.line": ["lot_id", "product_id", "quantity_product_uom", "state"],
        "stock.picking": ["company_id", "date_done", "partner_id", "state"],
    }

    picking_id = fields.Many2one("stock.picking", string="Delivery", readonly=True)
    move_line_id = fields.Many2one("stock.move.line", readonly=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection([("sold", "Sold"), ("returned", "Returned")], readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Lot / Serial", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    registration_no = fields.Char(
        string="Registration / Filing No.", readonly=True, help="In force on that day."
    )
    licences = fields.Char(
        string="Licences of the Customer Then",
        readonly=True,
        help="Operating licences, filings and institution licences in force on that day.",
    )

    @property
    def _table_query(self):
        return SQL(
            QUERY.format(in_force=IN_FORCE),
            licences=LICENCES,
            registrations=("registration_certificate", "filing_certificate"),
        )

    def action_open(self):
        """The delivery behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "views": [(False, "form")],
        }
