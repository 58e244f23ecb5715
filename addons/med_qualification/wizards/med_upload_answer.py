from odoo import fields, models


class MedUploadAnswer(models.TransientModel):
    """Words to a party: why a paper goes back, or what we want to know."""

    _name = "med.upload.answer"
    _description = "Answer to a Party"

    upload_ids = fields.Many2many("med.upload", required=True)
    mode = fields.Selection(
        [("refuse", "Return"), ("ask", "Ask")], required=True, default="refuse"
    )
    text = fields.Text(required=True)

    def action_apply(self):
        """Return the papers with the reason, or put the question on the page."""
        self.ensure_one()
        if self.mode == "refuse":
            self.upload_ids.action_refuse(self.text)
            return self.upload_ids.action_next()
        self.upload_ids.check_access("read")
        messages = self.env["med.portal.message"]
        for upload in self.upload_ids:
            messages._ask(upload.partner_id, self.text, upload, upload.company_id)
        return {"type": "ir.actions.act_window_close"}
