from odoo import fields, models


class MedCreditAccount(models.Model):
    _inherit = "med.credit.account"

    hit_ids = fields.One2many("med.credit.hit", "account_id", string="Abnormal Trading")
    open_hit_count = fields.Integer(compute="_compute_open_hit_count")

    def _compute_open_hit_count(self):
        counts = {}
        if self.env["med.credit.hit"].has_access("read"):
            counts = dict(
                self.env["med.credit.hit"]._read_group(
                    [("account_id", "in", self.ids), ("state", "=", "open")], ["account_id"], ["__count"]
                )
            )
        for account in self:
            account.open_hit_count = counts.get(account, 0)

    def action_open_hits(self):
        """Hits of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_credit.med_credit_hit_action")
        return {**action, "domain": [("account_id", "=", self.id)], "context": {}}
