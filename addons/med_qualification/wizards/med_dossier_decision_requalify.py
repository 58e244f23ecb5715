from odoo import fields, models


class MedDossierDecision(models.TransientModel):
    """Asking for a new review is a decision, too."""

    _inherit = "med.dossier.decision"

    decision = fields.Selection(
        selection_add=[("requalify", "Review again")], ondelete={"requalify": "cascade"}
    )

    def action_apply(self):
        # EXTENDS med_qualification
        if self.decision == "requalify":
            return self.dossier_id.action_requalify(self.reason)
        return super().action_apply()
