import secrets

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

SESSION_KEY = "med_papers"
LANGUAGE_KEY = "med_papers_lang"
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' blob: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
MISSING, BUSY = 404, 429


class PapersController(http.Controller):
    """The page of papers over a personal link, without a password.

    The token is shown once, in the address of the first request; from then on the
    visitor's session remembers which links he has opened. Every request asks the link
    again whether it is still open.
    """

    @http.route("/papers/<string:token>", type="http", auth="public", methods=["GET"])
    def enter(self, token):
        """Take the token, forget it in the address, go on to the page."""
        link, refusal = self._link_of("med.portal.link", token)
        if refusal:
            return refusal
        self._speak(link)
        if not link._is_open():
            return self._closed("over", MISSING, link)
        self._remember(link, SESSION_KEY)
        return self._see_other(f"/papers/page/{link.id}")

    def _link_of(self, model, token):
        """(link, None) that a visitor's token names, open or not; (None, page) if none does.

        :param model: a model of personal links; who guesses tokens has to wait
        """
        attempts = request.env["med.portal.attempt"].sudo()  # sudo: visitors have no rights
        address = request.httprequest.remote_addr
        waiting = attempts._wait(address, token)
        if waiting:
            return None, self._busy(waiting)
        # sudo: visitors have no rights; the token is the right
        link = request.env[model].sudo()._by_token(token)
        if link:
            return link, None
        waiting = attempts._note(address, token)
        return None, self._busy(waiting) if waiting else self._closed("unknown", MISSING)

    def _remember(self, link, key):
        """Count the opening; the visitor's session shows the link from now on."""
        link._count_use()
        opened = dict(request.session.get(key) or {})
        opened[str(link.id)] = link.token_hash
        request.session[key] = opened

    @http.route("/papers/page/<int:link_id>", type="http", auth="public", methods=["GET"])
    def page(self, link_id, lang=None):
        """The page of a link that this visitor has opened."""
        self._choose_language(lang)
        link = self._opened(link_id)
        if not link:
            return self._closed("over", MISSING)
        return self._page(link.commercial_partner_id, link.company_id, link)

    @http.route("/papers/page/<int:link_id>/send", type="http", auth="public", methods=["POST"])
    def send(self, link_id, **form):
        """Photos and what was typed beside them."""
        link = self._opened(link_id)
        if not link:
            return self._closed("over", MISSING)
        return self._receive(link.commercial_partner_id, link.company_id, form, link)

    @http.route("/papers/page/<int:link_id>/say", type="http", auth="public", methods=["POST"])
    def say(self, link_id, body="", **_form):
        """A message or an answer."""
        link = self._opened(link_id)
        if not link:
            return self._closed("over", MISSING)
        return self._say(link.commercial_partner_id, link.company_id, body, link)

    # shared with signed-in users ------------------------------------------

    def _opened(self, link_id):
        """The link of that number if this visitor opened it and it is still open."""
        token_hash = (request.session.get(SESSION_KEY) or {}).get(str(link_id))
        # sudo: visitors have no rights; what they opened stands in their session
        link = request.env["med.portal.link"].sudo().browse(link_id).exists()
        if link and link._opens_with(token_hash):
            self._speak(link)
            return link
        return None

    def _speak(self, link):
        """Answer in the language of the party."""
        self._set_language(link.partner_id.lang or link.commercial_partner_id.lang)

    def _choose_language(self, code):
        """Remember the language that a visitor chose on the page."""
        if code in dict(request.env["res.lang"].get_installed()):
            request.session[LANGUAGE_KEY] = code

    def _set_language(self, code):
        installed = dict(request.env["res.lang"].get_installed())
        code = request.session.get(LANGUAGE_KEY) or code
        fallback = "zh_CN" if "zh_CN" in installed else request.env.lang
        request.update_context(lang=code if code in installed else fallback)

    def _base(self, link):
        return f"/papers/page/{link.id}" if link else "/my/papers"

    def _page(self, partner, company, link=None):
        values = request.env["med.portal.page"]._page(partner, company, link)
        flash = request.session.pop("med_papers_flash", None)
        values.update(
            base=self._base(link),
            key=secrets.token_urlsafe(12),
            flash=flash,
            is_signed_in=not link,
            languages=[
                (code, name.rsplit("/", 1)[-1].strip())
                for code, name in request.env["res.lang"].get_installed()
                if code != request.env.lang
            ],
            page_lang=(request.env.lang or "en_US").replace("_", "-"),
        )
        return self._html("med_qualification.papers_page", values)

    def _receive(self, partner, company, form, link=None):
        service = request.env["med.portal.intake"]
        files = request.httprequest.files.getlist("files")
        case = {
            "partner": partner,
            "company": company,
            "link": link,
            "contact": link.partner_id if link else request.env.user.partner_id,
        }
        try:
            flash = service._take(case, form, files)
        except UserError as problem:
            flash = {"tone": "bad", "text": str(problem), "need": form.get("need")}
        request.session["med_papers_flash"] = flash
        return self._see_other(self._base(link))

    def _say(self, partner, company, body, link=None):
        case = {"partner": partner, "company": company, "link": link}
        case["contact"] = link.partner_id if link else request.env.user.partner_id
        try:
            flash = request.env["med.portal.intake"]._hear(case, body)
        except UserError as problem:
            flash = {"tone": "bad", "text": str(problem)}
        request.session["med_papers_flash"] = flash
        return self._see_other(f"{self._base(link)}#talk")

    def _see_other(self, url):
        """Go on to a page; nothing is sent twice by a reload."""
        response = request.redirect(url, code=303)
        response.headers.update(HEADERS)
        return response

    def _busy(self, seconds):
        """Too many wrong links: come back later."""
        response = self._closed("busy", BUSY)
        response.headers["Retry-After"] = str(seconds)
        return response

    def _closed(self, why, status, link=None):
        if not link:
            self._set_language(request.env.lang)
        values = {
            "why": why,
            "page_lang": (request.env.lang or "en_US").replace("_", "-"),
            "contact": link.user_id.name if link else False,
            "phone": (link.user_id.partner_id.phone or link.company_id.phone) if link else False,
        }
        return self._html("med_qualification.papers_closed", values, status)

    def _html(self, template, values, status=200):
        body = request.render(template, values, lazy=False)
        headers = {**HEADERS, "Content-Type": "text/html; charset=utf-8"}
        return request.make_response(body, list(headers.items()), status=status)
