from odoo import models


class AccountMove(models.Model):
    """Customer invoices with devices that no judged order stands behind."""

    _name = "account.move"
    _inherit = ["account.move", "med.gate.mixin"]

    def _gate_next_stage(self):
        if self.state == "draft" and self.move_type in ("out_invoice", "out_receipt"):
            return "invoice"
        return False

    def _gate_lines(self, stage):
        return self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt")
        ).invoice_line_ids.filtered(lambda line: line._gate_is_ungated())

    def _gate_line_document(self, line):
        return line.move_id

    def _gate_partners(self, stage):
        return {
            move: (move.partner_id | move.partner_shipping_id).commercial_partner_id
            for move in self
        }

    def _gate_panel_depends(self):
        return [
            *super()._gate_panel_depends(),
            "state",
            "partner_id",
            "invoice_line_ids.product_id",
            "invoice_line_ids.quantity",
        ]

    def _gate_owner(self):
        return self.invoice_user_id or self.create_uid

    def write(self, vals):
        # EXTENDS account: every way to post ends in this write
        if vals.get("state") != "posted":
            return super().write(vals)
        entering = self.filtered(lambda move: move.state != "posted")
        if not entering._gate_lines("invoice"):
            return super().write(vals)
        with self._gate_undone_when_refused():
            res = super().write(vals)
            entering._gate_judge("invoice")
        return res
