from odoo import api, fields, models


class MedExpiryRung(models.Model):
    """One step of the ladder towards the expiry: from so many days on somebody is told."""

    _name = "med.expiry.rung"
    _inherit = ["med.rule.mixin"]
    _description = "Near-Expiry Step"
    _order = "days, id"

    _rule_event = "expiry.rung_changed"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: companies without steps of their own."
    )
    days = fields.Integer(string="Days Before Expiry", required=True)
    group_id = fields.Many2one(
        "res.groups", string="Job Told", help="The first who holds the job, when nobody is named."
    )
    user_id = fields.Many2one("res.users", string="Person Told", domain=[("share", "=", False)])
    active = fields.Boolean(default=True)

    _days_positive = models.Constraint("CHECK (days > 0)", "The step lies before the expiry: give days.")
    _days_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), days) WHERE active", "There is a step at these days already."
    )

    @api.model
    def _ladder(self, company):
        """The steps of a company, its own before the general ones, the fewest days first."""
        # sudo: the same steps for whoever looks
        rungs = self.sudo().search([("company_id", "in", [False, company.id])], order="days, id")
        return rungs.filtered("company_id") or rungs

    def _told_user(self, company):
        """Who gets the one task of this step; the quality head where nobody holds the job."""
        self.ensure_one()
        user = self.sudo().user_id  # sudo: people are told whoever runs the job
        return user if user.active else self._first_holder(self.group_id, company)

    @api.model
    def _first_holder(self, group, company):
        """The first person of a company who holds a job, else its quality head."""
        domain = [("share", "=", False), ("company_ids", "in", company.ids)]
        # sudo: people and their jobs, whoever runs the job
        users = self.env["res.users"].sudo()
        holder = users
        if group:
            holder = users.search([*domain, ("all_group_ids", "in", group.ids)], order="id", limit=1)
        return holder or company.med_quality_head_id

    def _rule_facts(self):
        # OVERRIDE
        return {"days": self.days}
