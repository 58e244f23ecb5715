from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.med_qualification.controllers.papers import HEADERS, MISSING, PapersController

SESSION_KEY = "med_statements"
FLASH_KEY = "med_statement_flash"


class StatementController(PapersController):
    """A statement of account over a personal link, without a password.

    As for the page of papers: the token is shown once, then the visitor's session
    remembers what he opened, and every request asks the link again.
    """

    @http.route("/statement/<string:token>", type="http", auth="public", methods=["GET"])
    def statement_enter(self, token):
        """Take the token, forget it in the address, go on to the page."""
        link, refusal = self._link_of("med.credit.statement.link", token)
        if refusal:
            return refusal
        self._statement_speak(link.statement_id)
        if not link._is_open():
            return self._statement_over(link.statement_id)
        self._remember(link, SESSION_KEY)
        return self._see_other(f"/statement/page/{link.id}")

    @http.route("/statement/page/<int:link_id>", type="http", auth="public", methods=["GET"])
    def statement_page(self, link_id, lang=None):
        """The statement of a link that this visitor has opened."""
        self._choose_language(lang)
        case = self._statement_case(link_id)
        return self._statement_show(case) if case else self._closed("over", MISSING)

    @http.route("/statement/page/<int:link_id>/answer", type="http", auth="public", methods=["POST"])
    def statement_answer(self, link_id, **form):
        """Confirmed, or what differs."""
        case = self._statement_case(link_id)
        return self._statement_take(case, form) if case else self._closed("over", MISSING)

    @http.route("/statement/page/<int:link_id>/paper", type="http", auth="public", methods=["POST"])
    def statement_paper(self, link_id, **form):
        """Photos or the PDF of the signed paper."""
        case = self._statement_case(link_id)
        return self._statement_file(case, form) if case else self._closed("over", MISSING)

    @http.route("/statement/page/<int:link_id>/pdf", type="http", auth="public", methods=["GET"])
    def statement_pdf(self, link_id):
        """The PDF to be signed and stamped."""
        case = self._statement_case(link_id)
        return self._statement_download(case) if case else self._closed("over", MISSING)

    # shared with signed-in users ------------------------------------------

    def _statement_case(self, link_id):
        """Statement and link of that number if this visitor opened it and it is open."""
        token_hash = (request.session.get(SESSION_KEY) or {}).get(str(link_id))
        # sudo: visitors have no rights; what they opened stands in their session
        link = request.env["med.credit.statement.link"].sudo().browse(link_id).exists()
        if not link or not link._opens_with(token_hash):
            return None
        self._statement_speak(link.statement_id)
        statement = link.statement_id.with_context(lang=request.env.lang)
        base = f"/statement/page/{link.id}"
        return {"statement": statement, "link": link, "contact": None, "base": base}

    def _statement_speak(self, statement):
        self._set_language(statement.partner_id.lang)

    def _statement_show(self, case):
        values = request.env["med.credit.statement.page"]._page(case["statement"], case["link"])
        values.update(
            base=case["base"],
            flash=request.session.pop(FLASH_KEY, None),
            is_signed_in=not case["link"],
            person=case["contact"].name if case["contact"] else "",
            languages=[
                (code, name.rsplit("/", 1)[-1].strip())
                for code, name in request.env["res.lang"].get_installed()
                if code != request.env.lang
            ],
            page_lang=(request.env.lang or "en_US").replace("_", "-"),
        )
        return self._html("med_credit.statement_page", values)

    def _statement_take(self, case, form):
        return self._statement_do(case, lambda service: service._take(case, form))

    def _statement_file(self, case, form):
        files = request.httprequest.files.getlist("files")
        return self._statement_do(case, lambda service: service._file(case, form, files))

    def _statement_do(self, case, work):
        """Do one thing, say what became of it on the page."""
        service = request.env["med.credit.statement.answer"]
        try:
            flash = work(service)
        except UserError as problem:
            flash = {"tone": "bad", "text": str(problem)}
        request.session[FLASH_KEY] = flash
        return self._see_other(case["base"])

    def _statement_download(self, case):
        file = case["statement"]._pdf()
        headers = {
            **HEADERS,
            "Content-Type": "application/pdf",
            "Content-Disposition": content_disposition(file.name, "inline"),
        }
        return request.make_response(file.raw, list(headers.items()))

    def _statement_over(self, statement):
        """Closed, with the person to ask for a new link."""
        values = {
            "why": "over",
            "page_lang": (request.env.lang or "en_US").replace("_", "-"),
            "contact": statement.user_id.name,
            "phone": statement.user_id.partner_id.phone or statement.company_id.phone,
        }
        return self._html("med_qualification.papers_closed", values, MISSING)
