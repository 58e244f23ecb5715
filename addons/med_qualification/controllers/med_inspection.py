from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MedInspection(http.Controller):
    @http.route(
        "/med_qualification/inspection/<int:wizard_id>", type="http", auth="user", methods=["GET"]
    )
    def inspection(self, wizard_id):
        """The inspector's file that a dialog of the user has exported, as xlsx."""
        wizard = request.env["med.inspection.wizard"].browse(wizard_id).exists()
        if not wizard or not wizard.has_access("read"):
            return request.not_found()
        return self._send(wizard, f"{wizard.partner_id.name or 'party'}-{wizard.day}")

    @http.route(
        "/med_qualification/report/<int:wizard_id>", type="http", auth="user", methods=["GET"]
    )
    def report(self, wizard_id):
        """A report that a dialog of the user has exported, as xlsx."""
        wizard = request.env["med.report.export"].browse(wizard_id).exists()
        if not wizard or not wizard.has_access("read"):
            return request.not_found()
        return self._send(wizard, f"{wizard.report}-{wizard.until or ''}")

    def _send(self, wizard, name):
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(f"{name}.xlsx".replace("/", "-"))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(wizard._workbook(), headers)
