from odoo import api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Deliveries on credit: judged by the orders they carry out."""

    _inherit = "stock.move"

    def _credit_claims(self, stage):
        # EXTENDS med_credit: one claim for each transfer and order; without an order, or
        # without a price, nothing is owed for it (samples, replacements, demo goods)
        if stage != "ship":
            return []
        # sudo: the warehouse need not read the orders it carries out
        moves = self._gate_lines(stage).sudo()
        moves = moves.filtered(lambda move: move._credit_line()._credit_is_priced())
        claims = []
        for orders in moves._credit_by_transfer():
            carried = self.env["sale.order"].union(*orders).sudo()  # sudo: as above
            claims += carried._credit_claims_of({o: move.sudo(False) for o, move in orders.items()})
        moves._credit_add_uncounted(claims)
        return claims

    def _credit_line(self):
        """The line of an order that this carries out; what was added to its transfer belongs to it, too."""
        line = self.sale_line_id
        if line or not self.picking_id.sale_id:
            return line
        lines = self.picking_id.sale_id.order_line.filtered(lambda line: not line.display_type)
        same = lines.filtered(lambda line: line.product_id == self.product_id)
        return (same or lines.filtered(lambda line: line.price_total > 0))[:1]

    def _credit_add_uncounted(self, claims):
        """Add to the claims what the figures do not hold yet: more than was ordered, or shipped early."""
        horizons = self._credit_horizons(claims)
        going = self.filtered(lambda move: move.state != "done")
        going = going.filtered("picked") or going  # what is split off stays behind
        going = going.grouped(lambda move: move._credit_line())
        for claim in claims:
            if claim.is_buyer:
                continue
            for line, moves in going.items():
                if line.order_id == claim.order:
                    above, early = moves._credit_uncounted(line, horizons.get(claim.debtor, 0))
                    claim.amount += above + early
                    claim.total += above
                    claim.later -= early

    def _credit_uncounted(self, line, horizon):
        """What these moves ship of a line beyond the order, and before it counts; company currency."""
        own = self.filtered("sale_line_id")
        shipped = sum(m.product_uom._compute_quantity(m.quantity, line.product_uom_id) for m in own)
        left = max(line.product_uom_qty - line.qty_delivered, 0.0)
        price = line.price_reduce_taxinc or line.price_unit
        above = max(shipped - left, 0.0) * price
        for move in self - own:  # added by hand; what the order does not name goes at its list price
            is_same = move.product_id == line.product_id
            above += move.quantity * (price if is_same else move.product_id.lst_price)
        early = 0.0 if line._credit_is_due(horizon) else min(shipped, left) * price
        rate = line.order_id.currency_rate or 1.0
        return above / rate, early / rate

    @api.model
    def _credit_horizons(self, claims):
        """{debtor: days} for those of whose orders something is due after the horizon."""
        later = self.env["res.partner"].union(*(claim.debtor for claim in claims if claim.later))
        if not later:
            return {}
        accounts = self.env["med.credit.judge"]._accounts(later, self.env.company)
        return {partner: account.segment_id.horizon_days for partner, account in accounts.items()}

    def write(self, vals):
        # EXTENDS stock: a delivery is judged by its order, and stays with it
        if "sale_line_id" in vals and not self.env.su:
            self._check_stays_with_order(vals["sale_line_id"])
        return super().write(vals)

    def _check_stays_with_order(self, line_id):
        for move in self:
            old = move.sudo().sale_line_id  # sudo: the warehouse need not read orders
            if old and old.id != line_id and move.product_id.is_medical_device:
                raise UserError(
                    self.env._(
                        "%(move)s carries out %(order)s and stays with it. Cancel it and deliver from the "
                        "other order instead.",
                        move=move.display_name,
                        order=old.order_id.name,
                    )
                )

    def _credit_by_transfer(self):
        """[{order: first move of it}] such that each order occurs once in each dict."""
        rounds = []
        for move in self:
            order = move._credit_line().order_id
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
        # sudo: the warehouse need not read orders
        return self._gate_order() or self.sudo()._credit_line().order_id.sudo(False) or self
