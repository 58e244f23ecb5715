from odoo import api, models


class MedBackgroundFinding(models.Model):
    """What is found about a party reaches its decided files."""

    _inherit = "med.background.finding"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS med_qualification
        findings = super().create(vals_list)
        for finding in findings.filtered(lambda f: f.severity == "severe"):
            finding._files()._reopen("background", {"finding": finding.id}, finding._med_spoken()._as_note())
        return findings

    def action_conclude(self, verdict, conclusion):
        # EXTENDS med_qualification: refused at once, or the review it asked for is dropped
        result = super().action_conclude(verdict, conclusion)
        for finding in self:
            files = finding._files()
            rows = files.open_requalification_ids.filtered(
                lambda r, key=finding.id: r.reason_code == "background" and r.facts.get("finding") == key
            )
            rows._close("done", conclusion)
            if verdict == "refuse":
                files._reopen("refused", {"finding": finding.id}, finding._med_spoken()._as_note())
        return result

    def _files(self):
        """Files of the party in the company of the finding."""
        self.ensure_one()
        # sudo: files of the party, whoever records or concludes
        files = self.env["med.dossier"].sudo()
        return files.search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        )
