from odoo import http
from odoo.http import request

from .papers import PapersController


class PortalPapersController(PapersController):
    """The same page for a customer or supplier who signs in."""

    @http.route("/my/papers", type="http", auth="user", methods=["GET"])
    def my_papers(self, lang=None):
        """The papers of the signed-in user's company."""
        self._choose_language(lang)
        party = self._party()
        return self._page(*party) if party else request.redirect("/odoo")

    @http.route("/my/papers/send", type="http", auth="user", methods=["POST"])
    def my_papers_send(self, **form):
        """Photos and what was typed beside them."""
        party = self._party()
        return self._receive(*party, form) if party else request.redirect("/odoo")

    @http.route("/my/papers/say", type="http", auth="user", methods=["POST"])
    def my_papers_say(self, body="", **_form):
        """A message or an answer."""
        party = self._party()
        return self._say(*party, body) if party else request.redirect("/odoo")

    def _party(self):
        """(commercial partner, company) of a portal user; None for our own people."""
        user = request.env.user
        if not user._is_portal():
            return None
        self._set_language(user.lang)
        # sudo: a contact may not read the company he belongs to; it is found from him
        return user.sudo().partner_id.commercial_partner_id, user.sudo().company_id
