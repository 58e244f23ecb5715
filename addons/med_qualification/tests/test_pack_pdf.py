import io
import pathlib
import time
from unittest.mock import patch

import reportlab
from pdfminer.high_level import extract_pages, extract_text
from PIL import Image

from odoo.tests import TransactionCase, tagged
from odoo.tools.pdf import PdfReader

from odoo.addons.med_qualification.tools import pdf_fonts, pdf_pack
from odoo.addons.med_qualification.tools.pdf_fonts import width, wrap
from odoo.addons.med_qualification.tools.pdf_pack import Cover, PackError, Sheet, build

from .common_portal import pdf, photo

WATERMARK = "仅供钱江二院备案使用"


@tagged("post_install", "-at_install")
class TestPackPdf(TransactionCase):
    """Joining and stamping, without the database."""

    def _cover(self, **values):
        facts = [("使用单位", "钱江新区第二人民医院"), ("用途", "备案")]
        heads = ("序号", "资质", "编号", "持有人", "有效期至", "页")
        return Cover("资质目录", "杭州康泽医疗器械有限公司", facts, heads, **values)

    def _build(self, sheets, cover=True):
        return build(self._cover() if cover else None, sheets, WATERMARK, "有效期至 2027-01-31")

    def _texts(self, data):
        count = len(PdfReader(io.BytesIO(data)).pages)
        return [extract_text(io.BytesIO(data), page_numbers=[n]) for n in range(count)]

    def test_q45_pictures_and_pdf_become_one_file_with_a_cover(self):
        sheets = [
            Sheet("营业执照", "9133", "康泽", "长期", [("a.jpg", photo(kind="JPEG", size=(900, 600)))]),
            Sheet(
                "注册证",
                "国械注准1",
                "骏安",
                "2029-01-01",
                [("b.pdf", pdf("one", "two")), ("c.png", photo())],
            ),
        ]
        texts = self._texts(self._build(sheets))
        self.assertEqual(len(texts), 5)
        self.assertEqual([sheet.first for sheet in sheets], [2, 3])
        for words in ("资质目录", "钱江新区第二人民医院", "营业执照", "国械注准1", "2029-01-01"):
            self.assertIn(words, texts[0])
        self.assertIn("one", texts[2])
        self.assertIn("two", texts[3])

    def test_q45_every_page_names_the_recipient_and_its_number(self):
        texts = self._texts(self._build([Sheet("证", files=[("b.pdf", pdf("one", "two"))])]))
        for number, text in enumerate(texts, 1):
            with self.subTest(number):
                self.assertIn(WATERMARK, text.replace("\n", ""))
                self.assertIn(f"{number} / 3", text)
                self.assertIn("有效期至 2027-01-31", text)

    def test_q45_turned_and_odd_pages_are_stamped_upright(self):
        for turn in (0, 90, 180, 270):
            with self.subTest(turn):
                data = self._build([Sheet("证", files=[("r.pdf", pdf("turned", rotate=turn))])], False)
                footer = self._footer_of(data)
                page = PdfReader(io.BytesIO(data)).pages[0]
                self.assertEqual(int(page.get("/Rotate") or 0), turn)
                self.assertLess(footer.y0, 40, "the footer is below, as the reader sees it")
        small = self._build([Sheet("证", files=[("s.pdf", pdf("small", size=(200, 120)))])], False)
        self.assertIn("small", self._texts(small)[0])

    def _footer_of(self, data):
        def walk(item):
            yield item
            for child in getattr(item, "_objs", ()):
                yield from walk(child)

        for page in extract_pages(io.BytesIO(data)):
            for item in walk(page):
                if "有效期至" in getattr(item, "get_text", str)():
                    return item
        return self.fail("no footer")

    def test_q45_long_lists_take_several_cover_pages(self):
        sheets = [
            Sheet(
                f"医疗器械注册证 {n}",
                f"国械注准2021313{n:04d}",
                "一个名字很长的注册人有限责任公司",
                "2029-01-01",
                [("a.png", photo())],
            )
            for n in range(40)
        ]
        texts = self._texts(self._build(sheets))
        first = sheets[0].first
        self.assertGreater(first, 2)
        self.assertEqual(len(texts), first - 1 + 40)
        self.assertIn("国械注准20213130039", "".join(texts[: first - 1]))

    def test_q45_unreadable_files_are_named(self):
        cases = {
            "locked": pdf("x", encrypt="secret"),
            "broken": b"%PDF-1.7 torn",
            "kind": b"MZ no picture",
        }
        for code, data in cases.items():
            with self.subTest(code), self.assertRaises(PackError) as refusal:
                self._build([Sheet("注册证", files=[(f"{code}.pdf", data)])])
            self.assertEqual(refusal.exception.code, code)
            self.assertEqual(refusal.exception.sheet, "注册证")
            self.assertEqual(refusal.exception.file, f"{code}.pdf")

    def test_q45_pictures_with_transparency_and_turned_cameras(self):
        buffer = io.BytesIO()
        picture = Image.new("RGB", (300, 200), "white")
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was held upright
        picture.save(buffer, "JPEG", exif=exif)
        clear = io.BytesIO()
        Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(clear, "PNG")
        files = [("a.jpg", buffer.getvalue()), ("b.png", clear.getvalue())]
        data = self._build([Sheet("证", files=files)], False)
        page = PdfReader(io.BytesIO(data)).pages[0].mediabox
        self.assertGreater(float(page[3]), float(page[2]), "shown upright")

    def test_q45_papers_of_twelve_products_take_less_than_a_minute(self):
        scan = photo(size=(2400, 3300), kind="JPEG")
        sheets = [
            Sheet(f"证 {n}", files=[("scan.jpg", scan), ("scan.pdf", pdf(pages=4))])
            for n in range(15)
        ]
        start = time.monotonic()
        data = self._build(sheets)
        self.assertLess(time.monotonic() - start, 60)
        self.assertEqual(len(PdfReader(io.BytesIO(data)).pages), sheets[0].first - 1 + 75)

    def test_q45_chinese_text_breaks_anywhere(self):
        lines = wrap("第二类医疗器械经营备案凭证", 10, 60)
        self.assertGreater(len(lines), 1)
        self.assertEqual("".join(lines), "第二类医疗器械经营备案凭证")
        self.assertTrue(all(width(line, 10) <= 60 for line in lines))
        self.assertEqual(wrap(None, 10, 60), [""])

    def _fonts_of(self, data):
        """{name: whether it is embedded} of the fonts of all pages."""
        fonts = {}
        for page in PdfReader(io.BytesIO(data)).pages:
            for font in (page["/Resources"].get("/Font") or {}).values():
                font = font.get_object()
                inner = font.get("/DescendantFonts", [font])[0].get_object()
                about = inner.get("/FontDescriptor", font.get("/FontDescriptor"))
                about = about.get_object() if about else {}
                fonts[font["/BaseFont"]] = any(f"/FontFile{n}" in about for n in ("", "2", "3"))
        return fonts

    def _with_font(self, path, files=()):
        self.addCleanup(pdf_fonts.chinese_font.cache_clear)
        pdf_fonts.chinese_font.cache_clear()
        sheet = Sheet("第二类医疗器械经营备案凭证", "20249001", files=[("b.pdf", pdf())])
        with (
            patch.object(pdf_fonts, "_FILES", files),
            patch.dict("os.environ", {"MED_PDF_FONT": path}),
        ):
            return self._build([sheet])

    def test_q45_without_a_font_that_embeds_chinese_is_read_back(self):
        data = self._with_font("")
        self.assertIn("/STSong-Light", self._fonts_of(data), "the typeface readers bring for Chinese")
        text = "".join(self._texts(data)).replace("\n", "")
        for words in ("第二类医疗器械经营备案凭证", "钱江新区第二人民医院", WATERMARK):
            self.assertIn(words, text)

    def test_q45_chinese_is_embedded_and_read_back(self):
        data = self._with_font("", pdf_fonts._FILES)
        fonts = self._fonts_of(data)
        self.assertIn(True, fonts.values(), "the set-up installs a font that can be embedded")
        self.assertNotIn("/STSong-Light", fonts)
        text = "".join(self._texts(data)).replace("\n", "")
        for words in ("第二类医疗器械经营备案凭证", "钱江新区第二人民医院", "20249001", WATERMARK):
            self.assertIn(words, text)

    def test_q45_a_font_without_chinese_is_passed_over(self):
        latin = pathlib.Path(reportlab.__file__).parent / "fonts/Vera.ttf"
        self.assertIn("/STSong-Light", self._fonts_of(self._with_font(str(latin))))

    def test_q45_a_pack_without_end_is_refused(self):
        with patch.object(pdf_pack, "MAX_PAGES", 3), self.assertRaises(PackError) as refusal:
            sheets = [Sheet("一", files=[("a.pdf", pdf(pages=3))]), Sheet("二", files=[("b.pdf", pdf())])]
            self._build(sheets)
        self.assertEqual((refusal.exception.code, refusal.exception.sheet), ("long", "二"))
