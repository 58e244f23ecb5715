from odoo import fields, models


class MedTestRetained(models.Model):
    """A document under retention that only the tests know."""

    _module = None  # of no addon: lives only where a test adds it
    _name = "med.test.retained"
    _inherit = ["med.retention.mixin"]
    _description = "Test Document"

    name = fields.Char()
    partner_id = fields.Many2one("res.partner", ondelete="restrict")
    rule_code = fields.Char(default="trade_record")
    done_on = fields.Date()
    expires_on = fields.Date()
    is_draft = fields.Boolean()

    def _retention_rule_code(self):
        return self.rule_code

    def _retention_start_date(self):
        return self.done_on

    def _retention_expiry_date(self):
        return self.expires_on

    def _retention_applies(self):
        return not self.is_draft

    def _retention_depends(self):
        return ["rule_code", "done_on", "expires_on", "is_draft"]
