from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .med_storage_area import CONDITIONS


class MedStockCheckPlan(models.Model):
    """Which goods are looked at in stock, how often, and by whom (GSP art. 74)."""

    _name = "med.stock.check.plan"
    _inherit = ["med.rule.mixin"]
    _description = "Plan of In-Stock Checks"
    _order = "sequence, id"

    _rule_quiet = ("next_date",)
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda s: s.env.company)
    interval_days = fields.Integer(string="Every (Days)", required=True, default=30)
    next_date = fields.Date(
        string="Next On", required=True, default=lambda self: self.env.company._med_today()
    )
    user_id = fields.Many2one(
        "res.users", string="Done By", domain=[("share", "=", False)], help="If empty, any keeper."
    )
    area_ids = fields.Many2many(
        "med.storage.area", string="Storage Areas", check_company=True, help="Empty: all places."
    )
    condition = fields.Selection(CONDITIONS, string="Only Areas of Condition")
    category_ids = fields.Many2many("product.category", string="Only Product Categories")
    is_cold_chain = fields.Boolean(string="Only Cold Chain")
    near_expiry_days = fields.Integer(string="Only Expiring Within (Days)", help="0: whatever the expiry.")

    @api.constrains("interval_days", "near_expiry_days")
    def _check_days(self):
        for plan in self:
            if plan.interval_days <= 0 or plan.near_expiry_days < 0:
                raise ValidationError(
                    self.env._("%(plan)s: the interval must be at least one day.", plan=plan.name)
                )

    def _quants_domain(self):
        """Domain of what a check of this plan lists."""
        self.ensure_one()
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "=", "internal"),
                ("product_id.is_medical_device", "=", True),
                ("quantity", ">", 0),
            ]
        )
        if self.area_ids or self.condition:
            areas = self.area_ids or self.env["med.storage.area"].search(
                [("company_id", "=", self.company_id.id), ("condition", "=", self.condition)]
            )
            domain &= Domain("location_id", "in", [place.id for place in areas._all_locations()])
        if self.category_ids:
            domain &= Domain("product_id.categ_id", "child_of", self.category_ids.ids)
        if self.is_cold_chain:
            domain &= Domain("product_id.med_is_cold_chain", "=", True)
        if self.near_expiry_days:
            until = fields.Datetime.now() + timedelta(days=self.near_expiry_days)
            domain &= Domain("lot_id.expiration_date", "<=", until)
        return domain

    def action_start(self):
        """Make the check of this plan now and open it."""
        self.ensure_one()
        self.check_access("read")
        check = self._make_check()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.stock.check",
            "res_id": check.id,
            "views": [(False, "form")],
        }

    def _make_check(self):
        """The open check of this plan, or a new one with its goods."""
        checks = self.env["med.stock.check"]
        existing = checks.search([("plan_id", "=", self.id), ("state", "=", "draft")], limit=1)
        if existing:
            return existing
        # sudo: what is planned is listed, whoever starts it
        plan = self.sudo()
        check = checks.sudo().create(
            {"plan_id": plan.id, "company_id": plan.company_id.id, "user_id": plan.user_id.id or False}
        )
        check._fill()
        plan.next_date = self.env.company._med_today() + timedelta(days=plan.interval_days)
        return checks.browse(check.id)

    @api.model
    def _cron_make(self):
        """Checks that are due are put on the work list of their person."""
        due = self.search([("next_date", "<=", self.env.company._med_today())])
        for plan in due.filtered(lambda p: p.company_id._med_quality_is_on()):
            check = plan._make_check()
            if check.user_id and not check.activity_ids:
                check.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=check.user_id.id, summary=plan.name
                )
