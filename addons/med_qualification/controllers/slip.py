from odoo import http
from odoo.http import request

from ..tools.pdf_pack import PackError
from .papers import HEADERS, MISSING, PapersController


class SlipController(PapersController):
    """Papers of a delivery behind the QR code of its slip, without a password."""

    @http.route("/slip/<string:token>", type="http", auth="public", methods=["GET"])
    def slip(self, token):
        """The list of the papers of exactly the goods of this delivery."""
        picking = self._picking(token)
        if not picking:
            return self._refused_slip(token)
        request.env["med.slip.link"]._count_opening(picking)
        values = request.env["med.slip.page"]._page(picking)
        values.update(base=f"/slip/{token}", page_lang=request.env.lang.replace("_", "-"))
        return self._html("med_qualification.slip_page", values)

    @http.route(
        "/slip/<string:token>/<int:paper_id>", type="http", auth="public", methods=["GET"]
    )
    def slip_paper(self, token, paper_id):
        """One of these papers as a stamped PDF."""
        picking = self._picking(token)
        if not picking:
            return self._refused_slip(token)
        try:
            found = request.env["med.slip.page"]._file(picking, paper_id)
        except PackError:
            return self._closed("unread", MISSING)
        if not found:
            return self._closed("unknown", MISSING)
        name, data = found
        headers = {
            **HEADERS,
            "Content-Type": "application/pdf",
            "Content-Disposition": http.content_disposition(name, "inline"),
        }
        return request.make_response(data, list(headers.items()))

    def _picking(self, token):
        """The delivery of a signed code, in the reader's language."""
        attempts = request.env["med.portal.attempt"].sudo()  # sudo: visitors have no rights
        if attempts._wait(request.httprequest.remote_addr, token):
            return None
        picking = request.env["med.slip.link"]._picking_of(token)
        if not picking:
            return None
        self._set_language(picking.partner_id.lang or picking.company_id.partner_id.lang)
        return picking.with_context(lang=request.env.lang)

    def _refused_slip(self, token):
        attempts = request.env["med.portal.attempt"].sudo()  # sudo: visitors have no rights
        address = request.httprequest.remote_addr
        waiting = attempts._wait(address, token) or attempts._note(address, token)
        return self._busy(waiting) if waiting else self._closed("slip", MISSING)
