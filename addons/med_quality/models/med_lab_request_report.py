import hashlib

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..medlabs import reports
from .med_lab_request_line import RESULT

USUAL_DAYS = 15


class MedLabRequest(models.Model):
    """Reports come in by service, by file or by hand: one way to take them, all or nothing."""

    _inherit = "med.lab.request"

    # by service ------------------------------------------------------------

    def action_fetch_report(self):
        """Ask the laboratory's service for the report now; the call is kept as evidence."""
        self._check_worker()
        self._require("sent", "received")
        for request in self:
            if not request.source_id:
                raise UserError(
                    self.env._(
                        "%(laboratory)s has no service: enter its report from the file.",
                        laboratory=request.laboratory_id.name,
                    )
                )
            call = request._fetch_report()
            if call.state == "failed" and len(self) == 1:
                return request._notify(call.error)
        return True

    def _fetch_report(self):
        """One call for the report; never raises, the call says what happened."""
        self.ensure_one()
        # sudo: the address and password of a service are nobody's to read
        return self.source_id.sudo()._ask("report", self, self._fetch_values(), self._take_answer)

    def _submit(self):
        """Tell the service of the sample; a notification where it failed, else False."""
        # sudo: as above
        call = self.source_id.sudo()._ask("submit", self, self._submit_values(), self._take_number)
        return self._notify(call.error) if call.state == "failed" else False

    def _notify(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "danger", "message": text, "sticky": True},
        }

    def _fetch_values(self):
        name = self.source_id.sudo()._lab_name  # sudo: as above
        return reports.place(
            {
                name("fetch.number"): self.name,
                name("fetch.laboratory_number"): self.laboratory_number or "",
            }
        )

    def _submit_values(self):
        name = self.source_id.sudo()._lab_name  # sudo: as above
        product = self.product_id
        return reports.place(
            {
                name("ask.number"): self.name,
                name("ask.client"): self.company_id.name,
                name("ask.sample"): self.sample_number or self.name,
                name("ask.product"): product.name,
                name("ask.specification"): product.med_specification or "",
                name("ask.registration"): product.med_registration_no or "",
                name("ask.lot"): self.lot_id.name or "",
                name("ask.quantity"): self.quantity,
                name("ask.unit"): self.uom_id.name,
                name("ask.sampled_on"): fields.Date.to_string(self.sampled_on),
                name("ask.standard"): self.standard or "",
                name("ask.tests"): [self._test_values(line, name) for line in self.line_ids],
            }
        )

    def _test_values(self, line, name):
        return reports.place(
            {
                name("test.code"): line.code or "",
                name("test.name"): line.name,
                name("test.method"): line.method or "",
                name("test.unit"): line.unit or "",
                name("test.limits"): line.limits or "",
            }
        )

    def _take_number(self, answer):
        """The number that the laboratory gave to the request."""
        name = self.source_id.sudo()._lab_name("laboratory_number")  # sudo: as above
        number = reports.text_of(reports.dig(answer, name) if isinstance(answer, dict) else answer)
        if not number:
            raise UserError(self.env._("The laboratory gave no number: it did not take the request."))
        self._guarded_write({"laboratory_number": number[:100]})
        return {"laboratory_number": number[:100]}

    def _take_answer(self, answer):
        """Take the report from the answer of the service.

        :return: figures for the evidence
        :raise ReportError, UserError: it cannot be taken; nothing is written
        """
        report = reports.read_answer(answer, self.source_id.sudo()._lab_paths())  # sudo: as above
        if report["status"] == "pending":
            return {"status": "pending"}
        if report["request"] and report["request"] != self.name:
            raise UserError(
                self.env._(
                    "The answer is about request %(other)s, asked was %(request)s.",
                    other=report["request"],
                    request=self.name,
                )
            )
        self._take_report(report)
        return {"status": "final", "report": report["number"], "results": len(report["rows"])}

    # taking a report --------------------------------------------------------

    def _take_report(self, report):
        """Write the figures of a report, all or none.

        :param report: dict number, date (ISO), conclusion, rows, file (bytes), file_name
        :raise UserError: nothing to take, of another day, or a unit of another family
        """
        self.ensure_one()
        self._require("sent", "received")
        self._check_report(report)
        for line, row in self._matched(report["rows"]).items():
            line._take_result(row)
        self._file_report(report)
        self._guarded_write(
            {
                "state": "received",
                "received_by_id": self.env.uid,
                "received_at": fields.Datetime.now(),
                "report_number": report["number"] or False,
                "report_on": report["date"] or False,
                "conclusion": report["conclusion"] or False,
            }
        )
        self._log(
            "lab.received",
            {
                "report": report["number"],
                "conclusion": report["conclusion"],
                "results": len(report["rows"]),
                "file": hashlib.sha256(report["file"]).hexdigest() if report.get("file") else "",
            },
        )
        self._tell_officer()

    def _check_report(self, report):
        day = fields.Date.to_date(report["date"])
        if day and not self.sampled_on <= day <= self.env.company._med_today():
            raise UserError(
                self.env._(
                    "Report %(report)s is dated %(day)s: neither before the sample of %(sampled)s nor after "
                    "today can it be true.",
                    report=report["number"],
                    day=report["date"],
                    sampled=fields.Date.to_string(self.sampled_on),
                )
            )

    def _matched(self, rows):
        """{line: row} by code, else by name; what was not asked for gets a line of its own."""
        by_code = {reports.plain(line.code): line for line in self.line_ids if line.code}
        by_name = {reports.plain(line.name): line for line in self.line_ids}
        by_name |= {
            reports.plain(line.test_id.with_context(lang=lang).name): line
            for line in self.line_ids.filtered("test_id")
            for lang in ("en_US", "zh_CN")
        }
        found, extra = {}, []
        for row in rows:
            line = by_code.get(reports.plain(row["code"])) if row["code"] else None
            line = line or by_name.get(reports.plain(row["name"]))
            if line and line in found:
                raise UserError(self.env._("%(test)s stands twice in the report.", test=line.name))
            if line:
                found[line] = row
            else:
                extra.append(row)
        return found | dict(zip(self._extra_lines(extra), extra, strict=True))

    def _extra_lines(self, rows):
        lines = self.env["med.lab.request.line"]
        return (
            lines._with_ticket("create", RESULT)
            .create(
                [
                    {
                        "request_id": self.id,
                        "name": row["name"] or row["code"],
                        "code": row["code"],
                        "unit": row["unit"],
                        "is_extra": True,
                        "sequence": 1000,
                    }
                    for row in rows
                ]
            )
            ._without_ticket()
        )

    def _file_report(self, report):
        if not report.get("file"):
            return
        # sudo: the system files what the laboratory sent, whoever asked
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": report.get("file_name") or f"{report['number'] or self.name}.pdf",
                    "raw": report["file"],
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        self.write({"attachment_ids": [Command.link(file.id)]})

    def _tell_officer(self):
        """Who sent the sample decides on the report, or sees that somebody does."""
        self._deadline_done()
        user = self.sent_by_id
        # sudo: a cron or an inspector tells the officer
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("Laboratory report to be decided on"),
        )

    def _deadline_done(self):
        # sudo: reminders of the system end with what they asked for
        self.sudo().activity_ids.unlink()

    # lots wait ---------------------------------------------------------------

    def action_send(self):
        # EXTENDS: a report has its day
        for request in self.filtered(lambda r: r.state == "draft" and not r.deadline_at):
            request.deadline_at = self._deadline_after(
                fields.Datetime.now(), USUAL_DAYS, "calendar_days", request.company_id
            )
        return super().action_send()

    def _decide(self, state):
        # EXTENDS: what was asked of people is done
        result = super()._decide(state)
        self._deadline_done()
        return result

    @api.model
    def _waiting_text(self, request):
        return self.env._(
            "%(product)s %(lot)s waits for the report of %(laboratory)s (%(request)s).",
            product=request.product_id.display_name,
            lot=request.lot_id.name,
            laboratory=request.laboratory_id.name,
            request=request.name,
        )
