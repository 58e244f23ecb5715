from odoo import fields, models


class MedImportRun(models.Model):
    """Opening stock: the import makes a batch, quality releases it by one signature."""

    _inherit = "med.import.run"

    kind = fields.Selection(selection_add=[("opening", "Opening stock")], ondelete={"opening": "cascade"})
    opening_batch_ids = fields.One2many("med.opening.batch", "run_id", string="Opening Stock")

    def _subject_field(self):
        # EXTENDS med_qualification
        return "product_id" if self.kind == "opening" else super()._subject_field()

    def action_open_opening(self):
        """The batch that this import filled."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.opening.batch",
            "res_id": self.opening_batch_ids[:1].id,
            "views": [(False, "form")],
        }
