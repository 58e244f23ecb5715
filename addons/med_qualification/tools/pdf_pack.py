"""Joins photos and PDF files of papers into one stamped PDF.

Nothing here knows the database: what goes in are bytes and texts.
"""

import io
from dataclasses import dataclass, field

from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import DependencyError, PdfReader, PdfReadError, PdfWriter

from .pdf_fonts import chinese_font, width, wrap

MARGIN = 50
GREY, RED = (0.35, 0.35, 0.38), (0.75, 0.1, 0.1)
MAX_PAGES = 500  # more is neither sent nor read
MAX_SIDE = 2200  # pixels: sharp on A4, small enough to send


class PackError(Exception):
    """A file that cannot be put into a pack.

    ``code`` says why (locked, broken, kind, long), ``sheet`` and ``file`` which one.
    """

    def __init__(self, code, sheet, file):
        super().__init__(f"{code}: {sheet} {file}")
        self.code, self.sheet, self.file = code, sheet, file


@dataclass
class Sheet:
    """One paper of a pack: what the cover says of it, and its files (name, bytes)."""

    title: str
    number: str = ""
    holder: str = ""
    until: str = ""
    files: list = field(default_factory=list)
    first: int = 0
    pages: int = 0


@dataclass
class Cover:
    """Texts of the cover; ``facts`` are pairs (label, text), ``heads`` the table's."""

    title: str
    company: str
    facts: list
    heads: tuple
    notes: list = field(default_factory=list)
    seal: bytes = b""


def build(cover, sheets, watermark, footer):
    """One PDF: cover list, then every paper, each page stamped.

    :param cover: Cover, None for none
    :param sheets: Sheets; their ``first`` and ``pages`` are filled in
    :param watermark: text across every page
    :param footer: text below every page; `` 3 / 12`` is added
    :return: bytes
    :raise PackError: for a file that cannot be read
    """
    content = [(sheet, page) for sheet in sheets for page in _pages(sheet)]
    if len(content) > MAX_PAGES:
        raise PackError("long", content[MAX_PAGES][0].title, "")
    for sheet in sheets:
        sheet.pages = sum(1 for owner, _page in content if owner is sheet)
    front = []
    if cover:
        front = _cover_pages(cover, sheets, 1)
        front = _cover_pages(cover, sheets, len(front))
    pages = front + [page for _sheet, page in content]
    writer = PdfWriter()
    stamps = _stamps(pages, watermark, footer)
    for page, stamp in zip(pages, stamps, strict=True):
        page.merge_page(stamp)
        page.compress_content_streams()
        writer.add_page(page)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


# reading ---------------------------------------------------------------------


def _pages(sheet):
    pages = []
    for name, data in sheet.files:
        try:
            pages += _pages_of(data)
        except PackError as problem:
            raise PackError(problem.code, sheet.title, name) from problem
    return pages


def _pages_of(data):
    """Pages of one file, a PDF or a picture."""
    is_pdf = b"%PDF-" in data[:1024]
    return _pdf_pages(data) if is_pdf else _pdf_pages(_picture_as_pdf(data))


def _pdf_pages(data):
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PackError("locked", "", "")
        pages = [reader.pages[number] for number in range(len(reader.pages))]
    except (DependencyError, NotImplementedError) as problem:
        raise PackError("locked", "", "") from problem
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        raise PackError("broken", "", "") from problem
    except RecursionError as problem:
        raise PackError("broken", "", "") from problem
    if not pages:
        raise PackError("broken", "", "")
    return pages


def _picture_as_pdf(data):
    """A page of A4 with the picture in its middle, upright as it was photographed."""
    try:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        picture.thumbnail((MAX_SIDE, MAX_SIDE))
        flat = Image.new("RGB", picture.size, "white")
        mask = picture.convert("RGBA").getchannel("A")
        flat.paste(picture.convert("RGB"), mask=mask)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise PackError("kind", "", "") from problem
    small = io.BytesIO()
    flat.save(small, "JPEG", quality=85)
    small.seek(0)
    page_size = A4 if flat.height >= flat.width else (A4[1], A4[0])
    room = (page_size[0] - 2 * 24, page_size[1] - 2 * 40)
    scale = min(room[0] / flat.width, room[1] / flat.height)
    size = (flat.width * scale, flat.height * scale)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=page_size)
    place = ((page_size[0] - size[0]) / 2, (page_size[1] - size[1]) / 2)
    canvas.drawImage(ImageReader(small), *place, *size)
    canvas.save()
    return buffer.getvalue()


# stamping --------------------------------------------------------------------


