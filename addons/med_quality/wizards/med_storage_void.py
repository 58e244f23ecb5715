from odoo import fields, models


class MedStorageVoid(models.TransientModel):
    """Asks why readings are void."""

    _name = "med.storage.void"
    _description = "Declare Readings Void"

    reading_ids = fields.Many2many(
        "med.storage.reading", string="Readings", default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)

    def action_void(self):
        """Declare them void; they stay and no longer count."""
        self.ensure_one()
        return self.reading_ids.action_void(self.reason)
