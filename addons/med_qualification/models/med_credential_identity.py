from odoo import models

# what a new version of a paper that shows who the party is may change
ON_PAPER = {
    "holder_name": "name",
    "legal_representative": "legal_representative",
    "address": "address",
}


class MedCredential(models.Model):
    """A new version that names another holder, site or person asks for a new review."""

    _inherit = "med.credential"

    def _put_in_force(self):
        # EXTENDS med_qualification
        result = super()._put_in_force()
        for credential in self.filtered(lambda c: c.type_id.is_identity and c.supersedes_id):
            credential._reopen_changed()
        return result

    def _reopen_changed(self):
        # sudo: the version before may be out of the approver's sight
        before = self.sudo().supersedes_id
        labels = self._med_spoken().fields_get(list(ON_PAPER), ["string"])
        for name, code in ON_PAPER.items():
            old, new = before[name], self[name]
            if old and new and old != new:
                # sudo: the file of the party, whoever approves the paper
                files = self.commercial_partner_id.sudo().med_dossier_ids.filtered(
                    lambda d, company=self.company_id: d.company_id == company
                )
                files._reopen(code, {name: [old, new]}, f"{labels[name]['string']}: {old} → {new}")
