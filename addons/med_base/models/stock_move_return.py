from odoo import api, fields, models
from odoo.tools import SQL, float_compare

# what came from each party less what went back to it, of each product and lot; what is
# picked to go back counts as gone, or two transfers would spend the same receipt
NET_RECEIVED = """
    SELECT moved.party, moved.product_id, moved.lot_id, moved.company_id, SUM(moved.quantity)
      FROM (
        SELECT DISTINCT l.id, p.commercial_partner_id AS party, l.product_id,
               COALESCE(l.lot_id, 0) AS lot_id, l.company_id,
               CASE WHEN s.usage = 'supplier' THEN l.quantity_product_uom
                    ELSE -l.quantity_product_uom END AS quantity
          FROM stock_move_line l
          JOIN stock_move m ON m.id = l.move_id
          JOIN stock_location s ON s.id = l.location_id
          JOIN stock_location d ON d.id = l.location_dest_id
          LEFT JOIN stock_picking t ON t.id = m.picking_id
          LEFT JOIN purchase_order_line ol ON ol.id = m.purchase_line_id
          LEFT JOIN purchase_order o ON o.id = ol.order_id
          JOIN res_partner p ON p.id IN (t.partner_id, m.partner_id, o.partner_id)
         WHERE l.product_id IN %s
           AND (l.state = 'done' OR d.usage = 'supplier' AND l.picked
                AND l.state NOT IN ('draft', 'cancel'))
           AND (s.usage = 'supplier') <> (d.usage = 'supplier')
      ) moved
     GROUP BY moved.party, moved.product_id, moved.lot_id, moved.company_id
"""


class StockMove(models.Model):
    """Goods that go back to whom they came from are a return, linked to a receipt or not."""

    _inherit = "stock.move"

    med_is_supplier_return = fields.Boolean(
        string="Return to Supplier",
        compute="_compute_med_is_supplier_return",
        help="The goods came from this party in at least this quantity: a return, always "
        "allowed and recorded. Anything else that goes to a supplier is a shipment.",
    )

    @api.depends(
        "product_id",
        "product_uom_qty",
        "location_dest_id",
        "partner_id",
        "picking_id.partner_id",
        "state",
        "origin_returned_move_id",
        "purchase_line_id",
        "move_line_ids.lot_id",
        "move_line_ids.quantity",
        "move_line_ids.picked",
    )
    def _compute_med_is_supplier_return(self):
        outgoing = self.filtered(
            lambda move: move.location_dest_id.usage == "supplier"
            and move.location_id.usage != "supplier"
            and move.product_id.is_medical_device
        )
        (self - outgoing).med_is_supplier_return = False
        net = outgoing._med_net_received() if outgoing else {}
        for move in outgoing:
            parties = move._gate_outside_partners()
            move.med_is_supplier_return = len(parties) == 1 and move._med_covered(net, parties)

    def _med_net_received(self):
        """{(party, product, lot, company): quantity in the product's unit}, in one query."""
        self.env["stock.move.line"].flush_model()
        self.env["stock.move"].flush_model(["picking_id", "partner_id", "purchase_line_id"])
        self.env["stock.picking"].flush_model(["partner_id"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(SQL(NET_RECEIVED, tuple(self.product_id._origin.ids)))
        return {tuple(row[:4]): row[4] for row in rows}

    def _med_covered(self, net, party):
        """Whether these goods came from the party, no less than what goes back now.

        By lot; by product only where a linked receipt says whence they came.
        """
        company, product = self.company_id.id, self.product_id._origin
        left = {}
        for (seller, sold, lot, house), quantity in net.items():
            if (seller, sold, house) == (party._origin.id, product.id, company):
                key = False if self._med_is_linked(party) else lot
                left[key] = left.get(key, 0.0) + quantity
        rounding = product.uom_id.rounding
        return all(
            float_compare(left.get(lot, -1.0), quantity, precision_rounding=rounding) >= 0
            for lot, quantity in self._med_going(party).items()
        )

    def _med_is_linked(self, party):
        """Whether a receipt or purchase of this product names the party as the seller."""
        origin, order = self.origin_returned_move_id, self.purchase_line_id
        sellers = self.env["res.partner"]
        if origin.product_id == self.product_id:
            sellers |= origin.picking_id.partner_id | origin.purchase_line_id.order_id.partner_id
        if order.product_id == self.product_id:
            sellers |= order.order_id.partner_id
        return party in sellers.commercial_partner_id

    def _med_going(self, party):
        """{lot: quantity} not yet in the sums, which hold what is done or picked."""
        done, linked = self.state == "done", self._med_is_linked(party)
        going = {}
        for line in self.move_line_ids:
            key = False if linked else line.lot_id._origin.id or 0
            counted = line._origin.quantity_product_uom if done or line._origin.picked else 0.0
            going[key] = going.get(key, 0.0) + line.quantity_product_uom - counted
        if going:
            return going
        key = False if linked or self.product_id.tracking != "none" else 0
        return {key: 0.0 if done else self.product_qty}

    def _med_log_returns(self):
        """Returns without a linked receipt stand in the ledger: nobody judged them."""
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": "lot.returned",
                    "record": move.picking_id or move,
                    "company": move.company_id,
                    "facts": {
                        "product": move.product_id.id,
                        "partner": move._gate_outside_partners().ids,
                        "lots": sorted(filter(None, move.move_line_ids.lot_id.mapped("name"))),
                        "quantity": move.quantity,
                    },
                }
                for move in self
            ]
        )
