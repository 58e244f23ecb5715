import io

import xlsxwriter
from werkzeug.exceptions import Forbidden, NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..medpapers.sheet_columns import KINDS
from ..medpapers.sheet_template import build_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MedImport(http.Controller):
    @http.route("/med_qualification/import/template/<string:kind>", type="http", auth="user", readonly=True)
    def template(self, kind):
        """The sheet with explanations and twenty sample rows.

        :param kind: partner or product
        """
        if not request.env.user.has_group("med_base.group_med_user"):
            raise Forbidden()
        if kind not in KINDS:
            raise NotFound()
        chinese = (request.env.lang or "").startswith("zh")
        return _download(build_template(kind, chinese=chinese), f"import-{kind}.xlsx")

    @http.route("/med_qualification/import/result/<int:run_id>", type="http", auth="user", readonly=False)
    def result(self, run_id):
        """The rows of an import with what happened to each."""
        run = request.env["med.import.run"].browse(run_id).exists()
        if not run:
            raise NotFound()
        run.check_access("read")
        facts = {"method": "result", "count": run.line_count, "personal": run.kind == "partner"}
        request.env["med.ledger.entry"]._append("export.data", run, facts, run.company_id)
        return _download(_result_sheet(run), f"{run.name.replace('/', '-')}.xlsx")


def _download(raw, name):
    headers = [
        ("Content-Type", XLSX),
        ("Content-Length", len(raw)),
        ("Content-Disposition", content_disposition(name)),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return request.make_response(raw, headers)


def _result_sheet(run):
    """Row, action, state and remarks before the cells as they were read."""
    env, stream = run.env, io.BytesIO()
    lines = run.line_ids
    # cells are text: a value that begins with = is no formula
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    labels = {name: dict(lines._fields[name]._description_selection(env)) for name in ("action", "state")}
    chinese = (env.lang or "").startswith("zh")
    titles = [env._("Row"), env._("What Happens"), env._("State"), env._("Remarks")]
    titles += [column.chinese if chinese else column.english for column in KINDS[run.kind]]
    for position, title in enumerate(titles):
        sheet.write_string(0, position, title)
    for number, line in enumerate(lines, start=1):
        cells = [line.row_no, labels["action"][line.action], labels["state"].get(line.state), line.message]
        cells += [_cell(line.values.get(column.key)) for column in KINDS[run.kind]]
        for position, value in enumerate(cells):
            sheet.write_string(number, position, str(value or ""))
    book.close()
    return stream.getvalue()


def _cell(value):
    return " ".join(value) if isinstance(value, list) else value
