import io
import zipfile
import zlib
from datetime import timedelta

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MedQualificationCommon

FILES = "odoo.addons.med_qualification.models.med_credential_file"


def picture(size=(40, 30), kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bomb.txt", b"0" * 1_000_000)
    return out.getvalue()


def pdf_bomb(megabytes=301):
    packer, packed = zlib.compressobj(9), b""
    for _step in range(megabytes):
        packed += packer.compress(bytes(1024 * 1024))
    packed += packer.flush()
    head = b"%PDF-1.5\n1 0 obj <</Filter /FlateDecode /Length " + str(len(packed)).encode()
    return head + b">>\nstream\n" + packed + b"\nendstream endobj"


def png_bomb():
    """A picture of 60,000 x 60,000 dots in a few bytes."""
    raw = bytearray(picture())
    raw[16:24] = (60000).to_bytes(4, "big") * 2
    raw[29:33] = zlib.crc32(bytes(raw[12:29])).to_bytes(4, "big")
    return bytes(raw)


@tagged("post_install", "-at_install")
class TestPrechecks(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="苏州禾瑞医疗器械有限公司")

    def _codes_of(self, paper):
        return {check["code"]: check["severity"] for check in paper._prechecks()}

    def _paper(self, code="operating_licence", raw=None, name="scan.png", **vals):
        file = self._scan(self.sales, raw or picture(), name)
        vals = {"number": "浙杭药监械经营许20235678号", "classes": "3", **vals}
        return self._create_paper(code, self.dealer, attachment_ids=[(4, file.id)], **vals)

    def test_q15_a_sound_paper_has_nothing_to_say(self):
        paper = self._paper(holder_name="苏州禾瑞医疗器械有限公司")
        self.assertEqual(paper._prechecks(), [])
        self.assertFalse(paper.precheck_html)

    def test_q15_dates_holder_and_number_are_compared_before_a_person_looks(self):
        paper = self._paper(
            number="编号-7",
            holder_name="Somebody else",
            date_valid_to=self.today - timedelta(1),
        )
        self.assertEqual(
            self._codes_of(paper), {"expired": "error", "holder": "error", "number": "warning"}
        )
        self.assertIn("expired already", paper.precheck_html)
        self.assertIn("It has expired already.", paper._approval_review_notes())
        early = self._paper(
            number="浙杭药监械经营许20235679号",
            date_valid_from=self.today + timedelta(9),
            date_valid_to=self.today + timedelta(400),
        )
        self.assertEqual(self._codes_of(early)["not_yet"], "warning")
        late = self._paper(
            number="浙杭药监械经营许20235670号", date_valid_to=self.today - timedelta(300),
            date_issued=self.today, date_valid_from=self.today - timedelta(400),
        )
        self.assertEqual(self._codes_of(late)["dates"], "error")

    def test_q15_the_holder_is_compared_without_width_and_blanks(self):
        self.dealer.name = "禾瑞（苏州）医疗 有限公司"
        self.assertNotIn("holder", self._codes_of(self._paper(holder_name="禾瑞(苏州)医疗有限公司")))

    def test_q15_the_credit_code_on_paper_is_the_partys(self):
        self.dealer.med_uscc = "91320505MA3LW9N23D"
        paper = self._paper("business_licence", number="91440305MA6GY2K86M", classes="")
        self.assertEqual(self._codes_of(paper)["uscc"], "error")

    @mute_logger(FILES)
    def test_q15_a_file_that_cannot_be_read_is_named(self):
        broken = self._paper(raw=picture()[:60])
        self.assertEqual(self._codes_of(broken)["file_unreadable"], "error")
        self.assertEqual(self._codes_of(self._paper(raw=b"%PDF-1.4 nothing"))["file_unreadable"], "error")
        self.assertEqual(self._codes_of(self._paper(raw=b"only words"))["file_foreign"], "error")
        broken.attachment_ids.write({"raw": picture((50, 50))})
        self.assertNotIn("file_unreadable", self._codes_of(broken))

    def test_q15_a_paper_without_its_file_says_so(self):
        paper = self._create_paper("operating_licence", self.dealer, classes="3", attachment_ids=False)
        self.assertEqual(self._codes_of(paper)["file_missing"], "error")

    def test_programs_archives_and_pages_are_refused_whatever_they_are_called(self):
        for raw in (b"MZ\x90\x00" + bytes(64), b"\x7fELF" + bytes(64), archive(), b"<html><script>"):
            with self.subTest(raw[:4]), self.assertRaisesRegex(UserError, "is no scan"):
                self._scan(self.sales, raw, "营业执照.pdf")

    def test_bombs_are_refused(self):
        for raw in (png_bomb(), pdf_bomb()):
            with self.subTest(raw[:4]), self.assertRaisesRegex(UserError, "unpack"):
                self._scan(self.sales, raw, "licence.pdf")

    def test_a_scan_larger_than_the_setting_is_refused_and_the_draft_stays(self):
        self.env["ir.config_parameter"].set_param("med_qualification.max_file_mb", "0.5")
        paper = self._paper()
        with self.assertRaisesRegex(UserError, r"larger than 0\.5 MB"):
            paper.attachment_ids.write({"raw": b"%PDF" + bytes(600_000)})
        self.assertEqual(paper.attachment_ids.raw, picture())

    def test_q11_the_same_file_of_another_party_is_found(self):
        other = self._create_partner("distributor", name="Other dealer")
        file = self._scan(self.sales, picture())
        self._create_paper("operating_licence", other, attachment_ids=[(4, file.id)])
        paper = self._paper()
        checks = [c for c in paper._prechecks() if c["code"] == "duplicate_file_other"]
        self.assertEqual(checks[0]["severity"], "error")
        self.assertIn("Other dealer", checks[0]["message"])

    def test_q11_the_same_number_of_the_same_office_is_found(self):
        first = self._paper()
        again = self._paper(raw=picture((9, 9)))
        self.assertEqual(self._codes_of(again), {"duplicate_number": "warning"})
        again.issuer = "Another office"
        self.assertEqual(again._prechecks(), [])
        first.issuer = False
        again.issuer = "Test office"
        self.assertEqual(self._codes_of(again), {"duplicate_number": "warning"})

    def test_q11_a_renewal_keeps_its_number_without_being_a_duplicate(self):
        old = self._paper()
        old.sudo()._put_in_force()
        new = self._paper(
            raw=picture((9, 9)),
            supersedes_id=old.id,
            date_valid_to=self.today + timedelta(1800),
        )
        self.assertEqual(new._prechecks(), [])

    def test_q11_one_print_may_be_licence_and_filing_of_one_party(self):
        self._paper()
        filing = self._paper("operating_filing", number="浙杭药监械经营备20235678号", classes="2")
        self.assertEqual(filing._prechecks(), [])

    def test_q11_what_one_may_not_read_is_not_told(self):
        secret = self._create_partner("distributor", name="Secret dealer")
        self._create_paper(
            "salesperson_identity",
            secret,
            user=self.users["purchaser"],
            number="330106199001011234",
            attachment_ids=[(4, self._scan(self.users["purchaser"], picture()).id)],
        )
        paper = self._paper("business_licence", number="91320505MA3LW9N23D", classes="")
        messages = " ".join(c["message"] for c in paper.with_user(self.sales)._prechecks())
        self.assertIn("no access", messages)
        self.assertNotIn("Secret dealer", messages)
        self.assertNotIn("330106199001011234", messages)
