from odoo import fields, models


class MedLedgerExportWizard(models.TransientModel):
    """Dialog for the export of the ledger as JSON lines."""

    _name = "med.ledger.export"
    _description = "Ledger Export"

    date_from = fields.Date("Sealed From", help="Empty: from the first seal.")
    date_to = fields.Date("Sealed To", help="Empty: to the last entry.")

    def action_export(self):
        """Download the file."""
        self.ensure_one()
        url = "/med_base/ledger/export?"
        if self.date_from:
            url += f"date_from={self.date_from}&"
        if self.date_to:
            url += f"date_to={self.date_to}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}
