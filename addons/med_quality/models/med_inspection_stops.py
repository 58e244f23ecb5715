from odoo import models


class MedInspection(models.Model):
    """What else than the inspection may stop accepted goods."""

    _inherit = "med.inspection"

    def _receipt_stops(self):
        """{product id or False: texts} of findings on the receipt that stop its release now."""
        self.ensure_one()
        if self.kind != "receipt" or not self.picking_id:
            return {}
        # sudo: the receipt is judged whoever inspects it
        picking = self.picking_id.sudo()
        stops = {}
        for finding in picking._gate_evaluate("release"):
            if picking._gate_is_stop(finding):
                stops.setdefault(finding["product_id"], []).append(finding["message"])
        return stops

    def _held_lots(self, lots):
        """{lot: texts} of open holds and recalls."""
        # sudo: blocks stop everybody, whoever may read them
        blocks = (
            self.env["med.lot.block"]
            .sudo()
            .search(
                [
                    ("state", "=", "open"),
                    ("kind", "!=", "unreleased"),
                    ("company_id", "=", self.company_id.id),
                    ("lot_id", "in", lots.ids),
                ]
            )
        )
        return {lot: mine.mapped("reason") or [""] for lot, mine in blocks.grouped("lot_id").items()}

    def _lift_unreleased(self, lines):
        """The receipt's findings were judged anew and are gone: their blocks end with this signature."""
        if not self.picking_id:
            return
        # sudo: the inspector writes no blocks, his signature ends them
        blocks = (
            self.env["med.lot.block"]
            .sudo()
            .search(
                [
                    ("state", "=", "open"),
                    ("kind", "=", "unreleased"),
                    ("picking_id", "=", self.picking_id.id),
                    ("product_id", "in", lines.product_id.ids),
                    ("lot_id", "in", [*lines.lot_id.ids, False]),
                ]
            )
        )
        blocks._end_by_inspection(self)
