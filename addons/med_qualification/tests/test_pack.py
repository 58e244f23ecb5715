import base64
import hashlib
import io
from datetime import timedelta

from pdfminer.high_level import extract_text

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_portal import PortalCommon, pdf, photo


@tagged("post_install", "-at_install")
class TestDocumentPack(PortalCommon):
    """A clerk gives out papers; the log knows who holds what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.users["billing"]
        cls.hospital = cls._create_partner("hospital", name="Test hospital", lang="en_US")
        cls.maker = cls._create_partner("manufacturer", name="Test maker")
        licence = cls._scan(raw=photo(), name="licence.png")
        cls.maker_paper = cls._paper_in_force(
            "manufacturing_licence", cls.maker, attachment_ids=[Command.link(licence.id)]
        )
        cls.plate = cls._certified("3", "Test plate", "国械注准20213139918")
        cls.dressing = cls._certified("2", "Test dressing", "浙械注准20212149356")
        for paper in cls.own_papers.values():
            cls._readable(paper)

    @classmethod
    def _certified(cls, device_class, name, number, **vals):
        product = cls._create_device(
            device_class, name=name, seller_ids=[Command.create({"partner_id": cls.maker.id})]
        )
        scan = cls._scan(raw=pdf(f"Certificate of {name}"), name=f"{name}.pdf")
        return cls._register(product, number=number, attachment_ids=[Command.link(scan.id)], **vals)

    @classmethod
    def _readable(cls, paper, raw=None):
        """Own papers of the common class carry no real file: a draft gets one."""
        new = cls._paper_in_force(
            paper.type_id.code,
            cls.company.partner_id,
            attachment_ids=[Command.link(cls._scan(raw=raw or pdf("own")).id)],
            **({"classes": paper.scope_ids[:1].device_class} if paper.scope_ids else {}),
        )
        cls.own_papers[paper.type_id.code] = new

    def _pack(self, products=None, user=None, **vals):
        products = products if products is not None else self.plate | self.dressing
        packs = self.env["med.document.pack"].with_user(user or self.clerk)
        return packs.create(
            {
                "recipient_id": self.hospital.id,
                "purpose": "filing",
                "product_ids": [Command.set(products.ids)],
                **vals,
            }
        )

    def _text(self, pack):
        return extract_text(io.BytesIO(pack.sudo().attachment_id.raw))

    def test_q45_pack_holds_our_papers_those_of_products_and_makers(self):
        pack = self._pack()
        by_kind = pack.line_ids.grouped("kind")
        own = by_kind["own"].credential_id
        self.assertLessEqual(set(own.mapped("type_id.code")), set(self.own_papers))
        self.assertIn(self.own_papers["operating_licence"], own)
        self.assertEqual(by_kind["maker"].credential_id, self.maker_paper)
        numbers = by_kind["product"].credential_id.mapped("number")
        self.assertEqual(sorted(numbers), ["国械注准20213139918", "浙械注准20212149356"])
        self.assertFalse(pack.missing_text)

    def test_q45_clerk_makes_one_pdf_that_names_the_recipient_on_every_page(self):
        pack = self._pack(purpose="备案")
        action = pack.action_issue()
        self.assertIn(f"/web/content/{pack.attachment_id.id}", action["url"])
        text = self._text(pack)
        for words in ("Test hospital", "国械注准20213139918", "Certificate of Test plate"):
            self.assertIn(words, text)
        self.assertIn("Test hospital", pack.watermark)
        self.assertIn("备案", pack.watermark)
        self.assertEqual(pack.state, "issued")
        self.assertEqual(pack.sha256, hashlib.sha256(pack.attachment_id.raw).hexdigest())
        self.assertTrue(all(line.page >= 2 for line in pack.line_ids))

    def test_q45_missing_papers_are_named_before_printing_and_expired_left_out(self):
        bare = self._create_device("2", name="Bare monitor")
        ended = {
            "date_valid_from": self.today - timedelta(900),
            "date_valid_to": self.today - timedelta(3),
        }
        old = self._certified("2", "Old monitor", "苏械注准20232079811", **ended)
        paper = old.med_credential_ids
        pack = self._pack(bare | old | self.plate)
        self.assertIn("Bare monitor", pack.missing_text)
        self.assertIn("Old monitor", pack.missing_text)
        self.assertNotIn("Test plate", pack.missing_text)
        self.assertIn("ended on", pack.left_out_text)
        self.assertNotIn(paper, pack.line_ids.credential_id)
        pack.action_issue()
        self.assertIn("is left out", self._text(pack))

    def test_q45_what_is_ticked_off_stays_out(self):
        pack = self._pack()
        line = pack.line_ids.filtered(lambda li: li.kind == "maker")
        line.is_included = False
        pack.action_refresh()
        pack.product_ids = [Command.unlink(self.dressing.id)]
        self.assertFalse(pack.line_ids.filtered(lambda li: li.kind == "maker").is_included)
        pack.action_issue()
        self.assertNotIn(self.maker_paper.number, self._text(pack))

    def test_q45_an_unreadable_file_is_named_and_nothing_is_given_out(self):
        locked = self._scan(raw=pdf("x", encrypt="secret"), name="locked.pdf")
        product = self._register(
            self._create_device("2", name="Locked"), attachment_ids=[Command.link(locked.id)]
        )
        pack = self._pack(product)
        with self.assertRaises(UserError) as refusal:
            pack.action_issue()
        self.assertIn("locked.pdf", str(refusal.exception))
        self.assertIn("protected by a password", str(refusal.exception))
        self.assertEqual(pack.state, "draft")

    def test_q45_what_was_given_out_stays_as_it_was(self):
        pack = self._pack()
        pack.action_issue()
        for vals in (
            {"purpose": "other"},
            {"recipient_id": self.dealer.id},
            {"state": "draft"},
            {"product_ids": [Command.clear()]},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                pack.write(vals)
        with self.assertRaises(UserError):
            pack.line_ids[0].unlink()
        with self.assertRaises(UserError):
            pack.line_ids[0].is_included = False
        with self.assertRaisesRegex(UserError, "given out"):
            self._pack().line_ids[0].pack_id = pack
        with self.assertRaises(UserError):
            pack.unlink()
        with self.assertRaises(UserError):
            pack.sudo().attachment_id.raw = b"%PDF-1.4 forged"
        with self.assertRaises(UserError):
            pack.action_issue()

    def test_q45_log_knows_who_holds_which_version(self):
        pack = self._pack()
        pack.action_issue()
        licence = self.own_papers["operating_licence"]
        self.assertEqual(licence.med_pack_count, 1)
        line = licence.med_pack_line_ids
        self.assertEqual(line.recipient_id, self.hospital)
        self.assertEqual(line.version, licence.version)
        self.assertEqual(line.issued_on, self.today)
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "pack.issued"), ("res_id", "=", pack.id)], limit=1
        )
        self.assertIn(pack.sha256, str(entry.facts))

    def test_q45_renewal_lists_who_must_get_the_new_version_and_sends_it(self):
        clinic = self._create_partner("clinic", name="Test clinic", lang="en_US")
        self._pack().action_issue()
        self._pack(recipient_id=clinic.id).action_issue()
        old = self.own_papers["operating_licence"]
        self._readable(old, raw=pdf("new licence"))
        new = self.own_papers["operating_licence"]
        self.assertEqual(old.state, "superseded")
        self.assertEqual(new.med_outdated_count, 2)
        tasks = new.activity_ids.filtered(lambda task: task.user_id == self.clerk)
        self.assertEqual(len(tasks), 1)
        self.assertIn("2", tasks.summary)
        action = new.with_user(self.clerk).action_send_new_version()
        packs = self.env["med.document.pack"].search(action["domain"])
        self.assertEqual(packs.recipient_id, self.hospital | clinic)
        self.assertEqual(set(packs.mapped("state")), {"issued"})
        self.assertEqual(packs.line_ids.credential_id, new)
        new.invalidate_recordset()
        self.assertEqual(new.med_outdated_count, 0)

    def test_q45_pack_is_made_from_products_quotations_and_deliveries(self):
        products = self.plate | self.dressing
        order = self._create_sale_order(self.hospital, products)
        picking = self._create_picking(self.hospital, products)
        for record in (products, products.product_tmpl_id, order, picking):
            with self.subTest(record._name):
                context = record.with_user(self.sales).action_med_pack()["context"]
                self.assertEqual(sorted(context["default_product_ids"]), sorted(products.ids))
        self.assertEqual(context["default_recipient_id"], self.hospital.id)

    def test_q45_papers_of_customers_and_of_persons_are_not_given_out(self):
        theirs = self.dealer.med_credential_ids[:1]
        identity = self._paper_in_force("salesperson_identity", self.maker)
        pack = self._pack()
        for paper in (theirs, identity):
            values = {"pack_id": pack.id, "credential_id": paper.id}
            with self.subTest(paper.display_name), self.assertRaises(UserError):
                self.env["med.document.pack.line"].with_user(self.clerk).create(values)

    def test_q45_search_for_papers_does_not_grow_with_products(self):
        finder = self.env["med.pack.finder"]
        more = self.env["product.product"].union(
            *(self._certified("2", f"More {n}", f"浙械注准2021214{n:04d}") for n in range(8))
        )
        few = self._pack(self.plate).sudo()
        many = self._pack(more | self.plate).sudo()

        def queries(pack):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            finder._find(pack)
            return self.cr.sql_log_count - before

        queries(few)
        self.assertLessEqual(queries(many), queries(few) + 3)

    def test_q45_pack_carries_the_seal_picture(self):
        plain = self._pack()
        plain.action_issue()
        red = photo("red", size=(200, 200))
        self.company.med_seal_image = base64.b64encode(red)
        sealed = self._pack()
        sealed.action_issue()
        self.assertIn(b"/Subtype /Image", sealed.attachment_id.raw)
        self.assertGreater(len(sealed.attachment_id.raw), len(plain.attachment_id.raw))
