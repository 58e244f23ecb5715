import tempfile

from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.wsgi import wrap_file

from odoo import fields, http
from odoo.http import content_disposition, request

READERS = (
    "med_base.group_auditor",
    "med_base.group_quality_head",
    "med_base.group_consultant",
)


class MedLedgerExport(http.Controller):
    @http.route(
        "/med_base/ledger/export", type="http", auth="user", methods=["GET"]
    )
    def export(self, date_from=None, date_to=None):
        """The ledger of the user's companies as JSON lines, itself ledgered.

        :param date_from: first day of sealing, ISO date, optional
        :param date_to: last day of sealing, ISO date, optional
        """
        if not any(request.env.user.has_group(group) for group in READERS):
            raise Forbidden()
        env, companies = request.env, request.env.user.company_ids
        try:
            begin, end = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except ValueError as error:
            raise BadRequest(env._("Give dates as 2026-01-31.")) from error
        stream = tempfile.TemporaryFile()  # closed by the response
        # sudo: the rights are checked above, rows come by SQL
        exporter = env["med.ledger.exporter"].sudo()
        counts = exporter._write_export(stream, companies.ids, begin, end)
        env["med.ledger.entry"]._append(
            "ledger.exported",
            facts={**counts, "date_from": date_from, "date_to": date_to},
        )
        size = stream.tell()
        stream.seek(0)
        name = f"ledger-{fields.Date.today()}.jsonl"
        headers = [
            ("Content-Type", "application/jsonl; charset=utf-8"),
            ("Content-Length", size),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        body = wrap_file(request.httprequest.environ, stream)
        response = request.make_response(body, headers)
        response.direct_passthrough = True
        return response
