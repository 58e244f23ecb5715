import base64

from odoo import models
from odoo.exceptions import UserError

_FROZEN = {"raw", "datas", "db_datas", "store_fname", "url", "res_model", "res_id", "type"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        # EXTENDS base: files that were reviewed stay as they were
        names = _FROZEN & set(vals)
        if names:
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
        files = self.filtered(lambda f: f.res_model == "med.credential" and f.res_id)
        if not files:
            return files
        # sudo: the state of the paper counts, whoever may read it
        credentials = self.env["med.credential"].sudo().search(
            [("attachment_ids", "in", files.ids), ("state", "!=", "draft")]
        )
        return files & credentials.attachment_ids

    def _med_is_same(self, vals, names):
        """Whether a write leaves this file as it is (moving the storage does)."""
        self.ensure_one()
        if names - {"raw", "datas"}:
            return all(self[name] == vals[name] for name in names - {"raw", "datas"})
        content = vals.get("raw")
        if content is None:
            content = base64.b64decode(vals["datas"] or b"")
        if isinstance(content, str):
            content = content.encode()
        return content == self.raw

    def _med_refuse_change(self):
        raise UserError(
            self.env._(
                "%(file)s is a reviewed paper and cannot be changed or deleted. Add a new "
                "version of the paper instead.",
                file=self.name,
            )
        )
