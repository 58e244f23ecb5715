from odoo import fields, models
from odoo.exceptions import UserError


class MedApprovalReasonWizard(models.TransientModel):
    """Asks why a document is returned or rejected."""

    _name = "med.approval.reason.wizard"
    _description = "Return or Reject"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    kind = fields.Selection([("action_return", "Return"), ("action_reject", "Reject")], required=True)
    reason = fields.Text()

    def action_apply(self):
        """Call the document's own method: it checks the right and the reason."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "_approval_pending"):
            raise UserError(self.env._("This document is not under approval."))
        document = self.env[self.res_model].browse(self.res_id)
        if self.kind == "action_return":
            document.action_return(self.reason)
        else:
            document.action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
