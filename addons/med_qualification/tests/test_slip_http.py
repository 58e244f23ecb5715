import io
import re
from datetime import timedelta
from unittest.mock import patch

from pdfminer.high_level import extract_text

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.med_qualification.models import ir_actions_report

from .common_portal import PortalCommon, pdf


@tagged("post_install", "-at_install")
class TestSlipHttp(PortalCommon, HttpCase):
    """The QR code of a delivery slip, as the receiver's phone opens it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plate = cls._certified("3", "Slip plate", "国械注准20213139918")
        cls.other_product = cls._certified("3", "Other plate", "国械注准20213139920")
        cls.picking = cls._delivered(cls.plate, "L-240318")
        cls.second = cls._delivered(cls.other_product, "L-OTHER")

    @classmethod
    def _certified(cls, device_class, name, number):
        product = cls._create_device(device_class, name=name)
        scan = cls._scan(raw=pdf(f"Certificate of {name}"), name=f"{name}.pdf")
        return cls._register(product, number=number, attachment_ids=[Command.link(scan.id)])

    @classmethod
    def _delivered(cls, product, lot_name):
        lot = cls._create_lot(product, lot_name)
        cls._add_stock(product, 5, lot)
        picking = cls._create_picking(cls.dealer, product, quantity=2)
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    def _path(self, picking=None):
        url = (picking or self.picking)._med_slip_url()
        return re.sub(r"^https?://[^/]+", "", url)

    def test_q48_more_slips_than_one_file_takes_are_refused_in_plain_words(self):
        report = self.env["ir.actions.report"].with_user(self.users["keeper"])
        slips = (self.picking | self.second).ids
        with patch.object(ir_actions_report, "SLIPS_AT_ONCE", 1):
            with self.assertRaisesRegex(UserError, "2 delivery slips are too many .* at most 1"):
                report._render_qweb_html("stock.report_deliveryslip", slips)
            report._render_qweb_html("stock.report_deliveryslip", slips[:1])

    def test_q48_slip_prints_a_code_for_devices_only(self):
        self.assertEqual(self.picking.state, "done")
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("stock.action_report_delivery", self.picking.ids)[0]
        self.assertIn(b"med_slip_code", html)
        self.assertIn(b"data:image/png;base64,", html)
        goods = self._create_picking(self.dealer, self._create_goods())
        goods.action_confirm()
        self.assertFalse(goods._med_has_slip_code())
        self.assertFalse(self._create_picking(self.dealer, self.plate)._med_has_slip_code())

    def test_q48_printing_again_gives_the_same_code(self):
        self.assertEqual(self._path(), self._path())
        self.assertNotEqual(self._path(), self._path(self.second))

    def test_q48_code_opens_the_papers_of_exactly_these_lots(self):
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 200)
        for words in ("Slip plate", "L-240318", "国械注准20213139918", self.picking.name):
            self.assertIn(words, page.text)
        self.assertIn(self.own_papers["operating_licence"].number, page.text)
        for words in ("Other plate", "L-OTHER", "国械注准20213139920"):
            self.assertNotIn(words, page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertIn("noindex", page.headers["X-Robots-Tag"])

    def test_q48_papers_open_as_stamped_pdf(self):
        paper = self.plate.med_credential_ids
        answer = self.url_open(f"{self._path()}/{paper.id}")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        text = extract_text(io.BytesIO(answer.content))
        self.assertIn("Certificate of Slip plate", text)
        self.assertIn(self.picking.name, text)

    def test_k19_no_other_paper_is_reached_through_a_code(self):
        papers = (
            self.other_product.med_credential_ids
            | self.dealer.med_credential_ids
            | self._paper_in_force("salesperson_identity", self.company.partner_id)
        )
        for paper in papers:
            with self.subTest(paper.display_name):
                answer = self.url_open(f"{self._path()}/{paper.id}")
                self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.url_open(f"{self._path()}/999999").status_code, 404)

    def test_k19_codes_cannot_be_guessed_or_bent(self):
        path = self._path()
        number, revision, sign = path.rsplit("/", 1)[1].split("-")
        bent = [
            f"{self.second.id}-{revision}-{sign}",
            f"{number}-{int(revision) + 1}-{sign}",
            f"{number}-{revision}-{sign[:-1]}",
            f"{number}-{revision}-{'0' * 32}",
            f"{number}--{sign}",
            "x" * 40,
            "99999999999999999999-0-" + sign,
        ]
        for token in bent:
            with self.subTest(token):
                self.assertEqual(self.url_open(f"/slip/{token}").status_code, 404)

    def test_k19_who_guesses_codes_waits_and_the_next_slip_opens(self):
        _number, revision, sign = self._path().rsplit("/", 1)[1].split("-")
        for digit in range(5):
            self.url_open(f"/slip/{self.second.id}-{revision}-{sign[:-1]}{digit}")
        answer = self.url_open(f"/slip/{self.second.id}-{revision}-{sign}")
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(self.url_open(self._path()).status_code, 200)

    def test_q48_a_withdrawn_code_opens_nothing_and_a_new_slip_has_a_new_one(self):
        old = self._path()
        with self.assertRaises(AccessError):
            self.picking.with_user(self.users["keeper"]).action_med_slip_revoke()
        self.picking.with_user(self.officer).action_med_slip_revoke()
        self.assertEqual(self.url_open(old).status_code, 404)
        self.assertNotEqual(self._path(), old)
        self.assertEqual(self.url_open(self._path()).status_code, 200)

    def test_q48_a_code_ends_with_its_days(self):
        self.picking.with_user(self.officer).action_med_slip_expiry(self.today - timedelta(1))
        self.assertEqual(self.url_open(self._path()).status_code, 404)
        self.picking.with_user(self.officer).action_med_slip_expiry(self.today + timedelta(1))
        self.assertEqual(self.url_open(self._path()).status_code, 200)

    def test_q48_opening_is_counted(self):
        self.url_open(self._path())
        self.url_open(self._path())
        self.env.invalidate_all()
        link = self.env["med.slip.link"].search([("picking_id", "=", self.picking.id)])
        self.assertEqual(link.open_count, 2)

    def test_q48_certificate_of_the_day_the_lot_was_made_is_shown(self):
        product = self._create_device("2", name="Renewed dressing")
        old, new = self._two_versions(product)
        lot = self._create_lot(product, "L-OLD")
        lot.med_production_date = self.today - timedelta(20)
        self._add_stock(product, 5, lot)
        picking = self._create_picking(self.dealer, product)
        picking.action_confirm()
        picking.action_assign()
        page = self.url_open(self._path(picking))
        self.assertIn(old.number, page.text)
        self.assertIn(new.number, page.text)
        lot.med_production_date = False
        page = self.url_open(self._path(picking))
        self.assertNotIn(old.number, page.text)

    def _two_versions(self, product):
        """A certificate that was valid, and the one in its place since ten days."""
        papers = []
        numbers = ("浙械注准20152149001", "浙械注准20202149002")
        for number in numbers:
            scan = self._scan(raw=pdf(number), name=f"{number}.pdf")
            papers.append(
                self._paper_in_force(
                    "registration_certificate", product, number=number,
                    attachment_ids=[Command.link(scan.id)],
                )
            )
        old, new = papers
        old._guarded_write({"ended_on": self.today - timedelta(10)})
        return old, new
