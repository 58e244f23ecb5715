from datetime import timedelta

from odoo import api, fields, models


class MedCountRule(models.Model):
    """What is counted how often: all shelves by month, or a few dear and slow lots each week."""

    _name = "med.count.rule"
    _inherit = ["med.rule.mixin"]
    _description = "Plan of Counts"
    _order = "kind, id"

    _rule_quiet = ("next_on",)

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("month", "Month Count"), ("cycle", "Cycle Count")], required=True, default="cycle"
    )
    location_id = fields.Many2one(
        "stock.location",
        string="Where",
        required=True,
        default=lambda self: self.env["med.count"]._default_location(),
    )
    every_days = fields.Integer(string="Every (Days)", required=True, default=7)
    next_on = fields.Date(string="Next", required=True, default=lambda self: self.env.company._med_today())
    user_id = fields.Many2one("res.users", string="Counter", domain=[("share", "=", False)])
    is_blind = fields.Boolean(string="Blind", default=True)
    min_value = fields.Float(string="Value at Least", default=1000.0, help="At cost, a lot in a place.")
    min_idle_days = fields.Integer(string="Days Without a Sale, at Least", default=60)
    pause_days = fields.Integer(string="Not Again Within (Days)", default=90)
    size = fields.Integer(string="Lots at a Time", default=20)
    active = fields.Boolean(default=True)

    _every_positive = models.Constraint("CHECK (every_days > 0)", "A plan comes back after one day or more.")

    @api.model
    def _cron_plan(self):
        """Make the counts that are due, one plan a transaction."""
        due = self.search([("next_on", "<=", self.env.company._med_today())])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for rule in due:
            rule.with_company(rule.company_id)._plan()
            if not cron._commit_progress(1):
                break

    def _plan(self):
        """Make one count; nothing where no lot fits. Returns it."""
        self.ensure_one()
        today = self.company_id._med_today()
        self.next_on = today + timedelta(days=self.every_days)
        quants = self._picked() if self.kind == "cycle" else None
        if quants is not None and not quants:
            return self.env["med.count"]
        count = self.env["med.count"].create(self._prepare_count())
        if quants:
            count.line_ids._make(count, quants)
        if self.user_id:
            count.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self.env._("Count %(name)s", name=count.name),
            )
        return count

    def _prepare_count(self):
        return {
            "kind": self.kind,
            "rule_id": self.id,
            "company_id": self.company_id.id,
            "location_id": self.location_id.id,
            "user_id": self.user_id.id,
            "is_blind": self.is_blind,
        }

    def _picked(self):
        """The dearest lots that lie longest and were not counted lately."""
        since = fields.Datetime.now() - timedelta(days=self.pause_days)
        # sudo: the plan reads values, whoever runs it
        done = (
            self.env["med.count.line"]
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("counted_at", ">=", since)])
        )
        rows = (
            self.env["med.expiry.board"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("location_id", "child_of", self.location_id.id),
                    ("value", ">=", self.min_value),
                    ("idle_days", ">=", self.min_idle_days),
                ],
                order="value desc, id",
            )
        )
        quants = self.env["stock.quant"].sudo().browse(rows.ids)
        known = {line._key() for line in done}
        fresh = quants.filtered(
            lambda q: (q.location_id, q.product_id, q.lot_id, q.package_id, q.owner_id) not in known
        )
        return fresh[: self.size].sudo(False)

    def action_plan_now(self):
        """Make the next count now."""
        self.ensure_one()
        self.check_access("write")
        count = self._plan()
        if not count:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "info", "message": self.env._("No lot fits this plan at the moment.")},
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.count",
            "res_id": count.id,
            "views": [(False, "form")],
        }
