from odoo import http
from odoo.http import request

from odoo.addons.med_qualification.controllers.papers import MISSING

from .statement import StatementController


class PortalStatementController(StatementController):
    """The same pages for a customer who signs in."""

    @http.route("/my/statements", type="http", auth="user", methods=["GET"])
    def my_statements(self, lang=None):
        """The statements of the signed-in user's company."""
        self._choose_language(lang)
        party = self._statement_party()
        if not party:
            return request.redirect("/odoo")
        values = {
            "company": party[1].name,
            "party": party[0].name,
            "rows": request.env["med.credit.statement.page"]._list(*party),
            "page_lang": (request.env.lang or "en_US").replace("_", "-"),
        }
        return self._html("med_credit.statement_list", values)

    @http.route("/my/statements/<int:statement_id>", type="http", auth="user", methods=["GET"])
    def my_statement(self, statement_id, lang=None):
        """One of them."""
        self._choose_language(lang)
        case = self._my_statement(statement_id)
        return self._statement_show(case) if case else self._closed("unknown", MISSING)

    @http.route("/my/statements/<int:statement_id>/answer", type="http", auth="user", methods=["POST"])
    def my_statement_answer(self, statement_id, **form):
        """Confirmed, or what differs."""
        case = self._my_statement(statement_id)
        return self._statement_take(case, form) if case else self._closed("unknown", MISSING)

    @http.route("/my/statements/<int:statement_id>/paper", type="http", auth="user", methods=["POST"])
    def my_statement_paper(self, statement_id, **form):
        """Photos or the PDF of the signed paper."""
        case = self._my_statement(statement_id)
        return self._statement_file(case, form) if case else self._closed("unknown", MISSING)

    @http.route("/my/statements/<int:statement_id>/pdf", type="http", auth="user", methods=["GET"])
    def my_statement_pdf(self, statement_id):
        """The PDF to be signed and stamped."""
        case = self._my_statement(statement_id)
        return self._statement_download(case) if case else self._closed("unknown", MISSING)

    def _statement_party(self):
        """(commercial partner, company) of a portal user; None for our own people."""
        user = request.env.user
        if not user._is_portal():
            return None
        self._set_language(user.lang)
        # sudo: a contact may not read the company he belongs to; it is found from him
        return user.sudo().partner_id.commercial_partner_id, user.sudo().company_id

    def _my_statement(self, statement_id):
        """A statement of the signed-in user's own company that was sent, else None."""
        party = self._statement_party()
        if not party:
            return None
        # sudo: portal users read no table of ours; whose the statement is gets checked here
        statement = request.env["med.credit.statement"].sudo().browse(statement_id).exists()
        mine = statement.partner_id == party[0] and statement.company_id == party[1]
        if not statement or not mine or statement.state in ("draft", "cancelled"):
            return None
        return {
            "statement": statement.with_context(lang=request.env.lang),
            "link": None,
            "contact": request.env.user.partner_id,
            "base": f"/my/statements/{statement.id}",
        }
