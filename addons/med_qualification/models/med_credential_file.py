import hashlib
import io
import logging

from PIL import Image

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import pdf
from odoo.tools.mimetypes import guess_mimetype

from ..medpapers.files import foreign_kind, pdf_expands_beyond

_logger = logging.getLogger(__name__)
DEFAULT_MB = 20
MAX_PIXELS = 100_000_000
MAX_UNPACKED = 300 * 1024 * 1024
PICTURES = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff"}


class MedCredentialFile(models.Model):
    """What is known of one file of a paper: its SHA-256, whether it can be read."""

    _name = "med.credential.file"
    _description = "File of a Credential"
    _order = "credential_id, id"

    credential_id = fields.Many2one(
        "med.credential", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="credential_id.company_id", store=True, index=True)
    attachment_id = fields.Many2one(
        "ir.attachment", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    name = fields.Char(related="attachment_id.name")
    sha256 = fields.Char(readonly=True, index="btree_not_null")
    pages = fields.Integer(readonly=True)
    problem = fields.Selection(
        [
            ("unreadable", "Cannot be opened"),
            ("foreign", "Neither a picture nor a PDF"),
            ("encrypted", "Locked by a password"),
            ("empty", "Empty"),
        ],
        readonly=True,
    )

    # refused at the door --------------------------------------------------

    @api.model
    def _max_bytes(self):
        """Largest size of one file, in bytes (setting, in MB)."""
        # sudo: a setting that holds for everybody
        value = self.env["ir.config_parameter"].sudo().get_param("med_qualification.max_file_mb")
        try:
            megabytes = float(value or DEFAULT_MB)
        except ValueError:
            megabytes = DEFAULT_MB
        return int(max(megabytes, 0.01) * 1024 * 1024)

    @api.model
    def _check_upload(self, name, raw):
        """Refuse what must not be kept as a scan, whatever its name says.

        :param name: of the file, for the message
        :param raw: its bytes
        :raise UserError: too large, a program, an archive, a bomb
        """
        if len(raw) > self._max_bytes():
            raise UserError(self._too_large_text(name))
        kind = foreign_kind(raw)
        if kind:
            raise UserError(
                self.env._(
                    "%(file)s is no scan but %(kind)s. Take a photo or save it as PDF, then "
                    "upload that. Nothing was changed.",
                    file=name,
                    kind=self._foreign_texts()[kind],
                )
            )
        if self._is_bomb(raw):
            raise UserError(
                self.env._(
                    "%(file)s would unpack to far more than a scan has. Scan the paper again "
                    "with 300 dpi. Nothing was changed.",
                    file=name,
                )
            )

    @api.model
    def _too_large_text(self, name):
        return self.env._(
            "%(file)s is larger than %(limit)s MB. Scan it with less resolution or split it. "
            "Nothing was changed.",
            file=name,
            limit=round(self._max_bytes() / 1024 / 1024, 2),
        )

    @api.model
    def _foreign_texts(self):
        return {
            "program": self.env._("a program"),
            "archive": self.env._("an archive or an office document"),
            "document": self.env._("an office document"),
            "markup": self.env._("a web page"),
        }

    @api.model
    def _is_bomb(self, raw):
        if raw.startswith(b"%PDF"):
            return pdf_expands_beyond(raw, MAX_UNPACKED)
        picture = _open_picture(raw)
        return bool(picture) and picture.width * picture.height > MAX_PIXELS

    # looked at --------------------------------------------------------------

    @api.model
    def _index(self, credentials):
        """Keep what is known of the files of these papers up to date."""
        own = self.sudo()  # sudo: derived from the files by the system alone
        known = own.search([("credential_id", "in", credentials.ids)])
        stale = known.filtered(
            lambda f: f.attachment_id not in f.credential_id.sudo().attachment_ids
        )
        stale.unlink()
        have = {(f.credential_id.id, f.attachment_id.id) for f in known - stale}
        own.create(
            [
                self._describe(credential, file)
                for credential in credentials.sudo()  # sudo: as above
                for file in credential.attachment_ids
                if (credential.id, file.id) not in have
            ]
        )

    @api.model
    def _describe(self, credential, file):
        """Values of the row of one file."""
        raw = file.raw or b""
        problem, pages = self._look_into(raw)
        return {
            "credential_id": credential.id,
            "attachment_id": file.id,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "problem": problem,
            "pages": pages,
        }

    @api.model
    def _look_into(self, raw):
        """(problem or False, pages) of the bytes of a file."""
        if not raw:
            return "empty", 0
        mimetype = guess_mimetype(raw)
        if mimetype == "application/pdf" or raw.startswith(b"%PDF"):
            return self._look_into_pdf(raw)
        if mimetype not in PICTURES:
            return "foreign", 0
        picture = _open_picture(raw)
        try:
            readable = picture and not picture.verify()
        except Exception:  # house: ok, decoders raise whatever they like; then it is unreadable
            _logger.info("Scan that Pillow cannot read", exc_info=True)
            readable = False
        return (False, 1) if readable else ("unreadable", 0)

    @api.model
    def _look_into_pdf(self, raw):
        try:
            reader = pdf.OdooPdfFileReader(io.BytesIO(raw), strict=False)
            if reader.isEncrypted and not reader.decrypt(""):
                return "encrypted", 0
            pages = reader.getNumPages()
        except Exception:  # house: ok, decoders raise whatever they like; then it is unreadable
            _logger.info("Scan that is no readable PDF", exc_info=True)
            return "unreadable", 0
        return (False, pages) if pages else ("unreadable", 0)


def _open_picture(raw):
    """The picture with its size only, None where it is none."""
    try:
        return Image.open(io.BytesIO(raw))
    except Image.DecompressionBombError:
        return _Huge
    except Exception:  # house: ok, decoders raise whatever they like; then it is unreadable
        _logger.debug("Not a picture", exc_info=True)
        return None


class _Huge:
    """Stands for a picture that Pillow itself refuses as too large."""

    width = height = MAX_PIXELS
