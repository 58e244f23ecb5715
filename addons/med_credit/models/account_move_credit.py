from odoo import models

from .med_credit_claim import Claim


class AccountMove(models.Model):
    """Invoices that no judged order stands behind; shipped with the check off."""

    _inherit = "account.move"

    def _credit_claims(self, stage):
        # EXTENDS med_credit
        if stage != "invoice":
            return []
        moves = self._gate_lines(stage).move_id
        return [
            Claim(
                move,
                move.commercial_partner_id,
                self.env["sale.order"],
                amount=0.0 if move.state == "posted" else move.amount_total_signed,
                open=0.0 if move.state == "posted" else move.amount_total_signed,
                total=move.amount_total_signed,
            )
            for move in moves
            if move.amount_total_signed > 0
        ]
