from werkzeug.exceptions import Unauthorized

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_bearer(cls):
        # EXTENDS base: calls by API key, and keys that are none
        has_key = bool(request.httprequest.headers.get("Authorization"))
        try:
            result = super()._auth_method_bearer()
        except Unauthorized:
            if has_key:
                request.env["med.ledger.login"]._keep_failure(None, "api key")
            raise
        if has_key:
            request.env["med.ledger.login"]._keep_api_call(request.env.uid, "api key")
        return result
