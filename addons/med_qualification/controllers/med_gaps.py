from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request


class MedGaps(http.Controller):
    @http.route("/med_qualification/gaps/<int:list_id>", type="http", auth="user", readonly=False)
    def gaps(self, list_id):
        """A gap list as workbook, for those who may read it."""
        gaps = request.env["med.gap.list"].browse(list_id).exists()
        if not gaps:
            raise NotFound()
        gaps.check_access("read")
        facts = {"method": "gaps", "count": len(gaps.line_ids), "personal": False}
        request.env["med.ledger.entry"]._append("export.data", gaps, facts, gaps.company_id)
        raw = gaps._workbook()
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Length", len(raw)),
            ("Content-Disposition", content_disposition("gaps.xlsx")),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(raw, headers)
