from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MONEY_GROUPS = (
    "med_base.group_quality_officer,med_base.group_keeper,med_base.group_purchaser,"
    "med_base.group_finance,med_base.group_owner,med_base.group_auditor"
)
# stock of devices; each join that is not asked for is left out by the database
QUERY = """
    SELECT b.*,
           b.quantity * b.cost AS value,
           b.quantity * b.cost * b.provision_rate / 100.0 AS provision,
           b.at_risk_qty * b.cost AS at_risk_value
      FROM (
    SELECT a.*,
           COALESCE((SELECT max(r.percent) FROM med_provision_rate r
                      WHERE r.active AND COALESCE(r.company_id, a.company_id) = a.company_id
                        AND ((r.kind = 'idle' AND a.idle_days >= r.days)
                          OR (r.kind = 'expiry' AND a.days_left <= r.days))), 0) AS provision_rate,
           CASE WHEN a.expiration_date IS NULL THEN 0
                ELSE GREATEST(0, LEAST(a.quantity,
                     a.up_to_here - a.sold_180 / 180.0 * GREATEST(a.days_left, 0)))
           END AS at_risk_qty,
           CASE WHEN a.idle_days >= c.med_dead_days THEN 'dead'
                WHEN a.idle_days >= c.med_slow_days THEN 'slow' ELSE 'moving' END AS speed
      FROM (
    SELECT q.id, q.company_id, q.product_id, t.categ_id, q.lot_id, q.location_id, q.package_id, q.owner_id,
           s.warehouse_id, q.quantity, q.reserved_quantity, q.expiration_date, q.in_date,
           COALESCE(s.med_zone_effective, 'released') AS zone,
           COALESCE((v.standard_price ->> q.company_id::text)::numeric, 0) AS cost,
           trunc(extract(epoch FROM q.expiration_date - %(now)s) / 86400)::int AS days_left,
           CASE WHEN q.expiration_date <= %(now)s THEN 'expired' WHEN g.id IS NOT NULL THEN 'near'
                WHEN q.expiration_date IS NULL THEN 'none' ELSE 'good' END AS state,
           g.id AS rung_id,
           COALESCE(o.sold_180, 0) AS sold_180,
           (%(now)s::date - GREATEST(o.last_sold, q.in_date)::date) AS idle_days,
           sum(q.quantity) OVER (PARTITION BY q.company_id, q.product_id
                                 ORDER BY q.expiration_date NULLS LAST, q.id) AS up_to_here
      FROM stock_quant q
      JOIN stock_location s ON s.id = q.location_id AND s.usage IN ('internal', 'transit')
      JOIN product_product v ON v.id = q.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id AND t.is_medical_device
      LEFT JOIN LATERAL (
            SELECT r.id FROM med_expiry_rung r
             WHERE r.active AND q.expiration_date > %(now)s
               AND q.expiration_date < %(now)s + r.days * interval '1 day'
               AND COALESCE(r.company_id, 0) = CASE WHEN EXISTS (
                    SELECT 1 FROM med_expiry_rung e WHERE e.active AND e.company_id = q.company_id
               ) THEN q.company_id ELSE 0 END
             ORDER BY r.days LIMIT 1
           ) g ON TRUE
      LEFT JOIN (
            SELECT m.company_id, m.product_id, max(m.date) AS last_sold,
                   sum(m.product_qty) FILTER (WHERE m.date >= %(now)s - interval '180 days') AS sold_180
              FROM stock_move m
              JOIN stock_location d ON d.id = m.location_dest_id AND d.usage = 'customer'
              JOIN stock_location f ON f.id = m.location_id AND f.usage <> 'customer'
             WHERE m.state = 'done' AND m.date >= %(now)s - interval '730 days'
             GROUP BY m.company_id, m.product_id
           ) o ON o.company_id = q.company_id AND o.product_id = q.product_id
     WHERE q.quantity > 0
           ) a
      JOIN res_company c ON c.id = a.company_id
           ) b
"""


