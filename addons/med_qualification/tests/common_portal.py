"""A party with an upload link and a visitor who opens it as a browser would."""

import io
import re

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from .common import MedQualificationCommon


def photo(colour="white", size=(60, 40), kind="PNG"):
    """Bytes of a small real picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def pdf(*texts, pages=1, size=(595, 842), encrypt=None, rotate=0):
    """Bytes of a real PDF with a line of text on each page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, encrypt=encrypt)
    for text in texts or ["paper"] * pages:
        canvas.setPageRotation(rotate)
        canvas.drawString(72, 300, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class PortalCommon(MedQualificationCommon):
    """One dealer in trade without its filing, and a link of the sales user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer("Portal dealer", classes="3", lang="en_US")
        cls.other = cls._admit_dealer("Other dealer", classes="3", lang="en_US")
        cls.link, cls.url = cls._send_link(cls.dealer)
        cls.other_link, cls.other_url = cls._send_link(cls.other)

    @classmethod
    def _send_link(cls, partner, user=None):
        """(link, path with token) made by the sales user."""
        links = cls.env["med.portal.link"].with_user(user or cls.users["sales"])
        link, url = links._make(partner)
        return link.sudo(), re.sub(r"^https?://[^/]+", "", url)

    @classmethod
    def _row(cls, code):
        """Requirement of customers that is answered by a type of paper."""
        rows = cls.env["med.portal.page"]._rows(cls.dealer, cls.company)
        kind = cls._type(code).id
        return next(row for row in rows if kind in row["types"])

    @classmethod
    def _receive(cls, code="operating_filing", **vals):
        """A received paper of the dealer, as if it had come over its link."""
        values = {
            "partner_id": cls.dealer.id,
            "company_id": cls.company.id,
            "link_id": cls.link.id,
            "user_id": cls.link.user_id.id,
            "contact_id": cls.dealer.id,
            "requirement_id": cls._row(code)["need"],
            "type_id": cls._type(code).id,
            **vals,
        }
        files = [{"name": "filing.png", "raw": photo(), "mimetype": "image/png"}]
        return cls.env["med.upload"]._receive(values, files)


class PortalVisitor:
    """Browser of a visitor: for classes that are also HttpCase."""

    def _enter(self, url):
        """Open a link; the page it leads to."""
        return self.url_open(url)

    def _fields(self, page, form="send"):
        """CSRF token and one-time key of the first form of a page."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        key = re.search(r'name="key" value="([^"]+)"', page.text)
        return {"csrf_token": token, **({"key": key[1]} if key and form == "send" else {})}

    def _send(self, base, files, page=None, **form):
        """Post photos as the page's form does; files are (name, bytes) pairs."""
        data = {**(self._fields(page) if page else {}), **form}
        return self.url_open(
            f"{base}/send",
            data=data,
            files=[("files", (name, raw)) for name, raw in files],
        )
