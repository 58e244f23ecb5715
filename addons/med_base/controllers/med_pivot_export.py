import json

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.pivot import TableExporter


class MedPivotExport(TableExporter):
    """Pivot tables that leave as a sheet are in the ledger, like lists."""

    @http.route(readonly=False)
    def export_xlsx(self, data, **kw):
        # EXTENDS web: the browser sends the table, so only its model and size are noted
        table = data.read() if isinstance(data, FileStorage) else data
        try:
            self._note_export(json.loads(table))
        except (AttributeError, ValueError) as error:
            raise BadRequest() from error
        return super().export_xlsx(table, **kw)

    def _note_export(self, table):
        model = request.env.get(table.get("model"))
        request.env["med.ledger.entry"]._append(
            "export.data",
            model,
            {
                "method": "pivot",
                "model": str(table.get("model")),
                "count": len(table.get("rows") or []),
                "personal": model is not None and model._is_personal_export([]),
            },
        )
