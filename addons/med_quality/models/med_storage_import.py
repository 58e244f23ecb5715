import base64
import hashlib

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..qualitymath.gaps import silences
from ..qualitymath.loggers import LoggerError, parse, read_table, titles_of

MOST_LINES = 500


class MedStorageImport(models.Model):
    """A logger's file: read by its format, bad rows named, the good ones taken in."""

    _name = "med.storage.import"
    _description = "Logger File"
    _inherit = ["med.guarded.mixin", "mail.thread"]
    _order = "id desc"
    _guarded_fields = (
        "name",
        "state",
        "digest",
        "accepted_count",
        "same_count",
        "refused_count",
        "first_at",
        "last_at",
        "taken_by_id",
        "taken_at",
    )

    name = fields.Char(readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda s: s.env.company)
    file = fields.Binary(
        attachment=True, required=True, copy=False, help="CSV or xlsx as the logger writes it."
    )
    file_name = fields.Char()
    digest = fields.Char(string="SHA-256", readonly=True, copy=False)
    area_id = fields.Many2one(
        "med.storage.area",
        check_company=True,
        help="Whose readings these are, where the file does not say.",
        ondelete="restrict",
    )
    sensor_id = fields.Many2one("maintenance.equipment", string="Logger", ondelete="restrict")
    format_id = fields.Many2one("med.logger.format", help="Empty: found by its titles.")
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Taken In")], default="draft", required=True, readonly=True, copy=False
    )
    accepted_count = fields.Integer(string="Taken In", readonly=True, copy=False)
    same_count = fields.Integer(string="Known Already", readonly=True, copy=False)
    refused_count = fields.Integer(string="Refused", readonly=True, copy=False)
    first_at = fields.Datetime(string="From", readonly=True, copy=False)
    last_at = fields.Datetime(string="Until", readonly=True, copy=False)
    taken_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    taken_at = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("med.storage.import.line", "import_id", string="Findings")
    excursion_ids = fields.Many2many("med.storage.excursion", string="Excursions", readonly=True, copy=False)

    _digest_idx = models.Index("(company_id, digest) WHERE state = 'done'")
    _check_company_auto = True

    def write(self, vals):
        # EXTENDS med.guarded.mixin: what was taken in stays what it was
        if {"file", "file_name", "area_id", "sensor_id", "format_id", "company_id"} & set(vals):
            if any(record.state == "done" for record in self):
                raise UserError(self.env._("This file has been taken in: make a new one for another file."))
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        if any(record.state == "done" for record in self):
            raise UserError(self.env._("A file that was taken in is evidence and stays."))
        return super().unlink()

    def action_take(self):
        """Read the file, name what is wrong row by row, take in the rest.

        :raise UserError: no file that can be read, or taken in before
        """
        self.check_access("write")
        self.env["med.storage.reading"]._check_may_record()
        for record in self:
            if record.state == "done":
                raise UserError(self.env._("%(name)s has been taken in already.", name=record.name))
            record._take_in()
        return True

    def _take_in(self):
        raw = base64.b64decode(self.file or b"")
        digest = hashlib.sha256(raw).hexdigest()
        self._check_new(digest)
        rows = self._read_rows(raw)
        self.format_id = self.format_id or self.format_id._find(rows, self.company_id)
        if not self.format_id:
            raise UserError(
                self.env._(
                    "The columns of %(file)s are not known. Its titles are: %(titles)s. Choose a format, or "
                    "make one that names the columns of time, temperature and humidity; it is kept for the "
                    "next file.",
                    file=self.file_name or "",
                    titles=", ".join(titles_of(rows)) or "-",
                )
            )
        found = self._parse(rows)
        result = (
            self.env["med.storage.reading"]
            .with_company(self.company_id)
            ._take([self._entry(row) for row in found], "file", self)
        )
        self._finish(found, result, digest)

    def _check_new(self, digest):
        known = self.search(
            [("company_id", "=", self.company_id.id), ("digest", "=", digest), ("state", "=", "done")],
            limit=1,
        )
        if known:
            raise UserError(
                self.env._(
                    "This file was taken in on %(date)s as %(name)s. Export newer readings from the logger.",
                    date=fields.Datetime.context_timestamp(self, known.taken_at).strftime("%Y-%m-%d %H:%M"),
                    name=known.name,
                )
            )

    def _read_rows(self, raw):
        try:
            return read_table(raw, self.file_name or "")
        except LoggerError as error:
            raise UserError(self._file_problem(error)) from error

    def _parse(self, rows):
        zone = pytz.timezone(self.format_id.tz) if self.format_id.tz else self.area_id._zone()
        try:
            return parse(rows, self.format_id._mapping(), zone, fields.Datetime.now())
        except LoggerError as error:
            raise UserError(self._file_problem(error)) from error

    def _file_problem(self, error):
        words = {
            "empty": self.env._("The file is empty. Export the readings from the logger again."),
            "pdf": self.env._("A PDF is a picture of readings. Export the logger's data as CSV or xlsx."),
            "too_big": self.env._(
                "The file is too big (%(value)s). Export a shorter span.", value=error.value
            ),
            "too_many_rows": self.env._(
                "More than %(value)s rows: export a shorter span.", value=error.value
            ),
            "no_header": self.env._(
                "The file has no row with the titles %(value)s. Choose its format.", value=error.value
            ),
        }
        other = self.env._(
            "The file cannot be read (%(value)s). Export it as CSV or xlsx.", value=error.value
        )
        return words.get(error.code, other)

    def _entry(self, row):
        return {
            "row": row.number,
            "area": row.area or self.area_id.id or "",
            "sensor": row.sensor or self.sensor_id.id or "",
            "at": row.at,
            "temperature": row.temperature,
            "humidity": row.humidity,
            "problem": row.problem,
            "cells": row.cells,
        }

    def _finish(self, found, result, digest):
        moments = sorted(row.at for row in found if row.at and not row.problem)
        cells = {row.number: row.cells for row in found}
        lines = [
            {
                "import_id": self.id,
                "row_no": r["row"],
                "code": r["code"],
                "text": r["message"],
                "cells": cells[r["row"]],
            }
            for r in result["refused"]
        ]
        lines += self._silences(found)
        # sudo: findings are written by the file, not by hand
        self.env["med.storage.import.line"].sudo().create(lines[:MOST_LINES])
        self.excursion_ids = [fields.Command.set(result["excursions"])]
        self._guarded_write(
            {
                # sudo: numbering is no right of its own
                "name": self.env["ir.sequence"].sudo().next_by_code("med.storage.import") or "/",
                "state": "done",
                "digest": digest,
                "accepted_count": result["accepted"],
                "same_count": result["same"],
                "refused_count": len(result["refused"]),
                "first_at": moments[0] if moments else False,
                "last_at": moments[-1] if moments else False,
                "taken_by_id": self.env.uid,
                "taken_at": fields.Datetime.now(),
            }
        )
        self.env["med.ledger.entry"]._append(
            "storage.file_taken",
            record=self,
            company=self.company_id,
            facts={"sha256": digest, "accepted": result["accepted"], "refused": len(result["refused"])},
        )

    @api.model
    def _silence_text(self, begin, end):
        local = [fields.Datetime.context_timestamp(self, moment) for moment in (begin, end)]
        return self.env._(
            "No readings from %(begin)s to %(end)s: find out why the logger was silent.",
            begin=local[0].strftime("%Y-%m-%d %H:%M"),
            end=local[1].strftime("%Y-%m-%d %H:%M"),
        )

    def _silences(self, found):
        """Spans without readings, as findings."""
        series = {}
        for row in found:
            if not row.problem:
                series.setdefault((row.area, row.sensor), []).append(row)
        longest = self.area_id.longest_silence or 60
        lines = []
        for rows in series.values():
            numbers = {row.at: row.number for row in rows}
            for begin, end in silences(sorted(numbers), longest):
                lines.append(
                    {
                        "import_id": self.id,
                        "row_no": numbers[end],
                        "code": "silence",
                        "text": self._silence_text(begin, end),
                    }
                )
        return lines
