from odoo import api, fields, models
from odoo.exceptions import UserError


class MedRetentionHold(models.TransientModel):
    """Dialog of the quality head: set or lift a legal hold, with a reason."""

    _name = "med.retention.hold"
    _description = "Legal Hold"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record Number", model_field="res_model", required=True, readonly=True)
    record_name = fields.Char("Record", compute="_compute_record")
    is_held = fields.Boolean("Held Now", compute="_compute_record")
    current_reason = fields.Char(compute="_compute_record")
    reason = fields.Char(required=True)

    def _get_record(self):
        """The record under retention that this dialog is about."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or "legal_hold" not in model._fields:
            raise UserError(self.env._("Legal holds exist for records under retention only."))
        record = model.browse(self.res_id).exists()
        record.check_access("read")
        return record

    @api.depends("res_model", "res_id")
    def _compute_record(self):
        for hold in self:
            record = hold._get_record()
            hold.record_name = record.display_name
            hold.is_held = record.legal_hold
            hold.current_reason = record.legal_hold_reason

    def action_set(self):
        """Set the hold."""
        self._get_record().action_legal_hold(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_lift(self):
        """Lift the hold."""
        self._get_record().action_legal_hold_lift(self.reason)
        return {"type": "ir.actions.act_window_close"}
