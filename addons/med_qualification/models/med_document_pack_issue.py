import base64
import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.pdf_pack import MAX_PAGES, Cover, PackError, build


class MedDocumentPack(models.Model):
    """Making the PDF and giving it out."""

    _inherit = "med.document.pack"

    def action_issue(self):
        """Make the PDF of these packs; from then on they stay as they are.

        :return: action that downloads the file of a single pack
        :raise UserError: with the name of a paper whose file cannot be read
        """
        self.check_access("write")
        for pack in self:
            pack._check_issue()
            pack._issue()
        return self.action_download() if len(self) == 1 else True

    def _check_issue(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._("%(pack)s was given out already: download it.", pack=self.name)
            )
        self._check_still_valid()
        if not self.line_ids.filtered("is_included"):
            raise UserError(
                self.env._(
                    "No paper goes into this pack: choose products or our own papers first."
                )
            )

    def _check_still_valid(self):
        """A draft may lie about for a while: what ended since goes out of it."""
        day = self.company_id._med_today()
        for line in self.line_ids.filtered("is_included"):
            paper = line.credential_id.sudo()  # sudo: the clerk need not read each paper
            if not paper._is_valid_on(day) or paper.type_id.is_sensitive:
                line.is_included = False

    def _issue(self):
        lines = self.line_ids.filtered("is_included")
        sheets = [line._as_sheet() for line in lines]
        data = self._render(sheets)
        name = self.env["ir.sequence"].with_company(self.company_id)
        number = name.next_by_code("med.document.pack") or f"ZZ{self.id}"
        # sudo: the file belongs to the pack and is read by whoever may read that
        file = self.env["ir.attachment"].sudo().create(
            {
                "name": self._file_name(number),
                "raw": data,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        for line, sheet in zip(lines, sheets, strict=True):
            line.page = sheet.first
        self._guarded_write(
            {
                "name": number,
                "state": "issued",
                "issued_on": self.env.company._med_today(),
                "issued_by_id": self.env.user.id,
                "attachment_id": file.id,
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        )
        self._log_issue(lines)

    def _log_issue(self, lines):
        self.env["med.ledger.entry"]._append(
            "pack.issued",
            self,
            {
                "recipient": self.recipient_id.commercial_partner_id.id,
                "sha256": self.sha256,
                "until": fields.Date.to_string(self.valid_until),
                "papers": [[line.credential_id.id, line.version] for line in lines],
            },
            self.company_id,
        )

    def _file_name(self, number):
        recipient = self.recipient_id.commercial_partner_id.name or ""
        safe = "".join(char for char in recipient if char.isalnum())
        return f"{number.replace('/', '-')}_{safe}.pdf"

    def _render(self, sheets):
        """Bytes of the PDF, in the language of the recipient."""
        words = self._words()
        company = self.company_id
        until = format_date(words.env, self.valid_until)
        footer = words.env._("%(company)s | valid until %(date)s", company=company.name, date=until)
        try:
            return build(words._cover(until), sheets, self.watermark, footer)
        except PackError as problem:
            raise UserError(self._problem_text(problem)) from problem

    def _cover(self, until):
        """Cover of the pack; ``self`` is in the recipient's language."""
        env = self.env
        return Cover(
            title=env._("List of Papers"),
            company=self.company_id.name,
            facts=[
                (env._("For"), self.recipient_id.commercial_partner_id.name),
                (env._("Purpose"), self.purpose),
                (env._("Made on"), format_date(env, self.env.company._med_today())),
                (env._("Valid until"), until),
            ],
            heads=(
                env._("No."),
                env._("Paper"),
                env._("Number"),
                env._("Holder"),
                env._("Valid until"),
                env._("Page"),
            ),
            notes=(self.left_out_text or "").splitlines(),
            seal=self._seal(),
        )

    def _seal(self):
        """Bytes of the company's seal picture, empty without one."""
        # sudo: clerks may not read the company's settings; the seal is printed, no more
        image = self.company_id.sudo().with_context(bin_size=False).med_seal_image
        return base64.b64decode(image) if image else b""

    def _problem_text(self, problem):
        """What is wrong with a file, naming paper and file."""
        values = {"paper": problem.sheet, "file": problem.file}
        texts = {
            "locked": self.env._(
                "%(paper)s: the file %(file)s is protected by a password and cannot be "
                "joined. Add a new version with a file that is not protected, or take the "
                "paper out of the pack.",
                **values,
            ),
            "broken": self.env._(
                "%(paper)s: the file %(file)s is damaged and cannot be read. Add a new "
                "version with a good scan, or take the paper out of the pack.",
                **values,
            ),
            "kind": self.env._(
                "%(paper)s: the file %(file)s is no picture and no PDF. Add a new version "
                "with a scan, or take the paper out of the pack.",
                **values,
            ),
            "long": self.env._(
                "The pack has more than %(pages)s pages, the first too many are of %(paper)s. "
                "Make two packs, each with some of the products.",
                pages=MAX_PAGES,
                **values,
            ),
        }
        return texts[problem.code]

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "new",
        }

    def action_send_mail(self):
        """Open a mail to the recipient with the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Pack"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_partner_ids": self.recipient_id.ids,
                "default_subject": self._words().env._(
                    "Papers of %(company)s", company=self.company_id.name
                ),
                "default_attachment_ids": self.attachment_id.ids,
                "default_composition_mode": "comment",
            },
        }
