from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("receipt", "Incoming Goods"),
    ("return", "Customer Return"),
    ("direct", "Direct Delivery"),
    ("stock", "Goods in Stock"),
]
WHO_DECIDED = ("inspector_id", "inspected_at", "second_inspector_id", "second_at")


class MedInspection(models.Model):
    """What was seen of goods before they were released: one record a receipt (GSP art. 64, 65).

    Person and time are the system's. Without a result for every line nothing is released.
    """

    _name = "med.inspection"
    _inherit = ["mail.thread", "mail.activity.mixin", "med.guarded.mixin", "med.retention.mixin"]
    _description = "Inspection"
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, default="receipt")
    picking_id = fields.Many2one(
        "stock.picking", string="Receipt", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", string="Received From", readonly=True, index="btree_not_null")
    reason = fields.Char(readonly=True, help="Why goods in stock are looked at again.")
    state = fields.Selection(
        [("draft", "To Inspect"), ("done", "Inspected"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    inspector_id = fields.Many2one("res.users", readonly=True, copy=False)
    inspected_at = fields.Datetime(readonly=True, copy=False)
    second_inspector_id = fields.Many2one("res.users", readonly=True, copy=False)
    second_at = fields.Datetime(string="Second Signature At", readonly=True, copy=False)
    version = fields.Integer(readonly=True, copy=False, help="Grows with every change of a line.")
    line_ids = fields.One2many("med.inspection.line", "inspection_id", copy=False)
    line_count = fields.Integer(string="Lines", compute="_compute_counts", store=True)
    open_count = fields.Integer(string="Without Result", compute="_compute_counts", store=True)
    rejected_count = fields.Integer(string="Rejected Lines", compute="_compute_counts", store=True)
    waiting_count = fields.Integer(
        string="Accepted, Not Released",
        compute="_compute_counts",
        store=True,
        help="Lines that passed and wait for something else, a paper of the supplier for instance.",
    )
    needs_second = fields.Boolean(
        string="Two Persons",
        compute="_compute_needs_second",
        store=True,
        help="A plan asks for two signatures.",
    )

    _guarded_fields = (
        "name",
        "company_id",
        "kind",
        "picking_id",
        "partner_id",
        "reason",
        "state",
        "version",
        *WHO_DECIDED,
    )
    _waiting_idx = models.Index("(company_id, id) WHERE state = 'draft' OR waiting_count > 0")

    @api.depends("line_ids.result", "line_ids.release_state")
    def _compute_counts(self):
        for inspection in self:
            lines = inspection.line_ids
            inspection.line_count = len(lines)
            inspection.open_count = len(lines.filtered(lambda line: not line.result))
            inspection.rejected_count = len(lines.filtered(lambda line: line.result in ("fail", "part")))
            inspection.waiting_count = len(lines.filtered(lambda line: line.release_state == "waiting"))

    @api.depends("line_ids.plan_id")
    def _compute_needs_second(self):
        for inspection in self:
            inspection.needs_second = any(inspection.line_ids.plan_id.mapped("needs_two"))

    # retention -------------------------------------------------------------

    def _retention_rule_code(self):
        # OVERRIDE: incoming inspection records (GSP art. 23)
        implant = any(self.line_ids.product_id.mapped("med_is_implant"))
        return "implant_record" if implant else "trade_record"

    def _retention_start_date(self):
        # EXTENDS med_base
        return fields.Date.to_date(self.inspected_at) or super()._retention_start_date()

    def _retention_expiry_date(self):
        # OVERRIDE
        days = [day for day in self.line_ids.mapped("expiry_date") if day]
        return max(days, default=False)

    @api.model
    def _retention_depends(self):
        # OVERRIDE
        return ["inspected_at", "line_ids.expiry_date", "line_ids.product_id"]

    # opening -----------------------------------------------------------------

    @api.model
    def _open(self, company, kind, rows, picking=None, partner=None, reason=None):
        """A draft inspection of these goods, everything preset that is in order.

        Who may ask for it was checked by the caller. Constant number of queries in the rows.
        :param kind: ``receipt``, ``return``, ``direct`` or ``stock``
        :param rows: list of dicts ``product_id, lot_id, quantity`` (in the product's unit),
            ``location_id``, and where they matter ``package_id, owner_id, move_id``; ids
        :param reason: why goods in stock are looked at again
        :return: med.inspection
        """
        # sudo: whoever receives goods makes no records of inspection, the system does
        inspections = self.sudo().with_company(company)
        vals = {
            "name": self.env["ir.sequence"].sudo().with_company(company).next_by_code("med.inspection")
            or "/",
            "company_id": company.id,
            "kind": kind,
            "picking_id": picking.id if picking else False,
            "partner_id": partner.commercial_partner_id.id if partner else False,
            "reason": reason or False,
        }
        inspection = inspections._with_ticket("create").create([vals])._without_ticket()
        inspection.line_ids._open(inspection, rows)
        self.env["med.ledger.entry"]._append(
            "inspection.opened",
            record=inspection,
            company=company,
            facts={"lines": len(rows), "receipt": picking.name if picking else "", "reason": reason or ""},
        )
        return inspection.with_env(self.env)

    def copy(self, default=None):
        # OVERRIDE: what was seen once is not seen again by copying it
        raise UserError(
            self.env._("An inspection is not copied: goods in stock are inspected anew, from their lot.")
        )
