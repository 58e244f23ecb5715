from odoo import fields, models


class MedNonconformity(models.Model):
    """Reworked goods are inspected again; the case ends with what the inspection says."""

    _inherit = "med.nonconformity"

    reinspection_id = fields.Many2one("med.inspection", "Inspection after Rework", readonly=True, copy=False)

    def _guarded_names(self):
        # EXTENDS med.guarded.mixin
        return (*super()._guarded_names(), "reinspection_id")

    def _ask_reinspection(self):
        # OVERRIDE: exactly the reworked goods
        row = {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "location_id": self.location_id.id,
            "package_id": False,
            "owner_id": False,
        }
        inspection = self.env["med.inspection"]._open(
            self.company_id, "stock", [row], partner=self.partner_id, reason=self.display_name
        )
        self._guarded_write({"reinspection_id": inspection.id})

    def _is_carried_out(self):
        # EXTENDS the dispositions
        if self.disposition == "rework":
            # sudo: the result counts, whoever may read it
            return bool(self.executed_at) and self.reinspection_id.sudo().state == "done"
        return super()._is_carried_out()

    def action_open_reinspection(self):
        """Open the inspection after rework."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.inspection",
            "res_id": self.reinspection_id.id,
            "views": [(False, "form")],
        }
