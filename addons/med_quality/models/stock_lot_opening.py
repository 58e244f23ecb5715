from datetime import datetime, time

import pytz

from odoo import api, fields, models


class StockLot(models.Model):
    """The mark 期初: this lot was taken over, its records lie in the old system."""

    _inherit = "stock.lot"

    med_opening_line_ids = fields.One2many("med.opening.line", "lot_id", string="Opening Stock")
    med_is_opening = fields.Boolean(
        string="Opening Balance",
        compute="_compute_med_is_opening",
        search="_search_med_is_opening",
        help="Taken over on the first day; what was bought and inspected before is in the old system.",
    )

    @api.depends("med_opening_line_ids")
    def _compute_med_is_opening(self):
        for lot in self:
            # sudo: the mark is for all who see the lot
            lot.med_is_opening = bool(lot.sudo().med_opening_line_ids)

    @api.model
    def _search_med_is_opening(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("med_opening_line_ids", "!=" if True in value else "=", False)]

    def _med_came_since(self, company, day):
        """Those of these lots that moved from that day on, or that were inspected or stopped.

        :param day: first day, where the company is
        """
        begin = company._med_zone().localize(datetime.combine(day, time.min)).astimezone(pytz.utc)
        # sudo: movements, inspections and blocks count, whoever may read them
        sudo = self.sudo().env
        mine = [("lot_id", "in", self.ids), ("company_id", "=", company.id)]
        moved = [*mine, ("state", "=", "done"), ("date", ">=", begin.replace(tzinfo=None))]
        found = sudo["med.inspection.line"].search(mine).lot_id | sudo["med.lot.block"].search(mine).lot_id
        found |= sudo["stock.move.line"].search(moved).lot_id
        return self.filtered(lambda lot: lot.id in found.ids)
