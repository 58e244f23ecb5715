from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..medpapers.sheets import workbook

SHORT = 20
READERS = (
    "med_base.group_quality_officer",
    "med_base.group_auditor",
    "med_base.group_owner",
)


class MedInspectionWizard(models.TransientModel):
    """Dialog for the inspector's file of one party as of a day; every export is ledgered."""

    _name = "med.inspection.wizard"
    _description = "Inspector's File of a Party"
    _inherit = ["med.guarded.mixin"]
    _guarded_fields = ("exported_at",)

    partner_id = fields.Many2one("res.partner", string="Party", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    day = fields.Date(
        string="As of", required=True, default=lambda self: self.env.company._med_today()
    )
    since = fields.Date(
        string="Orders and Deliveries Since",
        required=True,
        default=lambda self: self.env.company._med_today() - relativedelta(years=1),
    )
    exported_at = fields.Datetime(readonly=True)

    def write(self, vals):
        # EXTENDS med.guarded.mixin: another question is another export
        result = super().write(vals)
        if {"partner_id", "company_id", "day", "since"} & set(vals):
            self._guarded_write({"exported_at": False})
        return result

    @api.constrains("day", "since")
    def _check_day(self):
        for wizard in self:
            if wizard.day > self.env.company._med_today() or wizard.since > wizard.day:
                raise UserError(
                    self.env._("Choose a day up to today, and a period that begins before it.")
                )

    def _check_reader(self):
        """Raise AccessError for anybody but quality staff, auditors and the owner."""
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(
                self.env._("The inspector's file is for quality staff, auditors and the owner.")
            )
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("This is a file of another company."))

    def _note_export(self, kind):
        """Enter the export into the ledger; the file can be fetched from then on."""
        self.ensure_one()
        self._check_reader()
        self._guarded_write({"exported_at": fields.Datetime.now()})
        self.env["med.ledger.entry"]._append(
            "inspection.exported",
            record=self.partner_id.commercial_partner_id,
            company=self.company_id,
            facts={
                "kind": kind,
                "day": fields.Date.to_string(self.day),
                "since": fields.Date.to_string(self.since),
            },
        )

    def action_pdf(self):
        """Print the file."""
        self._note_export("pdf")
        report = self.env.ref("med_qualification.action_report_inspection")
        return report.report_action(self, config=False)

    def action_xlsx(self):
        """Download the file as a workbook."""
        self._note_export("xlsx")
        url = f"/med_qualification/inspection/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _tables(self):
        """The tables of the file, for whoever has asked for the export.

        :raise UserError: not exported by the button, so not in the ledger
        """
        self.ensure_one()
        self._check_reader()
        if not self.exported_at:
            raise UserError(self.env._("Export the file with the buttons of the dialog."))
        return self.env["med.inspector.file"]._collect(
            self.partner_id, self.company_id, self.day, self.since
        )

    def _print_cell(self, cell):
        """A cell of a table as it is printed."""
        if cell is True:
            return "✓"
        if isinstance(cell, datetime):
            return cell.strftime("%Y-%m-%d %H:%M")
        return "" if cell is None or cell is False else str(cell)

    def _print_style(self, cell):
        """Short cells stay in one line, long ones (digests) may break anywhere."""
        if len(self._print_cell(cell)) <= SHORT:
            return "white-space: nowrap"
        return "white-space: pre-line; word-break: break-all"

    def _workbook(self):
        """Bytes of the xlsx file."""
        return workbook(self._tables())


class ReportInspection(models.AbstractModel):
    _name = "report.med_qualification.report_inspection"
    _description = "Inspector's File"

    @api.model
    def _get_report_values(self, docids, data=None):
        wizards = self.env["med.inspection.wizard"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": wizards._name,
            "docs": wizards,
            "tables": {wizard.id: wizard._tables() for wizard in wizards},
        }
