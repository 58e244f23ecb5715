from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

SUPPLY = """
    SELECT p.commercial_partner_id,
        count(*) FILTER (WHERE t.code = 'incoming' AND s.date_deadline IS NOT NULL),
        count(*) FILTER (WHERE t.code = 'incoming' AND s.date_done::date <= s.date_deadline::date),
        count(*) FILTER (WHERE d.usage = 'supplier')
    FROM stock_picking s
    JOIN stock_picking_type t ON t.id = s.picking_type_id
    JOIN stock_location d ON d.id = s.location_dest_id
    JOIN res_partner p ON p.id = s.partner_id
    WHERE s.state = 'done' AND s.date_done >= %(since)s AND s.company_id = %(company)s
        AND p.commercial_partner_id IN %(partners)s
        AND (t.code = 'incoming' AND s.return_id IS NULL OR d.usage = 'supplier')
    GROUP BY p.commercial_partner_id
"""


class ResPartner(models.Model):
    """How a supplier delivered in the last twelve months, from receipts and returns."""

    _inherit = "res.partner"

    med_supply_count = fields.Integer(
        string="Receipts with a Date", compute="_compute_med_supply"
    )
    med_supply_on_time = fields.Integer(string="In Time", compute="_compute_med_supply")
    med_supply_returns = fields.Integer(string="Returned to Supplier", compute="_compute_med_supply")

    def _compute_med_supply(self):
        figures = self._med_supply_figures()
        for partner in self:
            count, on_time, returns = figures.get(partner.commercial_partner_id.id, (0, 0, 0))
            partner.med_supply_count = count
            partner.med_supply_on_time = on_time
            partner.med_supply_returns = returns

    def _med_supply_figures(self):
        """{commercial partner id: (receipts with a date, in time, returns)} of our company."""
        partners = tuple(self.commercial_partner_id.ids)
        # figures of suppliers are for those who work with their files
        if not partners or not self.env["med.dossier"].has_access("read"):
            return {}
        self.env["stock.picking"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                SUPPLY,
                since=self._med_supply_since(),
                company=self.env.company.id,
                partners=partners,
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _med_supply_since(self):
        return fields.Datetime.now() - relativedelta(months=12)

    def action_med_view_supply(self):
        """Receipts from and returns to this supplier in the last twelve months."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts and Returns"),
            "res_model": "stock.picking",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
                ("state", "=", "done"),
                ("date_done", ">=", self._med_supply_since()),
                "|",
                ("picking_type_code", "=", "incoming"),
                ("location_dest_id.usage", "=", "supplier"),
            ],
            "context": {},
        }
