from odoo import models


class MedDossierLine(models.Model):
    """One click from what is wrong to the form that mends it."""

    _inherit = "med.dossier.line"

    def action_renew_paper(self):
        """A new version of the paper that ends, with what stays the same filled in."""
        self.ensure_one()
        if not self.credential_id:
            return self.action_add_paper()
        return self.credential_id.action_new_version()

    def _light(self):
        """Colour of these requirement lines: red, yellow or green; optional ones never red."""
        required = self.filtered("is_required")
        if required.filtered(lambda line: not line.is_good and line.status != "pending"):
            return "red"
        if required.filtered(lambda line: line.status != "valid"):
            return "yellow"
        return "green"
