from odoo import api, models


class MedImportHandler(models.AbstractModel):
    """Parties that the rows of a sheet may mean."""

    _inherit = "med.import.handler"

    @api.model
    def _parties_of(self, run, rows):
        """Companies, archived ones too, with a credit code or the exact name of a row; one query."""
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("parent_id", "=", False),
                    ("company_id", "in", [False, run.company_id.id]),
                    "|",
                    ("med_uscc", "in", [row["uscc"] for row in rows if row.get("uscc")]),
                    ("name", "in", [row["name"] for row in rows if row.get("name")]),
                ],
                order="id",
            )
        )
