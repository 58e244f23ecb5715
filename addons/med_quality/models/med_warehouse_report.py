import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..medlabs import operators
from ..medlabs.reports import ReportError

KINDS = [
    ("receipt", "Receipts"),
    ("inspection", "Inspections"),
    ("shipment", "Shipments"),
    ("reading", "Temperature and humidity"),
]
ROW = (
    "reference", "lot", "person", "reason", "area", "quantity", "rejected", "temperature", "humidity",
    "happened_at", "expiry",
)  # fmt: skip


class MedWarehouseReport(models.Model):
    """What the operator of a warehouse did there, as he reported it: taken in row by row, marked as his."""

    _name = "med.warehouse.report"
    _description = "Report of a Warehouse Operator"
    _inherit = ["med.guarded.mixin", "med.retention.mixin", "mail.thread"]
    _order = "id desc"
    _guarded_fields = ("name", "state", "source", "reported_by_id", "reported_at", "digest")

    name = fields.Char(default="/", required=True, readonly=True, copy=False)
    dossier_id = fields.Many2one(
        "med.warehouse.dossier", string="Warehouse File", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="dossier_id.company_id", store=True, index=True)
    warehouse_id = fields.Many2one(related="dossier_id.warehouse_id", store=True)
    kind = fields.Selection(KINDS, required=True, default="receipt", string="Reported")
    source = fields.Selection(
        [("file", "File"), ("api", "System")], default="file", required=True, readonly=True, string="Came By"
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    digest = fields.Char(string="SHA-256", readonly=True, copy=False)
    line_ids = fields.One2many("med.warehouse.report.line", "report_id", string="Rows")
    taken_count = fields.Integer(string="Taken", compute="_compute_counts", store=True)
    refused_count = fields.Integer(string="Refused", compute="_compute_counts", store=True)
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Taken in")], default="draft", required=True, readonly=True, copy=False
    )
    reported_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reported_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for report in self:
            taken = report.line_ids.filtered(lambda line: line.state == "taken")
            report.taken_count = len(taken)
            report.refused_count = len(report.line_ids) - len(taken)

    def _retention_rule_code(self):
        # EXTENDS med.retention.mixin
        return "trade_record"

    def _retention_applies(self):
        # EXTENDS med.retention.mixin
        return self.state == "done"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        reports = super().create(vals_list)
        # sudo: numbers are drawn by whoever may report
        sequence = self.env["ir.sequence"].sudo()
        for report in reports:
            number = sequence.with_company(report.company_id).next_by_code("med.warehouse.report")
            report._guarded_write({"name": number or "/"})
        return reports

    def write(self, vals):
        # EXTENDS base: what was taken in stays as it came
        done = self.filtered(lambda report: report.state == "done")
        if done and {"dossier_id", "kind", "file", "file_name", "line_ids"} & set(vals):
            raise UserError(self.env._("%(report)s was taken in and stays as it came.", report=done[0].name))
        return super().write(vals)

    # taking in -----------------------------------------------------------

    def action_take_in(self):
        """Read the file and take its rows in, each on its own.

        :raise UserError: the file cannot be read
        """
        self.check_access("write")
        for report in self:
            report._check_may_report()
            if report.state == "done":
                raise UserError(
                    self.env._("%(report)s was taken in and stays as it came.", report=report.name)
                )
            raw = base64.b64decode(report.with_context(bin_size=False).file or b"")
            if not raw:
                raise UserError(self.env._("%(report)s: choose the file first.", report=report.name))
            try:
                rows = operators.read_file(raw, report.kind)
            except ReportError as failure:
                raise UserError(self._problem_text(failure)) from failure
            report._take_in(rows, "file", hashlib.sha256(raw).hexdigest())
        return True

    def _check_may_report(self):
        user = self.env.user
        jobs = ("receiver", "inspector", "keeper", "quality_officer")
        if not any(user.has_group(f"med_base.group_{job}") for job in jobs):
            raise AccessError(
                self.env._("Reports of a warehouse are taken in by those who work with its goods.")
            )
        if self.dossier_id.state == "closed":
            raise UserError(self.env._("%(file)s is closed.", file=self.dossier_id.name))

    def _take_in(self, rows, source, digest):
        """Take rows in; those that cannot be stay with their reason."""
        lines = self._make_lines(rows)
        for reference, mine in lines.grouped("reference").items():
            open_lines = mine.filtered(lambda line: line.state == "draft")
            if open_lines:
                open_lines._take_group(reference)
        self._guarded_write(
            {
                "state": "done",
                "source": source,
                "digest": digest,
                "reported_by_id": self.env.uid,
                "reported_at": fields.Datetime.now(),
            }
        )
        self.env["med.ledger.entry"]._append(
            "warehouse.reported",
            record=self,
            company=self.company_id,
            facts={
                "kind": self.kind,
                "source": source,
                "file": digest,
                "taken": self.taken_count,
                "refused": self.refused_count,
            },
        )

    def _make_lines(self, rows):
        vals_list = []
        for number, row in enumerate(rows, start=1):
            try:
                vals = self._prepare_row(operators.clean(row, self.kind))
            except ReportError as failure:
                vals = {"state": "refused", "problem": self._problem_text(failure)}
            vals_list.append({"report_id": self.id, "number": number, **vals})
        # sudo: rows are written by the system as they came
        lines = self.env["med.warehouse.report.line"].sudo()
        return lines._with_ticket("create").create(vals_list)._without_ticket().sudo(False)

    def _prepare_row(self, values):
        return {"product_text": values["product"], **{name: values[name] or False for name in ROW}}

    @api.model
    def _problem_text(self, failure):
        texts = {
            "lacks": self.env._("The row lacks:"),
            "value": self.env._("This is no quantity or figure:"),
            "date": self.env._("This is no moment:"),
            "future": self.env._("This has not happened yet:"),
            "row": self.env._("This is no row:"),
            "unreadable": self.env._("The file is neither csv nor xlsx."),
            "headers": self.env._("The columns that such a report needs were not found."),
            "empty": self.env._("The file has no rows."),
            "too_many": self.env._("The file has too many rows:"),
        }
        return " ".join(part for part in (texts[failure.code], failure.value) if part)
