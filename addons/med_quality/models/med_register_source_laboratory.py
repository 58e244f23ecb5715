import time

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.med_base.medkernel.registers import RegisterError
from odoo.addons.med_base.providers.registers import PROVIDERS, HttpProvider, provider

from ..medlabs import reports, soap

# where each part of a question stands, unless the laboratory's own names say else
ASKED = {
    "laboratory_number": "laboratoryNumber",
    "ask.number": "number",
    "ask.client": "client",
    "ask.sample": "sampleNumber",
    "ask.product": "productName",
    "ask.specification": "specification",
    "ask.registration": "registrationNumber",
    "ask.lot": "lot",
    "ask.quantity": "quantity",
    "ask.unit": "unit",
    "ask.sampled_on": "sampledOn",
    "ask.standard": "standard",
    "ask.tests": "tests.test",
    "test.code": "code",
    "test.name": "name",
    "test.method": "method",
    "test.unit": "unit",
    "test.limits": "limits",
    "fetch.number": "number",
    "fetch.laboratory_number": "laboratoryNumber",
}
SHOWN = 100_000


@provider("soap")
class SoapProvider(HttpProvider):
    """Questions to a SOAP service whose origin an administrator has allowed."""

    def line(self, source):
        """A guarded line to the source's service.

        :raise RegisterError: bad_address, not_allowed
        """
        self._check(source, source.url or "")
        login = (source.soap_user, source.soap_secret or "") if source.soap_user else None
        return soap.SoapLine(source.url, login, source.soap_timeout or soap.TIMEOUT)

    def fetch(self, source):
        """A service has no list."""
        raise RegisterError("no_file")


class MedRegisterSource(models.Model):
    """Laboratories with a SOAP service: told of samples, asked for reports, each call kept."""

    _inherit = "med.register.source"

    subject = fields.Selection(
        selection_add=[("laboratory", "Laboratory reports")], ondelete={"laboratory": "set default"}
    )
    protocol = fields.Selection(selection_add=[("soap", "SOAP service")], ondelete={"soap": "set default"})
    laboratory_id = fields.Many2one("res.partner", ondelete="restrict", index="btree_not_null")
    soap_submit = fields.Char(string="Operation That Takes Requests", default="SubmitRequest")
    soap_report = fields.Char(string="Operation That Gives Reports", default="GetReport")
    soap_user = fields.Char(
        string="User of the Service", groups="base.group_system,med_base.group_consultant"
    )
    soap_secret = fields.Char(
        string="Password of the Service", groups="base.group_system,med_base.group_consultant"
    )
    soap_timeout = fields.Integer(
        string="Seconds to Wait",
        default=20,
        help="An answer that takes longer is given up and asked again later.",
    )
    path_ids = fields.One2many("med.lab.path", "source_id", string="Its Own Names", copy=True)

    @api.constrains("subject", "protocol", "laboratory_id", "soap_timeout")
    def _check_laboratory(self):
        for source in self:
            if (source.subject == "laboratory") != (source.protocol == "soap"):
                raise ValidationError(
                    self.env._(
                        "%(source)s: laboratory reports come by SOAP service, lists do not.",
                        source=source.name,
                    )
                )
            if source.protocol == "soap" and not (source.laboratory_id and source.url):
                raise ValidationError(
                    self.env._(
                        "%(source)s: name the laboratory and the address of its WSDL.", source=source.name
                    )
                )
            if not 1 <= source.soap_timeout <= 60:
                raise ValidationError(
                    self.env._("%(source)s: wait between 1 and 60 seconds for an answer.", source=source.name)
                )

    def _lab_paths(self):
        """{key: path} of this laboratory's own names."""
        return {path.key: path.path for path in self.path_ids}

    def _lab_name(self, key):
        """Where one part of a question stands."""
        return self._lab_paths().get(key) or ASKED[key]

    # asking ------------------------------------------------------------------

    def _ask(self, operation, request, values, take):
        """One question about a laboratory request; never raises, the call says what happened.

        :param operation: ``submit`` or ``report``
        :param values: nested dict that is sent
        :param take: function of the answer; gives figures for the evidence, and leaves
            nothing behind where it raises
        :return: med.register.call
        """
        self.ensure_one()
        started, line, figures, error = time.monotonic(), None, {}, ""
        try:
            line = PROVIDERS["soap"]().line(self)
            answer = line.ask(self[f"soap_{operation}"] or "", values)
            with self.env.cr.savepoint():
                figures = take(answer)
        except (soap.SoapError, RegisterError, reports.ReportError) as failure:
            error = self._error_text(failure)
        except UserError as failure:
            error = str(failure)
        raw = line.received if line else b""
        asked = {"operation": self[f"soap_{operation}"], "message": _shown(line)}
        return self.env["med.register.call"]._keep(
            self,
            operation,
            {"lab_request": request.id, "request": request.name, **asked},
            figures,
            raw=raw,
            name="answer.xml" if raw else "",
            error=error,
            seconds=time.monotonic() - started,
        )

    def _fetch(self, operation):
        # EXTENDS med_base: a service is asked for the reports of the samples that are out
        if self.protocol != "soap":
            return super()._fetch(operation)
        calls = self.env["med.register.call"]
        requests = self.env["med.lab.request"].search(
            [("source_id", "=", self.id), ("state", "=", "sent")], order="id"
        )
        for request in requests:
            call = request._fetch_report()
            calls |= call
            if call.state == "failed" and not call.raw:
                break  # nobody answers: the others would wait as long
        failed = calls.filtered(lambda call: call.state == "failed")
        return (failed or calls)[:1]

    def _error_text(self, failure):
        # EXTENDS med_base
        texts = {
            "timeout": self.env._("The service did not answer in time. It is asked again later."),
            "redirect": self.env._("The service sends us elsewhere: enter its real address."),
            "description": self.env._("The description (WSDL) of the service cannot be read."),
            "no_operation": self.env._("The service has no such operation."),
            "question": self.env._("The question does not fit the service's description."),
            "fault": self.env._("The service refused:"),
            "malformed": self.env._("The answer cannot be understood."),
            "empty": self.env._("The report says nothing."),
            "conclusion": self.env._("The report's verdict is no word for pass or fail:"),
            "row": self.env._("A result names no test:"),
            "double": self.env._("Tests stand twice in the report:"),
            "file": self.env._("The report file is damaged."),
            "date": self.env._("The report's date is none:"),
            "value": self.env._("A result is no number:"),
            "headers": self.env._("No columns for test and result were found."),
        }
        if failure.code == "status" and isinstance(failure, reports.ReportError):
            text = self.env._("The report's status is not known:")
        elif failure.code in texts:
            text = texts[failure.code]
        else:
            return super()._error_text(failure)
        return " ".join(part for part in (text, failure.value) if part)


def _shown(line):
    """The message that was sent, as the evidence shows it."""
    sent = line.sent if line else b""
    return sent[:SHOWN].decode("utf-8", "replace")
