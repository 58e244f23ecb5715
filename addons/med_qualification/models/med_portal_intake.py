from dateutil.parser import isoparse
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import DependencyError, PdfReader, PdfReadError

from ..medpapers import filekind
from ..medpapers.files import pdf_expands_beyond
from .med_credential_file import MAX_UNPACKED

MAX_FILES = 10
MAX_BYTES = 20 * 1024 * 1024
MAX_DAY_COUNT = 60
MAX_DAY_MESSAGES = 30
DATES = ("date_issued", "date_valid_from", "date_valid_to")


class MedPortalIntake(models.AbstractModel):
    """Takes what a party sends from its page: checks first, keeps it beside master data.

    ``case`` is a dict ``partner, company, link, contact`` found by the caller from the
    link or the signed-in user; nothing in it comes from the form.
    """

    _name = "med.portal.intake"
    _description = "Intake of the Page of Papers"

    @api.model
    def _take(self, case, form, files):
        """Keep one paper with its files.

        :param form: what was typed: ``need, kind, number, dates, message, key``
        :param files: uploads with ``filename`` and ``read()``
        :return: flash message for the page
        :raise UserError: what is wrong, in words for the visitor
        """
        form = {name: self._plain(value) for name, value in form.items()}
        key = form.get("key", "")[:64] or None
        if key and self._is_known(case, key):
            return self._thanks(form)
        self._check_day(case, "med.upload", MAX_DAY_COUNT)
        vals = self._prepare_vals(case, form, key)
        checked = self._check_files(files)
        try:
            with self.env.cr.savepoint():
                upload = self.env["med.upload"]._receive(vals, checked)
                upload.flush_recordset()
        except UniqueViolation:
            return self._thanks(form)  # the same press of the button came twice
        return self._thanks(form)

    @api.model
    def _plain(self, value):
        """What was typed, without the byte that no table takes; files are no text."""
        return value.replace("\0", "") if isinstance(value, str) else ""

    def _thanks(self, form):
        return {
            "tone": "good",
            "text": self.env._("Thank you, we have received it. We look at it now."),
            "need": form.get("need"),
        }

    def _is_known(self, case, key):
        # sudo: visitors have no rights; only whether it came already is asked
        domain = [("partner_id", "=", case["partner"].id), ("submission_key", "=", key)]
        return bool(self.env["med.upload"].sudo().search_count(domain, limit=1))

    def _check_day(self, case, model, limit):
        """A page takes only so much a day: enough for people, too little for machines."""
        day = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        domain = [("partner_id", "=", case["partner"].id), ("create_date", ">=", day)]
        # sudo: visitors have no rights; only a number is asked
        if self.env[model].sudo().search_count(domain) >= limit:
            raise UserError(
                self.env._(
                    "So much has come today that we cannot take more. Please go on "
                    "tomorrow or call us."
                )
            )

    def _prepare_vals(self, case, form, key):
        """Values of the proposal: typed values checked, the rest from the case."""
        row = self._row(case, form.get("need"))
        link = case["link"]
        vals = {
            "partner_id": case["partner"].id,
            "company_id": case["company"].id,
            "contact_id": case["contact"].id,
            "link_id": link.id if link else False,
            "user_id": link.user_id.id if link else self._responsible(case),
            "requirement_id": row["need"] if row else False,
            "submission_key": key,
            "number": (form.get("number") or "").strip()[:100] or False,
            "message": (form.get("message") or "").strip()[:2000] or False,
        }
        kind = self._kind(row, form.get("kind"))
        before = self._version_before(case, kind)
        dates = {name: self._date(form.get(name)) for name in DATES}
        self._check_dates(dates)
        return {**vals, **dates, "type_id": kind, "supersedes_id": before}

    def _row(self, case, need):
        """The row of this party's page that the form names, none for another paper."""
        rows = self.env["med.portal.page"]._rows(case["partner"], case["company"])
        return next((row for row in rows if str(row["need"]) == str(need)), None)

    def _kind(self, row, kind):
        """Type of the paper: the one chosen among those that serve."""
        if not row:
            return False
        return next((key for key in row["types"] if str(key) == str(kind)), row["types"][0])

    def _version_before(self, case, kind):
        """The paper in force that this one renews, if there is one at a time."""
        # sudo: visitors have no rights; the paper is found by their own party
        domain = [
            ("commercial_partner_id", "=", case["partner"].id),
            ("company_id", "=", case["company"].id),
            ("type_id", "=", kind),
            ("type_id.is_single", "=", True),
            ("state", "in", ("valid", "renewing", "expired")),
        ]
        papers = self.env["med.credential"].sudo()  # sudo: as above
        return papers.search(domain, limit=1, order="version desc, id desc").id

    def _responsible(self, case):
        """Who looks after a party that signs in by itself."""
        return case["partner"].sudo().user_id.id  # sudo: the salesperson is told, no more

    def _date(self, text):
        if not (text or "").strip():
            return False
        try:
            return isoparse(text.strip()).date()
        except ValueError as problem:
            raise UserError(
                self.env._("“%(text)s” is no date. Write it as 2027-03-31.", text=text[:20])
            ) from problem

    def _check_dates(self, dates):
        start, end = dates["date_valid_from"], dates["date_valid_to"]
        if start and end and end < start:
            raise UserError(
                self.env._("The paper cannot end before it begins. Please look at the dates.")
            )

    # files ---------------------------------------------------------------

    def _check_files(self, files):
        """Files as dicts ``name, raw, mimetype``; refuses what is no photo or PDF."""
        files = [file for file in files if file.filename]
        if not files:
            raise UserError(self.env._("Please take a photo or choose a file first."))
        if len(files) > MAX_FILES:
            raise UserError(
                self.env._("Please send at most %(count)s files at a time.", count=MAX_FILES)
            )
        return [self._check_file(file) for file in files]

    def _check_file(self, file):
        raw = file.read(MAX_BYTES + 1)
        name = (file.filename or "")[:80]
        if len(raw) > MAX_BYTES:
            raise UserError(
                self.env._(
                    "%(file)s is larger than 20 MB. Photograph it again in a lower quality "
                    "or send a smaller PDF.",
                    file=name,
                )
            )
        try:
            kind = filekind.kind_of(raw)
            if kind == "application/pdf":
                self._check_pdf(raw)
            else:
                filekind.check_picture(raw)
        except filekind.FileError as problem:
            raise UserError(self._file_problem(problem.code, name)) from problem
        return {"name": filekind.safe_name(name, kind), "raw": raw, "mimetype": kind}

    @api.model
    def _check_pdf(self, raw):
        """Raise FileError unless the pages of a PDF can be read without a password."""
        if pdf_expands_beyond(raw, MAX_UNPACKED):
            raise filekind.FileError("bomb")
        reader = filekind.as_stream(raw)
        try:
            pdf = PdfReader(reader, strict=False)
            if pdf.is_encrypted and not pdf.decrypt(""):
                raise filekind.FileError("locked")
            if not len(pdf.pages):
                raise filekind.FileError("broken")
        except filekind.FileError:
            raise
        except (PdfReadError, DependencyError, NotImplementedError) as problem:
            raise filekind.FileError("locked") from problem
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
            raise filekind.FileError("broken") from problem
        except RecursionError as problem:
            raise filekind.FileError("broken") from problem

    def _file_problem(self, code, name):
        """What is wrong with a file, in words for the visitor."""
        texts = {
            "empty": self.env._("%(file)s is empty. Please choose it again.", file=name),
            "kind": self.env._(
                "%(file)s is no photo and no PDF. Please send a photo (JPG, PNG) or a PDF.",
                file=name,
            ),
            "broken": self.env._(
                "%(file)s cannot be opened: it seems damaged. Please photograph the paper "
                "or save the file again.",
                file=name,
            ),
            "huge": self.env._(
                "%(file)s has too many pixels. Please photograph it in a lower quality.",
                file=name,
            ),
            "bomb": self.env._(
                "%(file)s would unpack to far more than a scan has. Please photograph the "
                "paper instead.",
                file=name,
            ),
            "locked": self.env._(
                "%(file)s is protected by a password and cannot be read. Please send it "
                "without the protection, or photograph the paper.",
                file=name,
            ),
        }
        return texts[code]

    # talk ----------------------------------------------------------------

    @api.model
    def _hear(self, case, body):
        """Keep a message of the party and tell the person who asked; once while open."""
        self._check_day(case, "med.portal.message", MAX_DAY_MESSAGES)
        link = case["link"]
        self.env["med.portal.message"]._add(
            case["partner"],
            self._plain(body),
            case["company"],
            link_id=link.id if link else False,
            is_from_partner=True,
            author_name=case["contact"].sudo().name,  # sudo: his own name
        )
        user = link.user_id.id if link else self._responsible(case)
        if user:
            self._tell(case["partner"], user)
        return {"tone": "good", "text": self.env._("Your message has arrived. Thank you.")}

    def _tell(self, partner, user):
        partner = partner.sudo()  # sudo: the visitor may not make tasks, we do
        language = partner.env["res.users"].browse(user).lang
        partner = partner.with_context(lang=language)
        summary = partner.env._("Message on the page of papers")
        waiting = partner.activity_ids.filtered(
            lambda task: task.user_id.id == user and task.summary == summary
        )
        if not waiting:
            partner.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user, summary=summary
            )
