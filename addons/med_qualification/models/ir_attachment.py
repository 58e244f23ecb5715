import base64

from odoo import models
from odoo.exceptions import UserError

_CONTENT = {"raw", "datas"}
_FROZEN = {
    *_CONTENT,
    "db_datas",
    "name",
    "public",
    "res_field",
    "res_id",
    "res_model",
    "store_fname",
    "type",
    "url",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        # EXTENDS base: files that were reviewed stay as they were
        names = _FROZEN & set(vals)
        if names and not self._has_ticket("adopt", names):
            self.check_access("write")
            for file in self._med_reviewed_files():
                if not file._med_is_same(vals, names):
                    file._med_refuse_change()
        return super().write(vals)

    def unlink(self):
        # EXTENDS base
        self.check_access("unlink")
        for file in self._med_reviewed_files():
            file._med_refuse_change()
        return super().unlink()

    def _med_reviewed_files(self):
        """Those of these files that belong to a credential that left its draft."""
        # sudo: the state of the paper counts, whoever may read it
        credentials = self.env["med.credential"].sudo().search(
            [("attachment_ids", "in", self.ids), ("state", "!=", "draft")]
        )
        found = set(credentials.attachment_ids.ids)
        return self.filtered(lambda file: file.id in found)

    def _med_is_same(self, vals, names):
        """Whether a write leaves this file as it is (moving the storage does)."""
        self.ensure_one()
        if any(self[name] != vals[name] for name in names - _CONTENT):
            return False
        contents = [vals["raw"]] if "raw" in names else []
        if "datas" in names:
            contents.append(base64.b64decode(vals["datas"] or b""))
        return all(_bytes(content) == self.raw for content in contents)

    def _med_refuse_change(self):
        raise UserError(
            self.env._(
                "%(file)s is a reviewed paper and cannot be changed or deleted. Add a new "
                "version of the paper instead.",
                file=self.name,
            )
        )


def _bytes(content):
    return content.encode() if isinstance(content, str) else content or b""
