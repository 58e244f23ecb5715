from odoo import api, fields, models


class MedAccessReviewLine(models.Model):
    _name = "med.access.review.line"
    _description = "Right under Review"
    _order = "review_id, user_id, role_id"

    review_id = fields.Many2one("med.access.review", required=True, index=True, ondelete="cascade")
    state = fields.Selection(related="review_id.state")
    user_id = fields.Many2one("res.users", string="Person", required=True, readonly=True, ondelete="restrict")
    role_id = fields.Many2one("med.role", string="Job", required=True, readonly=True, ondelete="restrict")
    approved_by = fields.Char(compute="_compute_approved_by")
    login_date = fields.Datetime(related="user_id.login_date", string="Last Login", related_sudo=True)
    decision = fields.Selection([("keep", "Keep"), ("revoke", "Revoke")])
    note = fields.Char(string="Reason")

    _pair = models.UniqueIndex("(review_id, user_id, role_id)")

    @api.depends("user_id", "role_id")
    def _compute_approved_by(self):
        approvals = self.env["med.role.people"]._approvals(self.user_id, self.role_id)
        for line in self:
            line.approved_by = approvals.get((line.user_id.id, line.role_id.id), "")

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        lines = super().create(vals_list)
        for review in lines.review_id:
            review._check_open()
        return lines

    def write(self, vals):
        # EXTENDS base
        for review in self.review_id:
            review._check_open()
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        for review in self.review_id:
            review._check_open()
        return super().unlink()
