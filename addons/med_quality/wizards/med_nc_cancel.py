from odoo import fields, models


class MedNcCancel(models.TransientModel):
    """Asks why a nonconformity, CAPA or change is cancelled, or a document withdrawn."""

    _name = "med.nc.cancel"
    _description = "Cancel with a Reason"

    res_model = fields.Selection(
        [
            ("med.nonconformity", "Nonconformity"),
            ("med.capa", "CAPA"),
            ("med.change.request", "Change Request"),
            ("med.document", "Controlled Document"),
        ],
        required=True,
        default=lambda self: self._default_model(),
    )
    res_id = fields.Integer(required=True, default=lambda self: self.env.context.get("active_id"))
    reason = fields.Text(required=True)

    def _default_model(self):
        """The kind of record the dialog was opened from."""
        model = self.env.context.get("active_model")
        return model if model in dict(self._fields["res_model"].selection) else False

    def action_apply(self):
        """Call the record's own method: it checks the right and the reason."""
        self.ensure_one()
        self.env[self.res_model].browse(self.res_id).action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
