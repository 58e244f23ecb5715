from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MedDataDictionary(http.Controller):
    @http.route("/med_base/data_dictionary.xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def dictionary(self):
        """The data dictionary as a workbook, in the reader's language."""
        rows = request.env["med.data.field"]
        if not rows.has_access("read"):
            raise Forbidden()
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition("data-dictionary.xlsx")),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(rows.search([("id", "!=", 0)])._xlsx(), headers)
