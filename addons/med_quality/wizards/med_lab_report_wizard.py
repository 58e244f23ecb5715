import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..medlabs import reports
from ..models.med_lab_request_line import VERDICTS


class MedLabReportWizard(models.TransientModel):
    """Enter a laboratory's report from its paper or its table of results."""

    _name = "med.lab.report.wizard"
    _description = "Enter a Laboratory Report"

    request_id = fields.Many2one("med.lab.request", required=True, readonly=True)
    report_number = fields.Char(required=True)
    report_on = fields.Date(
        string="Report Date", required=True, default=lambda self: self.env.company._med_today()
    )
    conclusion = fields.Selection(VERDICTS, required=True, string="Laboratory's Conclusion")
    report_file = fields.Binary(help="The signed report, as a PDF or a picture.")
    report_name = fields.Char()
    sheet = fields.Binary(
        string="Table of Results", help="csv or xlsx with a column for the test and one for the result."
    )
    sheet_name = fields.Char()
    line_ids = fields.One2many(
        "med.lab.report.wizard.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        string="Results",
    )

    @api.depends("request_id", "sheet")
    def _compute_line_ids(self):
        for wizard in self:
            rows = wizard._sheet_rows() if wizard.sheet else wizard._asked_rows()
            wizard.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]

    def _asked_rows(self):
        return [
            {"code": line.code, "name": line.name, "unit": line.unit, "limits": line.limits}
            for line in self.request_id.line_ids
        ]

    def _sheet_rows(self):
        limits = {reports.plain(line.name): line.limits for line in self.request_id.line_ids}
        return [
            {
                "code": row["code"],
                "name": row["name"] or row["code"],
                "value": row["value"],
                "unit": row["unit"],
                "verdict": row["verdict"] or False,
                "note": row["text"],
                "limits": limits.get(reports.plain(row["name"]), ""),
            }
            for row in self._read(lambda: reports.read_sheet(self._raw("sheet"), self._paths()))
        ]

    def _paths(self):
        # sudo: headings that a laboratory uses are no secret, its service's password is
        return self.request_id.sudo().source_id._lab_paths()

    def _raw(self, name):
        value = self.with_context(bin_size=False)[name]
        return base64.b64decode(value) if value else b""

    def _read(self, read):
        """What a reading gives; its problem in words where it fails."""
        try:
            return read()
        except reports.ReportError as failure:
            text = self.env["med.register.source"]._error_text(failure)
            raise UserError(text) from failure

    def action_apply(self):
        """Take the report, all of it or nothing."""
        self.ensure_one()
        request = self.request_id
        request._check_worker()
        answered = self.line_ids.filtered(lambda line: line.value or line.verdict)
        request._take_typed_report(
            {
                "number": self.report_number.strip(),
                "date": fields.Date.to_string(self.report_on),
                "conclusion": self.conclusion,
                "rows": self._read(lambda: [line._as_row() for line in answered]),
                "file": self._raw("report_file"),
                "file_name": self.report_name,
            }
        )
        if self.sheet:
            request._file_report(
                {"number": self.report_number, "file": self._raw("sheet"), "file_name": self.sheet_name}
            )
        return {"type": "ir.actions.act_window_close"}


class MedLabReportWizardLine(models.TransientModel):
    """One result on the paper."""

    _name = "med.lab.report.wizard.line"
    _description = "Result to Enter"

    wizard_id = fields.Many2one("med.lab.report.wizard", required=True, ondelete="cascade")
    code = fields.Char()
    name = fields.Char(string="Test", required=True)
    limits = fields.Char(string="Requirement", readonly=True)
    value = fields.Char(string="Result")
    unit = fields.Char()
    verdict = fields.Selection(VERDICTS)
    note = fields.Char()

    def _as_row(self):
        """The result as a report's row."""
        return {
            "code": self.code or "",
            "name": self.name,
            "value": reports.text_of(self.value),
            "number": reports.number_of(self.value or ""),
            "unit": self.unit or "",
            "verdict": self.verdict or "",
            "text": self.note or "",
        }
