"""A random life of lots, and beside it a plain book of what must be true."""

import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

STEPS = ("receive", "release", "reject", "hold", "lift", "expire", "ship", "ship_by_hand", "carry")
STEPS += ("scrap", "order")
GREEN, YELLOW, RED = "released", "await", "rejected"


class LotHistory:
    """Plays steps as the warehouse would, right or wrong; ``broken`` lists what got past the rules."""

    def __init__(self, case, seed):
        self.case, self.env, self.random = case, case.env, random.Random(seed)  # noqa: S311
        self.lots, self.book, self.held, self.expired, self.broken = [], {}, set(), set(), []

    def play(self, steps):
        """Take so many steps; a refusal changes nothing."""
        for _step in range(steps):
            name = self.random.choice(STEPS)
            try:
                with self.env.cr.savepoint():
                    getattr(self, name)()
            except UserError:
                self.env.invalidate_all()

    def _pick(self):
        return self.random.choice(self.lots) if self.lots else self.receive()

    def _count(self):
        return float(self.random.randint(1, 6))

    def _row(self, lot, quantity, source, target):
        return {
            "product_id": lot.product_id.id,
            "lot_id": lot.id,
            "quantity": quantity,
            "location_id": self.case._zone(source).id,
            "location_dest_id": self.case._zone(target).id,
        }

    def _decide(self, purpose, source, target):
        lot, quantity = self._pick(), self._count()
        row = self._row(lot, quantity, source, target)
        self.env["med.zone.transfer"]._move(self.case.company, [row], purpose, lot)
        self._move(lot, quantity, source, target)

    def _move(self, lot, quantity, source, target):
        if source:
            self.book[lot, source] -= quantity
        if target:
            self.book[lot, target] = self.book.get((lot, target), 0.0) + quantity

    # steps -------------------------------------------------------------------

    def receive(self):
        """Goods of a new or a known lot arrive."""
        known = self.lots and self.random.random() < 0.3
        name = self.random.choice(self.lots).name if known else f"RND-{len(self.lots)}"
        quantity = self._count()
        picking = self.case._receive(quantity=quantity, lot_name=name)
        lot = picking.move_line_ids.lot_id
        if lot not in self.lots:
            self.lots.append(lot)
        self._move(lot, quantity, None, YELLOW)
        return lot

    def release(self):
        """Quality releases what waits."""
        self._decide("release", YELLOW, GREEN)

    def reject(self):
        """Quality rejects what waits."""
        self._decide("reject", YELLOW, RED)

    def hold(self):
        """A lot is stopped."""
        lot = self._pick()
        lot._med_hold("Random", self.case.company)
        self.held.add(lot)

    def lift(self):
        """A hold ends."""
        lot = self._pick()
        holds = lot.med_block_ids.filtered(lambda block: block.state == "open")
        holds.with_user(self.case.officer).action_lift("Random")
        self.held.discard(lot)

    def expire(self):
        """The day comes on which a lot expires."""
        if self.random.random() < 0.5:
            return
        lot = self._pick()
        lot.expiration_date = fields.Datetime.now() - timedelta(minutes=1)
        self.expired.add(lot)

    def ship(self):
        """A delivery takes what the reservation gives."""
        self._shipped(self.case._ship(quantity=self._count()))

    def ship_by_hand(self):
        """Somebody writes the lot, and perhaps the zone, into the delivery."""
        zone = self.random.choice((GREEN, YELLOW, RED))
        lot, place = self._pick(), self.case._zone(zone)
        self._shipped(self.case._ship(quantity=self._count(), lot=lot, location=place), zone)

    def order(self):
        """A sale from the order to the delivery."""
        order = self.case._create_sale_order(self.case.customer, self.case.device, quantity=self._count())
        order.with_user(self.case.sales).action_confirm()
        picking = order.picking_ids.with_user(self.env.user)
        if picking.move_line_ids:
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True)._action_done()
            self._shipped(picking)

    def carry(self):
        """Somebody carries goods from zone to zone without a decision."""
        source, target = self.random.sample((GREEN, YELLOW, RED), 2)
        lot, quantity = self._pick(), self._count()
        places = {"location_id": self.case._zone(source).id, "location_dest_id": self.case._zone(target).id}
        picking = self.case._create_picking(
            self.case.supplier, lot.product_id, code="internal", quantity=quantity
        )
        picking.write(places)
        picking.move_ids.write(places)
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        line = {**self._row(lot, quantity, source, target), "move_id": picking.move_ids.id}
        self.env["stock.move.line"].create({**line, "picking_id": picking.id})
        picking.move_ids.picked = True
        picking._action_done()
        if target == GREEN or source == RED:
            self.broken.append(("carry", lot.name, source, target))
        self._move(lot, quantity, source, target)

    def scrap(self):
        """Rejected goods are scrapped."""
        lot = self._pick()
        quantity = min(self._count(), self.book.get((lot, RED), 0.0))
        if not quantity:
            return
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "scrap_qty": quantity,
                "location_id": self.case._zone(RED).id,
            }
        )
        scrap.do_scrap()
        self._move(lot, quantity, RED, None)

    def _shipped(self, picking, zone=GREEN):
        if picking.state != "done":
            return
        for line in picking.move_line_ids:
            lot = line.lot_id
            if zone != GREEN or lot in self.held or lot in self.expired:
                self.broken.append(("shipped", lot.name, zone))
            self._move(lot, line.quantity, zone, None)

    # what must be true ---------------------------------------------------------

    def state(self, lot):
        """The status by the book."""
        if lot in self.expired:
            return "expired"
        for zone, state in ((GREEN, "released"), (YELLOW, "awaiting"), (RED, "rejected")):
            if self.book.get((lot, zone), 0.0) > 0:
                return state
        return False
