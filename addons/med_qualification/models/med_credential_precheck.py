import re
import unicodedata

from markupsafe import Markup

from odoo import api, fields, models

COLOURS = {"error": "danger", "warning": "warning", "info": "info"}
# a paper that expires within this many days after it came in is worth a word
EARLY_END = 7


class MedCredential(models.Model):
    """What the system sees before a person looks: listed on the form and at review."""

    _inherit = "med.credential"

    file_ids = fields.One2many("med.credential.file", "credential_id", string="File Checks")
    precheck_html = fields.Html(
        string="Prechecks", compute="_compute_precheck_html", sanitize=False
    )

    def _prechecks(self):
        """What looks wrong with one paper.

        :return: list of dict(code, severity, message), severity ``error`` (surely wrong),
            ``warning`` (compare with the picture), ``info``; the worst first
        """
        self.ensure_one()
        found = [
            *self._precheck_dates(),
            *self._precheck_identity(),
            *self._precheck_number(),
            *self._precheck_files(),
            *self._precheck_scope(),
            *self._precheck_duplicates(),
        ]
        return sorted(found, key=lambda check: list(COLOURS).index(check["severity"]))

    @api.model
    def _precheck(self, code, severity, message):
        return {"code": code, "severity": severity, "message": message}

    @api.depends(
        "state", "type_id", "partner_id", "product_id", "number", "issuer", "holder_name",
        "date_issued", "date_valid_from", "date_valid_to", "scope_text", "scope_ids",
        "attachment_ids", "file_ids",
    )
    @api.depends_context("lang", "uid")
    def _compute_precheck_html(self):
        for credential in self:
            credential.precheck_html = False
            if credential.state in ("draft", "review"):
                rows = Markup("").join(
                    Markup("<li>%s</li>") % credential._precheck_row(check)
                    for check in credential._prechecks()
                )
                credential.precheck_html = rows and Markup('<ul class="mb-0">%s</ul>') % rows

    def _precheck_row(self, check):
        """One precheck as it stands in the list on the form."""
        return Markup('<span class="text-%s">%s</span>') % (COLOURS[check["severity"]], check["message"])

    # dates ----------------------------------------------------------------

    def _precheck_dates(self):
        today = self.env.company._med_today()
        start, end, issued = self.date_valid_from, self.date_valid_to, self.date_issued
        if end and end < today:
            yield self._precheck("expired", "error", self.env._("It has expired already."))
        elif end and (end - today).days <= EARLY_END:
            yield self._precheck(
                "ends_soon", "warning", self.env._("It ends in %(days)s days.", days=(end - today).days)
            )
        if issued and end and issued > end:
            yield self._precheck(
                "dates", "error", self.env._("It was issued after its last valid day: compare the dates.")
            )
        if start and start > today:
            yield self._precheck(
                "not_yet",
                "warning",
                self.env._("It is valid only from %(date)s.", date=fields.Date.to_string(start)),
            )

    # who ------------------------------------------------------------------

    def _precheck_identity(self):
        party = self.commercial_partner_id
        holder, expected = self.holder_name, party.name
        if self.product_id:
            expected = self.product_id.med_registrant
        if holder and expected and _plain(holder) != _plain(expected):
            yield self._precheck(
                "holder",
                "error",
                self.env._(
                    "The holder on the paper is %(holder)s, the party is %(party)s.",
                    holder=holder,
                    party=expected,
                ),
            )
        if self.type_id.number_grammar == "uscc" and party.med_uscc and self.number:
            if self.number != party.med_uscc:
                yield self._precheck(
                    "uscc",
                    "error",
                    self.env._(
                        "The number differs from the party's credit code %(code)s.",
                        code=party.med_uscc,
                    ),
                )

    def _precheck_number(self):
        if self.number_warning:
            yield self._precheck("number", "warning", self.number_warning)

    # files ----------------------------------------------------------------

    def _precheck_files(self):
        if self.type_id.needs_file and not self.attachment_ids:
            yield self._precheck("file_missing", "error", self.env._("No photo or PDF is attached."))
        texts = {
            "unreadable": self.env._("cannot be opened: scan it again"),
            "foreign": self.env._("is neither a picture nor a PDF"),
            "encrypted": self.env._("is locked by a password: save it without one"),
            "empty": self.env._("is empty"),
        }
        # sudo: what the system found out about files the reader sees anyway
        for file in self.sudo().file_ids.filtered("problem"):
            yield self._precheck(
                f"file_{file.problem}",
                "error",
                self.env._("%(file)s %(problem)s.", file=file.name, problem=texts[file.problem]),
            )

    def _precheck_scope(self):
        if self._scope_beyond_text():
            yield self._precheck(
                "scope_beyond",
                "warning",
                self.env._("The scope lines reach beyond what was read in the printed scope."),
            )

    def _precheck_duplicates(self):
        """Hook filled by the search for duplicates."""
        return []


def _plain(name):
    """A company's name for comparison: half-width, no blanks, one kind of bracket."""
    text = unicodedata.normalize("NFKC", name or "").upper()
    text = re.sub(r"[\[【〔{]", "(", re.sub(r"[\]】〕}]", ")", text))
    return re.sub(r"\s+", "", text)
