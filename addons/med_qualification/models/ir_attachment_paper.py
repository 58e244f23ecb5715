import base64

from odoo import api, models


class IrAttachment(models.Model):
    """Files of papers are looked at before they are kept."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        for vals in vals_list:
            if vals.get("res_model") == "med.credential" and not vals.get("res_field"):
                self._med_check_content(vals, vals.get("name"))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base: a draft's file may be replaced by another one
        papers = self.filtered(lambda f: f.res_model == "med.credential" and not f.res_field)
        has_content = bool({"raw", "datas"} & set(vals))
        if has_content and papers:
            self._med_check_content(vals, papers[0].name)
        result = super().write(vals)
        if has_content and papers:
            # sudo: what is known of a file follows its bytes
            files = self.env["med.credential.file"].sudo()
            rows = files.search([("attachment_id", "in", papers.ids)])
            credentials = rows.credential_id
            rows.unlink()
            files._index(credentials)
        return result

    @api.model
    def _med_check_content(self, vals, name):
        raw = vals.get("raw")
        if raw is None and vals.get("datas"):
            raw = base64.b64decode(vals["datas"])
        if raw:
            raw = raw.encode() if isinstance(raw, str) else raw
            self.env["med.credential.file"]._check_upload(name or "", raw)
