from odoo import fields, models


class MedDossierDecision(models.TransientModel):
    """Lifting a limit of a decided file is a decision, too."""

    _inherit = "med.dossier.decision"

    decision = fields.Selection(
        selection_add=[("lift", "Lift limit")], ondelete={"lift": "cascade"}
    )
    restriction_id = fields.Many2one("med.dossier.restriction", string="Limit")

    def action_apply(self):
        # EXTENDS med_qualification
        if self.decision == "lift":
            return self.restriction_id.action_lift(self.reason)
        return super().action_apply()
