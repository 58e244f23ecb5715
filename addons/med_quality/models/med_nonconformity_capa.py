from odoo import models


class MedNonconformity(models.Model):
    """Cases lead to corrective action, and new cases judge what was done about old ones."""

    _inherit = "med.nonconformity"

    def _after_opening(self):
        # EXTENDS the opening of cases
        result = super()._after_opening()
        self.env["med.capa"]._judge_for(self)
        return result

    def action_open_capa(self):
        """Open the corrective action of this case, a new one if there is none."""
        self.ensure_one()
        if not self.capa_id:
            self._check_quality()
            self.capa_id = self.env["med.capa"].create(self._prepare_capa())
        return {
            "type": "ir.actions.act_window",
            "res_model": "med.capa",
            "res_id": self.capa_id.id,
            "views": [(False, "form")],
        }

    def _prepare_capa(self):
        """Values of a corrective action for this case: counted by what it can be counted by."""
        scope = "cause" if self.cause_id else "product" if self.product_id else "supplier"
        if not (self.cause_id or self.product_id or self.partner_id):
            scope, cause = "cause", self.env.ref("med_quality.nc_cause_other")
        else:
            cause = self.cause_id
        return {
            "name": self.reason,
            "company_id": self.company_id.id,
            "description": self.description,
            "root_cause": self.root_cause,
            "scope": scope,
            "product_id": self.product_id.id,
            "partner_id": self.partner_id.id,
            "cause_id": cause.id,
        }
