from odoo import models


class StockMove(models.Model):
    """Deliveries on credit: judged by the orders they carry out."""

    _inherit = "stock.move"

    def _credit_claims(self, stage):
        # EXTENDS med_credit: one claim for each transfer and order; without an order, or
        # without a price, nothing is owed for it (samples, replacements, demo goods)
        if stage != "ship":
            return []
        # sudo: the warehouse need not read the orders it carries out
        moves = self._gate_lines(stage).filtered(lambda move: move.sudo().sale_line_id.price_total > 0)
        claims = []
        for orders in moves._credit_by_transfer():
            carried = self.env["sale.order"].union(*orders)
            claims += carried.sudo()._credit_claims_of(orders)  # sudo: as above
        return claims

    def _credit_by_transfer(self):
        """[{order: first move of it}] such that each order occurs once in each dict."""
        rounds = []
        for move in self:
            order = move._gate_order()
            known = [r for r in rounds if order in r]
            if any(r[order].picking_id == move.picking_id for r in known):
                continue
            free = next((r for r in rounds if order not in r), None)
            if free is None:
                free = {}
                rounds.append(free)
            free[order] = move
        return rounds

    def _credit_release_documents(self):
        # EXTENDS med_credit
        return self._gate_order() or self
