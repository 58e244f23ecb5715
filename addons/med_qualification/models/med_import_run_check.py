import base64
import hashlib

from odoo import models
from odoo.exceptions import UserError

from ..medpapers.archives import ArchiveError, PaperArchive
from ..medpapers.import_sheets import SheetError, read_sheet


class MedImportRun(models.Model):
    """The dry run: reading sheet and archive, showing what would happen."""

    _inherit = "med.import.run"

    def action_check(self):
        """Read the sheet and show row by row what would happen; changes no data."""
        for run in self:
            run.check_access("write")
            run._check_state(("draft", "checked"))
            if not run.sheet:
                raise UserError(self.env._("Choose the sheet first, or load the template."))
            raw = base64.b64decode(run.sheet)
            rows, unknown = run._read_rows(raw)
            # sudo: rows and findings are written by the import alone
            lines = run.sudo()
            lines.line_ids.unlink()
            run._guarded_write(
                {
                    "state": "checked",
                    "done_count": 0,
                    "sheet_digest": hashlib.sha256(raw).hexdigest(),
                    "unknown_columns": ", ".join(unknown)[:500] or False,
                }
            )
            run._write_dry_run(rows)
        return True

    def _read_rows(self, raw):
        """Rows of the sheet, or a UserError that says what is wrong with it."""
        try:
            rows, unknown = read_sheet(raw, self.kind)
        except SheetError as error:
            raise UserError(self._sheet_message(error)) from error
        if not rows:
            raise UserError(self.env._("%(sheet)s has no rows.", sheet=self.sheet_name or self.name))
        return rows, unknown

    def _sheet_message(self, error):
        texts = {
            "unreadable": self.env._("It is no xlsx file. Save it as an Excel workbook."),
            "too_big": self.env._("It would unpack to %(value)s.", value=error.value),
            "too_many_rows": self.env._("It has more than %(value)s rows: split it.", value=error.value),
            "no_headers": self.env._(
                "The columns are missing. Load the template and copy your data into it."
            ),
        }
        return self.env._(
            "%(sheet)s cannot be read. %(why)s",
            sheet=self.sheet_name or self.name,
            why=texts[error.code],
        )

    def _open_archive(self):
        """The files of the zip, None without one; a UserError if it cannot be used."""
        self.ensure_one()
        if not self.archive:
            return None
        try:
            return PaperArchive(base64.b64decode(self.archive))
        except ArchiveError as error:
            texts = {
                "unreadable": self.env._("It is no zip file."),
                "too_many": self.env._("It holds %(value)s files: split it.", value=error.value),
                "bomb": self.env._("It would unpack to %(value)s: refused.", value=error.value),
            }
            raise UserError(
                self.env._(
                    "%(archive)s cannot be used. %(why)s",
                    archive=self.archive_name or self.name,
                    why=texts[error.code],
                )
            ) from error

    def _handler(self):
        """Model that knows the rules of this kind of rows."""
        return self.env[f"med.import.{self.kind}"].with_company(self.company_id)

    def _subject_field(self):
        """Field of a row that holds what it is about."""
        return "product_id" if self.kind == "product" else "partner_id"

    def _write_dry_run(self, rows):
        """Lines and findings of all rows, as of now."""
        handler = self._handler()
        archive = self._open_archive()
        case = handler._read_case(self, [row.values for row in rows], archive)
        plans = [handler._plan(case, row.values, row.problems) for row in rows]
        # sudo: rows and findings are written by the import alone
        lines = (
            self.env["med.import.line"]
            .sudo()
            .create(
                [
                    {
                        "run_id": self.id,
                        "row_no": row.number,
                        "name": row.values.get("name") or "-",
                        "values": row.values,
                        "action": plan.action,
                        **({self._subject_field(): plan.subject.id} if plan.subject else {}),
                        "file_name": plan.file or False,
                    }
                    for row, plan in zip(rows, plans, strict=True)
                ]
            )
        )
        lines._write_findings(plans)
        if archive:
            used = {plan.file.lower() for plan in plans if plan.file}
            unused = [name for name in archive.names() if name.lower() not in used]
            self.unused_files = "\n".join(unused[:500] + archive.rejected[:100]) or False
