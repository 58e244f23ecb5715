from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

COUNTERS = ("keeper", "receiver", "inspector", "quality_officer")
DECIDERS = ("quality_head", "finance", "owner")


class MedCount(models.Model):
    """A count of shelves: by month, or often and little by little for what is dear and slow.

    It is Odoo's own count: stock and accounting are posted by it, by causes and two people.
    """

    _name = "med.count"
    _description = "Stock Count"
    _inherit = ["med.guarded.mixin", "med.evidence.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _guarded_fields = ("state", "company_id", "finished_at", "posted_by_id", "posted_at")

    name = fields.Char(default=lambda self: self.env._("New"), readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("month", "Month Count"), ("cycle", "Cycle Count")], required=True, default="month"
    )
    rule_id = fields.Many2one("med.count.rule", string="Plan", readonly=True, index="btree_not_null")
    location_id = fields.Many2one(
        "stock.location",
        string="Where",
        required=True,
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        default=lambda self: self._default_location(),
    )
    user_id = fields.Many2one(
        "res.users", string="Counter", default=lambda self: self.env.user, domain=[("share", "=", False)]
    )
    is_blind = fields.Boolean(
        string="Blind", help="The quantity of the books is not shown to whoever counts."
    )
    planned_on = fields.Date(default=lambda self: self.env.company._med_today())
    line_ids = fields.One2many("med.count.line", "count_id", string="Lots")
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("counting", "Being Counted"),
            ("counted", "Counted"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    finished_at = fields.Datetime(readonly=True, copy=False)
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    posted_at = fields.Datetime(readonly=True, copy=False)
    line_count = fields.Integer(string="Places to Count", compute="_compute_counts")
    counted_count = fields.Integer(string="Counted So Far", compute="_compute_counts")
    difference_count = fields.Integer(string="Differences", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    currency_id = fields.Many2one(related="company_id.currency_id")
    difference_value = fields.Monetary(
        compute="_compute_counts", help="What is missing and what is too much, each at cost, added up."
    )

    @api.model
    def _default_location(self):
        warehouses = self.env["stock.warehouse"]
        return warehouses.search([("company_id", "=", self.env.company.id)], limit=1).lot_stock_id

    @api.depends("line_ids.is_counted", "line_ids.difference", "line_ids.difference_value")
    def _compute_counts(self):
        for count in self:
            lines = count.line_ids
            done = lines.filtered("is_counted")
            count.line_count, count.counted_count = len(lines), len(done)
            count.difference_count = len(done.filtered("difference"))
            count.progress = 100.0 * len(done) / len(lines) if lines else 0.0
            count.difference_value = sum(abs(value) for value in done.mapped("difference_value"))

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med.guarded.mixin
        for vals in vals_list:
            # sudo: numbering is no right of its own
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("med.count") or "-"
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: a planned count is counted as planned
        if {"is_blind", "rule_id", "location_id", "kind"} & set(vals) and not self.env.su:
            planned = self.filtered("rule_id")
            if planned and not self.env.user.has_group("med_base.group_quality_officer"):
                raise UserError(
                    self.env._(
                        "%(count)s was made by its plan and stays as planned. Ask a quality officer to "
                        "change it.",
                        count=planned[0].name,
                    )
                )
        return super().write(vals)

    # steps ---------------------------------------------------------------

    def action_start(self):
        """List what the books say lies there, and begin.

        :raise UserError: not a warehouse job, or nothing lies there
        """
        self._check_job(COUNTERS)
        for count in self:
            count._check_state("draft")
            if not count.line_ids:
                count._list_books()
            count._guarded_write({"state": "counting"})
        return self.action_open_sheet() if len(self) == 1 else True

    def _list_books(self):
        """One line for each lot in each place, as the books have it."""
        domain = Domain("location_id", "child_of", self.location_id.id) & Domain("quantity", "!=", 0)
        domain &= Domain("company_id", "=", self.company_id.id)
        quants = self.env["stock.quant"].search(domain, order="location_id, product_id, id")
        if not quants:
            raise UserError(self.env._("Nothing lies in %(place)s.", place=self.location_id.display_name))
        self.line_ids._make(self, quants)

    def action_finish(self):
        """Everything is counted.

        :raise UserError: lines without a figure
        """
        self._check_job(COUNTERS)
        for count in self:
            count._check_state("counting")
            left = count.line_ids.filtered(lambda line: not line.is_counted)
            if left:
                raise UserError(
                    self.env._(
                        "%(number)s places are not counted yet, the next is %(place)s.",
                        number=len(left),
                        place=left[0].display_name,
                    )
                )
            count._guarded_write({"state": "counted", "finished_at": fields.Datetime.now()})
            count._log("count.finished")
        return True

    def action_post(self):
        """Post the differences by Odoo's own count: stock and accounting in one step.

        :raise UserError: a difference without cause, the same person counted, or worth too much
        """
        self.check_access("write")
        for count in self:
            count._check_state("counted")
            count._check_may_post()
            count.line_ids.filtered("difference")._post()
            count._guarded_write(
                {"state": "posted", "posted_by_id": self.env.uid, "posted_at": fields.Datetime.now()}
            )
            count._log("count.posted")
        return True

    def _check_may_post(self):
        differing = self.line_ids.filtered("difference")
        unexplained = differing.filtered(lambda line: not line.cause_id)
        if unexplained:
            raise UserError(
                self.env._(
                    "%(line)s differs by %(difference)s: choose the cause first.",
                    line=unexplained[0].display_name,
                    difference=f"{unexplained[0].difference:g}",
                )
            )
        self._check_job((*COUNTERS, *DECIDERS))
        if differing and self.env.user in differing.counted_by_id and len(self._possible_posters()) > 1:
            raise UserError(
                self.env._("%(count)s: you counted it yourself, so another person posts it.", count=self.name)
            )
        limit = self.company_id.sudo().med_count_limit  # sudo: a setting of the company
        if self.difference_value > limit:
            self._check_job(DECIDERS)

    def _possible_posters(self):
        """People of the company who may post a count."""
        groups = [self.env.ref(f"med_base.group_{job}").id for job in (*COUNTERS, *DECIDERS)]
        # sudo: whether there is a second person at all, whoever asks
        users = self.env["res.users"].sudo()
        return users.search(
            [
                ("share", "=", False),
                ("company_ids", "in", self.company_id.ids),
                ("all_group_ids", "in", groups),
            ],
            limit=2,
        )

    def action_cancel(self):
        """Drop a count that is not posted; the figures stay as evidence."""
        self._check_job(COUNTERS)
        for count in self:
            count._check_state("draft", "counting", "counted")
            count._guarded_write({"state": "cancelled"})
            count._log("count.cancelled")
        return True

    def _check_job(self, jobs):
        self.check_access("read")
        if not any(self.env.user.has_group(f"med_base.group_{job}") for job in jobs):
            names = [self.env.ref(f"med_base.group_{job}").name for job in jobs]
            raise AccessError(self.env._("This is done by: %(jobs)s.", jobs=", ".join(names)))

    def _check_state(self, *states):
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(count)s is %(state)s: this step is not possible.",
                    count=self.name,
                    state=labels[self.state],
                )
            )

    def _log(self, event):
        facts = {
            "lines": self.line_count,
            "differences": self.difference_count,
            "value": round(self.difference_value, 2),
        }
        self.env["med.ledger.entry"]._append(event, record=self, facts=facts, company=self.company_id)

    # screens -------------------------------------------------------------

    def action_open_sheet(self):
        """The shelves as cards for a phone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_count_line_action_sheet")
        return {
            **action,
            "name": self.name,
            "domain": [("count_id", "=", self.id)],
            "context": {"default_count_id": self.id, "search_default_open": 1},
        }

    def action_open_differences(self):
        """What differs, with its causes."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_quality.med_count_line_action")
        return {**action, "domain": [("count_id", "=", self.id), ("difference", "!=", 0)], "context": {}}