def _stamps(pages, watermark, footer):
    """One transparent page for each page: watermark, footer, number."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number, page in enumerate(pages, 1):
        _stamp(canvas, page, watermark, f"{footer}   {number} / {len(pages)}")
        canvas.showPage()
    canvas.save()
    reader = PdfReader(io.BytesIO(buffer.getvalue()))
    return [reader.pages[number] for number in range(len(pages))]


def _stamp(canvas, page, watermark, footer):
    """Draw upright as the reader sees the page, whatever its rotation and origin."""
    box = page.mediabox
    left, bottom = float(box[0]), float(box[1])
    across, up = float(box[2]) - left, float(box[3]) - bottom
    canvas.setPageSize((left + across, bottom + up))
    turn = int(page.get("/Rotate") or 0) % 360
    canvas.translate(left, bottom)
    turns = {
        90: (0, 1, -1, 0, across, 0),
        180: (-1, 0, 0, -1, across, up),
        270: (0, -1, 1, 0, 0, up),
    }
    if turn in turns:
        canvas.transform(*turns[turn])
    wide, high = (up, across) if turn in (90, 270) else (across, up)
    _watermark(canvas, wide, high, watermark)
    canvas.setFillAlpha(1)
    canvas.setFillColorRGB(*GREY)
    canvas.setFont(chinese_font(), 8)
    canvas.drawCentredString(wide / 2, 14, footer)


def _watermark(canvas, wide, high, text):
    """The text three times across the page, light enough to read below it."""
    room = min(wide, high) * 1.05
    size = max(9, min(30, 24 * room / max(width(text, 24), 1)))
    canvas.setFillColorRGB(*RED)
    canvas.setFillAlpha(0.16)
    canvas.setFont(chinese_font(), size)
    for part in (0.2, 0.5, 0.8):
        canvas.saveState()
        canvas.translate(wide / 2, high * part)
        canvas.rotate(28)
        canvas.drawCentredString(0, 0, text)
        canvas.restoreState()


# cover -----------------------------------------------------------------------


def _cover_pages(cover, sheets, front):
    """Pages of the cover when it is ``front`` pages long; numbers the sheets."""
    first = front + 1
    for sheet in sheets:
        sheet.first = first
        first += sheet.pages
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    pen = _Pen(canvas)
    pen.head(cover)
    pen.table(cover.heads, sheets)
    for note in cover.notes:
        pen.text(note, 9.5, GREY)
    pen.seal(cover)
    canvas.showPage()
    canvas.save()
    return _pdf_pages(buffer.getvalue())


class _Pen:
    """Writes down an A4 page, and on the next one where it is full."""

    def __init__(self, canvas):
        self.canvas, self.y = canvas, A4[1] - 80
        self.columns = (MARGIN, 76, 236, 358, 464, 526)

    def need(self, height):
        """Go to the next page unless so much is left."""
        if self.y - height < 60:
            self.canvas.showPage()
            self.y = A4[1] - 60

    def text(self, text, size=10.5, colour=(0, 0, 0), x=MARGIN):
        """One paragraph."""
        for line in wrap(text, size, A4[0] - MARGIN - x):
            self.need(size * 1.7)
            self.canvas.setFont(chinese_font(), size)
            self.canvas.setFillColorRGB(*colour)
            self.canvas.drawString(x, self.y, line)
            self.y -= size * 1.7

    def head(self, cover):
        """Title, company and the facts."""
        self.canvas.setFont(chinese_font(), 20)
        self.canvas.drawCentredString(A4[0] / 2, self.y, cover.title)
        self.y -= 30
        self.canvas.setFont(chinese_font(), 13)
        self.canvas.drawCentredString(A4[0] / 2, self.y, cover.company)
        self.y -= 34
        for label, text in cover.facts:
            self.text(f"{label}:{text}")
        self.y -= 12

    def table(self, heads, sheets):
        """The list of papers: place, name, number, holder, valid until, page."""
        self.row(heads, GREY)
        for place, sheet in enumerate(sheets, 1):
            cells = (place, sheet.title, sheet.number, sheet.holder, sheet.until, sheet.first)
            self.row(cells)
        self.y -= 14

    def row(self, cells, colour=(0, 0, 0)):
        """One row of the table; long texts take several lines."""
        ends = [*self.columns[1:], A4[0] - MARGIN + 18]
        texts = [
            wrap(cell, 9, end - start - 6)
            for cell, start, end in zip(cells, self.columns, ends, strict=True)
        ]
        height = max(map(len, texts)) * 13 + 7
        self.need(height)
        self.canvas.setFont(chinese_font(), 9)
        self.canvas.setFillColorRGB(*colour)
        for x, lines in zip(self.columns, texts, strict=True):
            for number, line in enumerate(lines):
                self.canvas.drawString(x, self.y - number * 13, line)
        self.y -= height
        self.canvas.setStrokeColorRGB(0.82, 0.82, 0.85)
        self.canvas.line(MARGIN, self.y + 9, A4[0] - MARGIN + 12, self.y + 9)

    def seal(self, cover):
        """Company name with the seal over it, at the right below."""
        self.need(150)
        x, y = A4[0] - MARGIN - 150, self.y - 120
        self.canvas.setFillColorRGB(0, 0, 0)
        self.canvas.setFont(chinese_font(), 11)
        self.canvas.drawCentredString(x + 60, y + 55, cover.company)
        if cover.seal:
            picture = ImageReader(io.BytesIO(cover.seal))
            self.canvas.drawImage(picture, x, y, 120, 120, mask="auto", preserveAspectRatio=True)
