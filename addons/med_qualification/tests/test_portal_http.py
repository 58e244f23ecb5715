import logging
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.med_qualification.controllers.token_mask import TOKENS, MaskTokens

from .common_portal import PortalCommon, PortalVisitor, pdf, photo
from .test_prechecks import pdf_bomb


@tagged("post_install", "-at_install")
class TestPortalHttp(PortalCommon, PortalVisitor, HttpCase):
    """The link as a visitor's browser uses it."""

    def setUp(self):
        super().setUp()
        self.base = f"/papers/page/{self.link.id}"
        self.need = self._row("operating_filing")["need"]

    def _uploads(self):
        self.env.invalidate_all()
        return self.env["med.upload"].search([("partner_id", "in", (self.dealer | self.other).ids)])

    def test_x22_a_link_opens_the_page_without_a_password(self):
        page = self._enter(self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Portal dealer", page.text)
        self.assertIn(self._type("operating_filing").name, page.text)
        self.assertTrue(page.url.endswith(self.base), "the token has left the address")
        self.assertNotIn(self.url.rsplit("/", 1)[1], page.text)
        self.env.invalidate_all()
        self.assertEqual(self.link.use_count, 1)

    def test_x22_page_is_kept_by_no_cache_index_or_referrer(self):
        page = self._enter(self.url)
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.history[0].headers["Cache-Control"], "no-store, private")

    def test_x22_photos_and_pdf_arrive_as_one_proposal(self):
        page = self._enter(self.url)
        answer = self._send(
            self.base,
            [("IMG_1.jpg", photo(kind="JPEG")), ("page 2.pdf", pdf())],
            page,
            need=self.need,
            number="苏苏药监械经营备20239001",
            date_valid_from="2024-03-01",
            message="Second page is the scope.",
        )
        self.assertIn("we have received it", answer.text)
        upload = self._uploads()
        self.assertEqual(len(upload), 1)
        self.assertEqual(upload.type_id, self._type("operating_filing"))
        self.assertEqual(upload.partner_id, self.dealer)
        self.assertEqual(upload.user_id, self.sales)
        self.assertEqual(sorted(upload.attachment_ids.mapped("mimetype")), ["application/pdf", "image/jpeg"])
        self.assertEqual(str(upload.date_valid_from), "2024-03-01")
        self.assertIn("Being reviewed", answer.text)
        self.assertFalse(upload.attachment_ids.filtered("public"))

    def test_x22_pressing_twice_sends_once(self):
        page = self._enter(self.url)
        for _press in range(2):
            answer = self._send(self.base, [("a.png", photo())], page, need=self.need)
            self.assertIn("we have received it", answer.text)
        self.assertEqual(len(self._uploads()), 1)

    def test_x22_what_is_no_photo_or_pdf_is_refused_with_its_name(self):
        page = self._enter(self.url)
        cases = {
            "licence.exe": (b"MZ\x90\x00 program", "no photo and no PDF"),
            "renamed.pdf": (b"MZ\x90\x00 program", "no photo and no PDF"),
            "page.html": (b"<html><script>alert(1)</script></html>", "no photo and no PDF"),
            "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no photo and no PDF"),
            "empty.jpg": (b"", "is empty"),
            "torn.png": (b"\x89PNG\r\n\x1a\n broken", "seems damaged"),
            "torn.pdf": (b"%PDF-1.7 nothing follows", "cannot be"),
            "bomb.pdf": (pdf_bomb(), "far more than a scan has"),
            "locked.pdf": (pdf("secret", encrypt="password"), "protected by a password"),
        }
        for name, (raw, words) in cases.items():
            with self.subTest(name):
                answer = self._send(self.base, [(name, raw)], page, need=self.need)
                self.assertEqual(answer.status_code, 200)
                self.assertIn(words, answer.text)
                self.assertIn(name, answer.text)
        self.assertFalse(self._uploads())

    def test_what_no_browser_sends_is_taken_as_text_or_as_nothing(self):
        page = self._enter(self.url)
        files = [("a.png", photo())]
        answer = self._send(self.base, files, page, need=self.need, number="A\0B", key="k\0")
        self.assertIn("we have received it", answer.text)
        self.assertEqual(self._uploads().number, "AB")
        self.assertEqual(self.env["med.portal.intake"]._plain(files), "")

    def test_x22_limits_of_size_and_number_of_files(self):
        page = self._enter(self.url)
        large = photo() + b"\0" * (20 * 1024 * 1024)
        answer = self._send(self.base, [("large.png", large)], page, need=self.need)
        self.assertIn("larger than 20 MB", answer.text)
        many = [(f"{number}.png", photo()) for number in range(11)]
        answer = self._send(self.base, many, page, need=self.need)
        self.assertIn("at most 10 files", answer.text)
        answer = self._send(self.base, [], page, need=self.need)
        self.assertIn("take a photo or choose a file first", answer.text)
        self.assertFalse(self._uploads())

    def test_x22_wrong_dates_are_explained(self):
        page = self._enter(self.url)
        send = [("a.png", photo())]
        answer = self._send(self.base, send, page, need=self.need, date_valid_to="soon")
        self.assertIn("is no date", answer.text)
        answer = self._send(
            self.base, send, page, need=self.need,
            date_valid_from="2027-01-01", date_valid_to="2026-01-01",
        )
        self.assertIn("cannot end before it begins", answer.text)
        self.assertFalse(self._uploads())

    def test_k19_nothing_is_taken_without_the_forms_token(self):
        self._enter(self.url)
        answer = self._send(self.base, [("a.png", photo())], need=self.need)
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._uploads())

    def test_k19_guessed_pages_and_links_open_nothing(self):
        for path in (self.base, f"/papers/page/{self.other_link.id}", "/papers/page/999999"):
            with self.subTest(path):
                self.assertEqual(self.url_open(path).status_code, 404)
        wrong = "/papers/" + "A" * 32
        self.assertEqual(self.url_open(wrong).status_code, 404)
        self.assertEqual(self.url_open(f"/papers/{self.link.token_hash}").status_code, 404)

    def test_k19_who_guesses_links_waits_and_shuts_out_no_neighbour(self):
        for number in range(31):
            answer = self.url_open(f"/papers/{number:032}")
        self.assertEqual(answer.status_code, 429)
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.assertIn("Too many tries", answer.text)
        self.assertEqual(self._enter(self.url).status_code, 200)

    def test_k19_guessing_the_rest_of_one_link_closes_it_for_that_address(self):
        token = self.url.rsplit("/", 1)[1]
        for number in range(5):
            answer = self.url_open(f"/papers/{token[:-2]}{number:02}")
            self.assertEqual(answer.status_code, 404)
        held = self.url_open(self.url)
        self.assertEqual(held.status_code, 429)
        self.assertLessEqual(int(held.headers["Retry-After"]), 15)
        self.assertEqual(self._enter(self.other_url).status_code, 200)
        self.env["med.portal.attempt"].search([]).held_until = fields.Datetime.now()
        self.assertEqual(self._enter(self.url).status_code, 200)

    def test_k19_a_link_shows_and_changes_its_own_party_only(self):
        page = self._enter(self.url)
        self.assertNotIn("Other dealer", page.text)
        other = f"/papers/page/{self.other_link.id}"
        self.assertEqual(self.url_open(other).status_code, 404)
        answer = self._send(other, [("a.png", photo())], page, need=self.need)
        self.assertEqual(answer.status_code, 404)
        self._send(
            self.base, [("a.png", photo())], page,
            need=self.need, partner_id=self.other.id, state="accepted", link_id=self.other_link.id,
        )
        self.assertEqual(self._uploads().partner_id, self.dealer)
        self.assertEqual(self._uploads().state, "received")

    def test_k19_a_need_of_somebody_else_is_just_another_paper(self):
        page = self._enter(self.url)
        foreign = self.env["med.requirement"].search([("direction", "=", "own")], limit=1)
        self._send(self.base, [("a.png", photo())], page, need=foreign.id)
        self.assertFalse(self._uploads().requirement_id)
        self.assertFalse(self._uploads().type_id)

    def test_k19_withdrawn_and_expired_links_close_at_once(self):
        page = self._enter(self.url)
        self.link.with_user(self.sales).action_revoke()
        for path in (self.url, self.base):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 404)
            self.assertIn("This link is closed", answer.text)
        answer = self._send(self.base, [("a.png", photo())], page, need=self.need)
        self.assertEqual(answer.status_code, 404)
        self._enter(self.other_url)
        self.other_link._guarded_write({"expires_on": self.today - timedelta(1)})
        self.assertEqual(self.url_open(self.other_url).status_code, 404)
        self.assertEqual(self.url_open(f"/papers/page/{self.other_link.id}").status_code, 404)
        self.assertFalse(self._uploads())

    def test_k19_files_that_were_sent_are_open_to_nobody_outside(self):
        upload = self._receive()
        self._enter(self.url)
        file = upload.attachment_ids
        for path in (f"/web/content/{file.id}", f"/web/image/{file.id}"):
            answer = self.url_open(path)
            self.assertNotEqual(answer.content, file.raw)
        self.assertEqual(self.url_open(f"/web/content/{file.id}").status_code, 404)

    def test_x22_many_wrong_links_are_slowed_down(self):
        codes = [self.url_open(f"/papers/{'B' * 30}{n:02d}").status_code for n in range(7)]
        self.assertEqual(codes, [404] * 5 + [429] * 2)

    def test_x22_messages_go_to_the_person_who_asked(self):
        page = self._enter(self.url)
        answer = self.url_open(
            f"{self.base}/say", data={**self._fields(page, "say"), "body": "Is a <b>copy</b> enough?"}
        )
        self.assertIn("Your message has arrived", answer.text)
        self.assertIn("Is a &lt;b&gt;copy&lt;/b&gt; enough?", answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.dealer.activity_ids.user_id, self.sales)

    def test_x22_page_speaks_the_language_of_the_party(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.dealer.lang = "zh_CN"
        page = self._enter(self.url)
        self.assertIn('lang="zh-CN"', page.text)
        words = self._type("operating_filing").with_context(lang="zh_CN").name
        self.assertIn(words, page.text)

    def test_x22_tokens_stay_out_of_the_access_log(self):
        token = self.url.rsplit("/", 1)[1]
        self.assertNotIn(token, TOKENS.mask(f'"GET {self.url} HTTP/1.1" 303'))
        record = logging.LogRecord("werkzeug", 20, "", 0, '"%s" %s', (f"GET {self.url}", "303"), None)
        TOKENS.filter(record)
        self.assertNotIn(token, record.getMessage())
        self.assertIn("/papers/…", record.getMessage())
        filters = logging.getLogger("werkzeug").filters
        self.assertTrue(any(isinstance(entry, MaskTokens) for entry in filters))


@tagged("post_install", "-at_install")
class TestPortalUserHttp(PortalCommon, PortalVisitor, HttpCase):
    """A customer or supplier who signs in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ms Wang", "parent_id": cls.dealer.id, "email": "wang@example.com"}
        )
        cls.portal = new_test_user(
            cls.env, "med_portal_wang", "base.group_portal", partner_id=cls.contact.id,
            password="med_portal_wang", lang="en_US",
        )
        cls.stranger = new_test_user(
            cls.env, "med_portal_other", "base.group_portal", partner_id=cls.other.id,
            password="med_portal_other", name=cls.other.name, lang="en_US",
        )

    def test_x22_portal_user_sees_and_sends_the_papers_of_his_company(self):
        self.dealer.user_id = self.sales
        self.authenticate("med_portal_wang", "med_portal_wang")
        page = self.url_open("/my/papers")
        self.assertIn("Portal dealer", page.text)
        need = self._row("operating_filing")["need"]
        answer = self._send("/my/papers", [("a.png", photo())], page, need=need)
        self.assertIn("we have received it", answer.text)
        upload = self.env["med.upload"].search([("partner_id", "=", self.dealer.id)])
        self.assertEqual((upload.contact_id, upload.user_id), (self.contact, self.sales))

    def test_k19_portal_user_of_another_company_sees_its_own_only(self):
        upload = self._receive()
        self.authenticate("med_portal_other", "med_portal_other")
        page = self.url_open("/my/papers")
        self.assertIn("Other dealer", page.text)
        self.assertNotIn("Portal dealer", page.text)
        self.assertEqual(self.url_open(f"/papers/page/{self.link.id}").status_code, 404)
        answer = self.url_open(f"/web/content/{upload.attachment_ids.id}")
        self.assertEqual(answer.status_code, 404)

    def test_k19_portal_users_read_no_table_of_ours(self):
        upload = self._receive()
        paper = self.dealer.med_credential_ids[:1]
        records = (upload, self.link, paper, paper.attachment_ids, self.dealer.med_dossier_ids)
        for user in (self.portal, self.stranger):
            for record in records:
                with self.subTest(user=user.login, model=record._name):
                    self.assertFalse(record.with_user(user).has_access("read"))

    def test_k19_json_calls_of_portal_users_are_refused(self):
        upload = self._receive()
        self.authenticate("med_portal_other", "med_portal_other")
        calls = (
            ("med.upload", "read", [upload.ids, ["number"]]),
            ("med.upload", "action_accept", [upload.ids]),
            ("med.portal.link", "action_revoke", [self.link.ids]),
            ("med.portal.link", "search_read", [[]]),
            ("med.portal.send", "action_send", [[]]),
            ("res.partner", "action_med_send_link", [self.dealer.ids]),
            ("med.credential", "read", [self.dealer.med_credential_ids.ids]),
        )
        for model, method, args in calls:
            with self.subTest(model=model, method=method):
                answer = self.url_open(
                    f"/web/dataset/call_kw/{model}/{method}",
                    json={"params": {"model": model, "method": method, "args": args, "kwargs": {}}},
                ).json()
                self.assertIn("error", answer)
        self.env.invalidate_all()
        self.assertEqual(upload.state, "received")

    def test_x22_visitors_are_sent_to_the_login_page(self):
        self.assertIn("/web/login", self.url_open("/my/papers").url)

    def test_x22_our_own_people_have_no_page(self):
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open("/my/papers", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
