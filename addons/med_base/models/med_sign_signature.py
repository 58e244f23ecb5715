from odoo import api, fields, models
from odoo.exceptions import UserError


class MedSignature(models.Model):
    """A signature: who confirmed with which meaning, on what, by which means."""

    _name = "med.signature"
    _description = "Signature"
    _order = "id desc"
    _rec_name = "meaning"

    user_id = fields.Many2one("res.users", "Signer", required=True, readonly=True, ondelete="restrict")
    user_name = fields.Char("Name Then", readonly=True)
    signed_at = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_ids = fields.Json("Document Numbers", readonly=True)
    res_name = fields.Char("Document", readonly=True)
    method_name = fields.Char("Method", required=True, readonly=True)
    meaning = fields.Char(required=True, readonly=True)
    means = fields.Selection(
        [("password", "Password"), ("totp", "One-time Code")],
        required=True,
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        if not self._has_ticket("create"):
            raise UserError(self.env._("Signatures are given in the signing dialog only."))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        raise UserError(self.env._("A signature cannot be changed."))

    def unlink(self):
        # EXTENDS base
        raise UserError(self.env._("A signature cannot be deleted."))
