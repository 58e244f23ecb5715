from odoo import models


class MedInspectionLine(models.Model):
    """How the figure of a laboratory stands in an inspection."""

    _inherit = "med.inspection.line"

    def _prepare_lab_check(self, row):
        """Values of the check that shows one figure of a laboratory.

        :param row: see ``med.lab.request._lab_results``
        """
        value = row["value"]
        figure = f"{value:g}" if value is not None else row["text"]
        return {
            "line_id": self.id,
            "name": row["name"],
            "kind": "document",
            "is_measured": value is not None,
            "value": value or 0.0,
            "note": " ".join(filter(None, [figure, row["unit"]])),
            "result": row["verdict"] or False,
            "source": row["request"],
        }
