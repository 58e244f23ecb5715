from datetime import timedelta

from odoo import fields, models


class StockMove(models.Model):
    """Goods that end too soon for the customer stop at the door, unless it was agreed."""

    _inherit = "stock.move"

    def _gate_findings(self, stage):
        # EXTENDS med_base
        findings = super()._gate_findings(stage)
        if stage in ("reserve", "ship"):
            findings += self._med_life_findings()
        return findings

    def _med_life_findings(self):
        """One finding a lot with less life than its customer asks for; expired ones stop elsewhere."""
        now = fields.Datetime.now()
        findings = []
        for move in self._gate_lines("ship"):
            ends = {line.lot_id: line.lot_id.expiration_date for line in move.move_line_ids}
            short = {lot: end for lot, end in ends.items() if end and end > now}
            days, is_agreed = move._med_least_days() if short else (0, False)
            limit = now + timedelta(days=days)
            findings += [
                move._med_life_finding(lot, end, days, now, "block" if is_agreed else "warn")
                for lot, end in short.items()
                if end < limit
            ]
        return findings

    def _med_life_finding(self, lot, end, days, now, at_most):
        party = self._med_receiving_party()
        return self._gate_finding(
            "remaining_life_short",
            line=self,
            subject=lot,
            message=self.env._(
                "%(product)s %(lot)s expires on %(date)s, in %(left)s days; %(customer)s takes goods with "
                "at least %(days)s days left. Choose a later lot.",
                product=self.product_id.display_name,
                lot=lot.name,
                date=fields.Date.to_string(fields.Datetime.context_timestamp(self, end).date()),
                left=(end - now).days,
                customer=party.display_name,
                days=days,
            ),
            at_most=at_most,
            facts={"expires": fields.Datetime.to_string(end), "least": days},
        )
