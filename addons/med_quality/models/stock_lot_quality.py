from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STATES = [
    ("awaiting", "Awaiting"),
    ("released", "Accepted"),
    ("rejected", "Rejected"),
    ("expired", "Expired, locked"),
    ("recalled", "Recall quarantine"),
]
SUMMARY = """
    SELECT l.id,
           CASE WHEN %(recalled)s THEN 'recalled'
                WHEN l.expiration_date <= %(now)s THEN 'expired'
                WHEN z.green > 0 AND NOT %(unreleased)s THEN 'released'
                WHEN z.yellow > 0 OR %(unreleased)s THEN 'awaiting'
                WHEN z.red > 0 THEN 'rejected' END,
           z.green, z.yellow, z.red
      FROM stock_lot l
      JOIN product_product v ON v.id = l.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id AND t.is_medical_device
      LEFT JOIN (
            SELECT q.lot_id,
                   SUM(q.quantity) FILTER (WHERE COALESCE(s.med_zone_effective, 'released')
                                           IN ('released', 'dispatch')) AS green,
                   SUM(q.quantity) FILTER (WHERE s.med_zone_effective IN ('await', 'return')) AS yellow,
                   SUM(q.quantity) FILTER (WHERE s.med_zone_effective = 'rejected') AS red
              FROM stock_quant q JOIN stock_location s ON s.id = q.location_id
             WHERE s.usage IN ('internal', 'transit') AND q.company_id = %(company)s AND %(quants)s
             GROUP BY q.lot_id
           ) z ON z.lot_id = l.id
     WHERE %(lots)s
"""
BLOCKED = """
    EXISTS (SELECT 1 FROM med_lot_block b WHERE b.lot_id = l.id AND b.state = 'open'
               AND b.kind = %(kind)s AND b.company_id = %(company)s)
"""


class StockLot(models.Model):
    """The status of a lot follows from where it lies, its blocks and the day."""

    _inherit = "stock.lot"

    quality_state = fields.Selection(
        STATES,
        string="Quality Status",
        compute="_compute_quality_state",
        search="_search_quality_state",
        help="Follows from zone, blocks and expiry. Empty: not on stock.",
    )
    is_on_hold = fields.Boolean(
        string="On Hold", compute="_compute_is_on_hold", search="_search_is_on_hold"
    )
    med_green_qty = fields.Float(string="Released Quantity", compute="_compute_quality_state")
    med_yellow_qty = fields.Float(string="Waiting Quantity", compute="_compute_quality_state")
    med_red_qty = fields.Float(string="Rejected Quantity", compute="_compute_quality_state")
    med_block_ids = fields.One2many("med.lot.block", "lot_id", string="Blocks")

    @api.depends("med_block_ids.state", "quant_ids.quantity", "quant_ids.location_id", "expiration_date")
    @api.depends_context("company")
    def _compute_quality_state(self):
        rows = {row[0]: row[1:] for row in self._quality_rows(self._origin.ids)}
        for lot in self:
            state, green, yellow, red = rows.get(lot._origin.id, (False, 0.0, 0.0, 0.0))
            lot.quality_state = state or False
            lot.med_green_qty, lot.med_yellow_qty, lot.med_red_qty = green or 0.0, yellow or 0.0, red or 0.0

    def _search_quality_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self._quality_rows()
        return [("id", "in", [row[0] for row in rows if (row[1] or False) in value])]

    @api.model
    def _quality_rows(self, lot_ids=None):
        """(lot, state, green, yellow, red) of lots of devices in the current company."""
        company = self.env.company.id
        for model in ("stock.lot", "stock.quant", "med.lot.block", "stock.location", "product.template"):
            self.env[model].flush_model()
        ids = tuple(lot_ids or ()) or (0,)
        everything = lot_ids is None
        return self.env.execute_query(
            SQL(
                SUMMARY,
                recalled=SQL(BLOCKED, kind="recall", company=company),
                unreleased=SQL(BLOCKED, kind="unreleased", company=company),
                now=fields.Datetime.now(),
                company=company,
                quants=SQL("TRUE") if everything else SQL("q.lot_id IN %s", ids),
                lots=SQL("TRUE") if everything else SQL("l.id IN %s", ids),
            )
        )

    @api.depends("med_block_ids.state")
    @api.depends_context("company")
    def _compute_is_on_hold(self):
        held = self._med_held(self._origin.ids)
        for lot in self:
            lot.is_on_hold = lot._origin.id in held

    def _search_is_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in" if True in value else "not in", list(self._med_held()))]

    @api.model
    def _med_held(self, lot_ids=None):
        """Ids of lots with an open hold in the current company."""
        domain = [("state", "=", "open"), ("kind", "=", "hold"), ("company_id", "=", self.env.company.id)]
        if lot_ids is not None:
            domain.append(("lot_id", "in", lot_ids))
        # sudo: everybody who sees the lot sees that it is on hold
        return set(self.env["med.lot.block"].sudo().search(domain).lot_id.ids)

    def _med_is_expired(self, at=None):
        """Whether the lot's expiry has passed at that moment (now if none is given)."""
        self.ensure_one()
        return bool(self.expiration_date) and self.expiration_date <= (at or fields.Datetime.now())

    def _med_hold(self, reason, company, origin=None):
        """Put these lots on hold in this company; who may was checked by the caller."""
        return self.env["med.lot.block"]._place("hold", self, company, reason, origin)

    def action_hold(self):
        """Ask for the reason and stop the lot."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold"),
            "res_model": "med.lot.hold.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lot_ids": self.ids},
        }

    def action_lift_hold(self):
        """Ask what was found and let the lot go again."""
        return {
            **self.action_hold(),
            "name": self.env._("Lift Hold"),
            "context": {"default_lot_ids": self.ids, "default_is_lift": True},
        }

    def action_open_blocks(self):
        """Holds, recalls and missing releases of the lot, with their history."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_lot_block_action")
        return {**action, "domain": [("lot_id", "=", self.id)], "context": {}}

    def write(self, vals):
        # EXTENDS stock, which looks at movements only
        if "product_id" in vals:
            changed = self.filtered(lambda lot: lot.product_id.id != vals["product_id"])
            changed._med_check_evidence(changed._med_moved_devices() | changed.filtered("med_block_ids"))
        return super().write(vals)

    def unlink(self):
        # EXTENDS stock: a lot that moved or was judged is evidence
        self._med_check_evidence(self._med_moved_devices() | self.filtered("med_block_ids"))
        return super().unlink()

    def _med_check_evidence(self, moved):
        if moved:
            raise UserError(
                self.env._(
                    "%(lots)s moved or was judged: the lot is evidence and stays.",
                    lots=", ".join(moved.mapped("name")),
                )
            )
