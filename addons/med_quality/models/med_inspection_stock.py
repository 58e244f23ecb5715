from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MedInspection(models.Model):
    """Goods in stock looked at again: after a complaint, a rework, or when they came without a receipt."""

    _inherit = "med.inspection"

    @api.model
    def _inspect_stock(self, lots, reason):
        """Open an inspection of what lies of these lots; see ``stock.lot.action_med_inspect``."""
        lots.check_access("read")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            self._check_inspector()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why %(lots)s is inspected again.", lots=", ".join(lots.mapped("name")))
            )
        company = self.env.company
        # of two who ask at once the second is asked again and sees the inspection of the first
        self.env.cr.execute("UPDATE stock_lot SET write_date = write_date WHERE id = ANY(%s)", [lots.ids])
        rows = self._rows_of_stock(lots, company)
        self._check_not_waiting(rows)
        inspection = self._open(company, "stock", rows, reason=reason)
        return inspection.action_open()

    def action_open(self):
        """The form of this inspection."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _rows_of_stock(self, lots, company):
        # sudo: figures of the stock, whoever may read them
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("company_id", "=", company.id),
                    ("location_id.usage", "=", "internal"),
                    ("quantity", ">", 0),
                    ("product_id.is_medical_device", "=", True),
                ]
            )
        )
        if not quants:
            raise UserError(
                self.env._(
                    "Nothing of %(lots)s lies in our places, so there is nothing to inspect.",
                    lots=", ".join(lots.mapped("name")),
                )
            )
        return [
            {
                "product_id": quant.product_id.id,
                "lot_id": quant.lot_id.id,
                "quantity": quant.quantity,
                "location_id": quant.location_id.id,
                "package_id": quant.package_id.id,
                "owner_id": quant.owner_id.id,
            }
            for quant in quants
        ]

    @api.model
    def _check_not_waiting(self, rows):
        """Two inspections of the same goods at once would contradict each other; what is not released
        yet waits for its own, wherever somebody moved it.
        """
        # sudo: inspections of the company, whoever may read them
        lines = self.env["med.inspection.line"].sudo()
        domain = Domain("lot_id", "in", [row["lot_id"] for row in rows])
        domain &= Domain("company_id", "=", self.env.company.id)
        domain &= Domain("state", "=", "draft") | Domain("release_state", "=", "waiting")
        found = lines.search(domain)
        # sudo: zones of places count for everybody
        places = self.env["stock.location"].sudo().browse([row["location_id"] for row in rows])
        unfree = (places - places._med_is_saleable()).ids
        lots = {row["lot_id"] for row in rows if row["location_id"] in unfree}
        waiting = found.filtered(
            lambda line: line.lot_id.id in lots or (line.state == "draft" and line.location_id in places)
        )[:1]
        if waiting:
            raise UserError(
                self.env._(
                    "%(goods)s waits in %(inspection)s already. Finish that one first.",
                    goods=waiting.display_name,
                    inspection=waiting.inspection_id.name,
                )
            )

    def action_open_receipt(self):
        """The receipt that is inspected."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_screen(self):
        """The tablet screen of this inspection."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "med_inspection_screen",
            "name": self.name,
            "params": {"inspection_id": self.id},
        }