class MedExpiryBoard(models.Model):
    """Stock of devices by expiry, movement and value, as of this moment; a row is one place of a lot."""

    _name = "med.expiry.board"
    _description = "Expiry and Movement of Stock"
    _auto = False
    _order = "expiration_date, id"
    _rec_name = "lot_id"
    _depends = {
        "stock.quant": [
            "company_id",
            "product_id",
            "lot_id",
            "location_id",
            "package_id",
            "owner_id",
            "quantity",
            "reserved_quantity",
            "expiration_date",
            "in_date",
        ],
        "stock.location": ["usage", "med_zone_effective"],
        "stock.move": ["state", "date", "product_qty"],
        "product.product": ["standard_price"],
        "product.template": ["is_medical_device", "categ_id"],
        "med.expiry.rung": ["days", "active", "company_id"],
        "med.provision.rate": ["kind", "days", "percent", "active", "company_id"],
        "res.company": ["med_slow_days", "med_dead_days"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    location_id = fields.Many2one("stock.location", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    package_id = fields.Many2one("stock.package", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True)
    zone = fields.Selection(
        [
            ("await", "Awaiting Inspection"),
            ("return", "Returned Goods"),
            ("released", "Released Goods"),
            ("dispatch", "Dispatch"),
            ("rejected", "Rejected Goods"),
        ],
        readonly=True,
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    reserved_quantity = fields.Float(string="Reserved", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    in_date = fields.Datetime(string="On Stock Since", readonly=True)
    expiration_date = fields.Datetime(string="Expiry", readonly=True)
    days_left = fields.Integer(readonly=True, aggregator="min")
    rung_id = fields.Many2one("med.expiry.rung", string="Step", readonly=True)
    state = fields.Selection(
        [("expired", "Expired"), ("near", "Near Expiry"), ("good", "Good"), ("none", "No Expiry")],
        string="Expiry Status",
        readonly=True,
    )
    sold_180 = fields.Float(
        string="Sold in 180 Days",
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="Of the product.",
    )
    idle_days = fields.Integer(
        string="Days Without a Sale", readonly=True, aggregator="max", help="Since it came or was last sold."
    )
    speed = fields.Selection([("moving", "Moving"), ("slow", "Slow"), ("dead", "Dead")], readonly=True)
    at_risk_qty = fields.Float(
        string="Will Expire Unsold",
        digits="Product Unit",
        readonly=True,
        help="Left at its expiry if the product sells as in the last 180 days, first expired first out.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Float(readonly=True, aggregator=None, groups=MONEY_GROUPS)
    value = fields.Monetary(string="Value at Cost", readonly=True, groups=MONEY_GROUPS)
    at_risk_value = fields.Monetary(string="Value at Risk", readonly=True, groups=MONEY_GROUPS)
    provision_rate = fields.Float(
        string="Provision (%)", readonly=True, aggregator="max", groups=MONEY_GROUPS
    )
    provision = fields.Monetary(string="Suggested Provision", readonly=True, groups=MONEY_GROUPS)

    @property
    def _table_query(self):
        return SQL(QUERY, now=fields.Datetime.now())

    # from the board ------------------------------------------------------

    def action_open_buyers(self):
        """Who bought this product in the last six months: they may take it before it expires."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_expiry_buyer_action")
        domain = [("product_id", "=", self.product_id.id), ("company_id", "=", self.company_id.id)]
        context = {"med_days_left": self.days_left}
        name = self.env._("Who Bought %(product)s", product=self.product_id.display_name)
        return {**action, "name": name, "domain": domain, "context": context}

    def action_open_lot(self):
        """The lot with its status and history."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.lot",
            "res_id": self.lot_id.id,
            "views": [(False, "form")],
        }

    def action_move_to_red(self):
        """Move these expired goods to the red zone: the proposal carried out.

        :return: the transfers made
        :raise UserError: not a keeper, inspector or quality officer, or not expired
        """
        self._check_may_move()
        pickings = self.env["stock.picking"]
        for company, rows in self.grouped("company_id").items():
            rows._free_reserved()
            pickings |= self.env["med.zone.transfer"]._move(
                company,
                [row._prepare_red_row() for row in rows],
                "reject",
                rows._latest_run(),
                self.env._("Expired"),
            )
        self.invalidate_model()
        return self._open_transfers(pickings)

    def _check_may_move(self):
        self.check_access("read")
        jobs = ("keeper", "inspector", "quality_officer")
        if not any(self.env.user.has_group(f"med_base.group_{job}") for job in jobs):
            raise UserError(
                self.env._(
                    "Expired goods are moved by the keeper, the inspector or quality. Ask one of them."
                )
            )
        # sudo: judged by the lot itself, whoever may read it
        wrong = self.sudo().filtered(
            lambda row: row.zone == "rejected" or not row.lot_id or not row.lot_id._med_is_expired()
        )
        if not self or wrong:
            raise UserError(
                self.env._(
                    "%(goods)s: only expired goods outside the red zone are moved here. Put other goods "
                    "on hold instead.",
                    goods=", ".join(wrong.lot_id.mapped("name")) or "-",
                )
            )

    def _prepare_red_row(self):
        warehouse = self.warehouse_id.sudo()  # sudo: the keeper need not read the warehouse's settings
        if not warehouse.med_rejected_id:
            raise UserError(
                self.env._(
                    "%(place)s belongs to no warehouse with a red zone.", place=self.location_id.display_name
                )
            )
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "location_id": self.location_id.id,
            "location_dest_id": warehouse.med_rejected_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
        }

    def _free_reserved(self):
        """Reservations of expired goods end, their pickers are told."""
        # sudo: every reservation of the lot ends, whoever made it
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", self.lot_id.ids),
                    ("location_id", "in", self.location_id.ids),
                    ("state", "not in", ("done", "cancel")),
                ]
            )
        )
        moves, pickings, lots = lines.move_id, lines.picking_id, lines.lot_id
        lines.unlink()
        moves.exists()._recompute_state()
        pickings.exists()._med_tell_picker(lots)

    @api.model
    def _latest_run(self):
        runs = self.env["med.expiry.run"].sudo()  # sudo: named as the origin, whoever may read it
        return runs.search([("company_id", "in", self.company_id.ids)], limit=1).sudo(False)

    def _open_transfers(self, pickings):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Moved to the Red Zone"),
            "res_model": "stock.picking",
            "domain": [("id", "in", pickings.ids)],
            "views": [(False, "list"), (False, "form")],
        }
