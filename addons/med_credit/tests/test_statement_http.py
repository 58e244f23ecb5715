import re

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.med_credit.controllers.token_mask import TOKENS
from odoo.addons.med_qualification.tests.common_portal import PortalVisitor, photo

from .watch_common import WatchCommon


@tagged("post_install", "-at_install")
class TestStatementHttp(WatchCommon, PortalVisitor, HttpCase):
    """The link to a statement as a visitor's browser uses it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"email": "buyer@dealer.example", "lang": "en_US"})
        cls.other = cls._admit_dealer("Other dealer", lang="en_US")
        for partner in (cls.customer, cls.other):
            cls._debt(1000.0, age=70, partner=partner)
            cls._debt(500.0, age=60, partner=partner)
        cls.statement = cls._statement()
        cls.foreign = cls._statement(cls.other)
        cls.url, cls.foreign_url = cls._link(cls.statement), cls._link(cls.foreign)
        cls.link = cls.statement.link_ids.sudo()

    @classmethod
    def _link(cls, statement):
        action = statement.action_copy_link()
        url = action["context"]["default_line_ids"][0][2]["url"]
        return re.sub(r"^https?://[^/]+", "", url)

    def setUp(self):
        super().setUp()
        self.base = f"/statement/page/{self.link.id}"

    def _answer(self, page, base=None, **form):
        values = {
            "csrf_token": self._fields(page)["csrf_token"],
            "digest": self.statement.digest,
            "name": "Ms Gu",
            **form,
        }
        answer = self.url_open(f"{base or self.base}/answer", data=values)
        self.env.invalidate_all()
        return answer

    def test_c14_the_link_shows_the_statement_and_leaves_no_token(self):
        page = self._enter(self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.statement.name, page.text)
        self.assertIn("1,500.00", page.text)
        self.assertTrue(page.url.endswith(self.base))
        self.assertNotIn(self.url.rsplit("/", 1)[1], page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.env.invalidate_all()
        self.assertEqual(self.link.use_count, 1)
        self.assertEqual(TOKENS.mask(f"GET {self.url} HTTP/1.1"), "GET /statement/… HTTP/1.1")

    def test_c14_confirming_twice_confirms_once(self):
        page = self._enter(self.url)
        first = self._answer(page, decision="agree")
        self.assertIn("The statement is confirmed", first.text)
        self.assertEqual((self.statement.state, self.statement.answered_by), ("confirmed", "Ms Gu"))
        answered = self.statement.answered_at
        second = self._answer(first, decision="differ", name="Mr X", their_balance="1")
        self.assertIn("answered on", second.text)
        self.assertEqual((self.statement.state, self.statement.answered_at), ("confirmed", answered))
        self.assertEqual(self.statement.answered_by, "Ms Gu")
        entries = self.env["med.ledger.entry"].search(
            [("event", "=", "statement.confirmed"), ("res_id", "=", self.statement.id)]
        )
        self.assertEqual(len(entries), 1)

    def test_c14_differences_are_noted_line_by_line(self):
        page = self._enter(self.url)
        line, right = self.statement.line_ids
        answer = self._answer(
            page,
            decision="differ",
            note="See our list",
            **{f"differs_{line.id}": "1", f"amount_{line.id}": "¥ 800.50", f"note_{line.id}": "Broken box"},
        )
        self.assertIn("We look at the differences", answer.text)
        self.assertEqual(self.statement.state, "differs")
        self.assertEqual((line.answer, line.their_amount, line.their_note), ("differs", 800.5, "Broken box"))
        self.assertEqual(right.answer, "agreed")
        self.assertEqual(self.statement.their_balance, 1300.5)
        self.assertEqual(len(self.statement.activity_ids), 1)

    def test_c14_forged_amounts_and_items_change_nothing_of_ours(self):
        page = self._enter(self.url)
        stranger = self.foreign.line_ids[0]
        self._answer(
            page,
            decision="differ",
            note="x",
            balance="1",
            residual="1",
            state="confirmed",
            **{f"differs_{stranger.id}": "1", f"amount_{stranger.id}": "1"},
        )
        self.assertEqual(self.statement.balance, 1500)
        self.assertEqual(self.statement.difference_count, 0)
        self.assertEqual(stranger.answer, "none")
        self.assertEqual(self.foreign.state, "sent")

    def test_c14_nonsense_is_refused_in_plain_words(self):
        page = self._enter(self.url)
        cases = (
            ({"decision": "agree", "digest": "0" * 64}, "not the statement you looked at"),
            ({"decision": "agree", "name": " "}, "write your name"),
            ({"decision": "pay"}, "one of the two buttons"),
            ({"decision": "differ"}, "tick what differs"),
            ({"decision": "differ", "their_balance": "1e999"}, "is no amount"),
            ({"decision": "differ", "their_balance": "nan"}, "is no amount"),
            ({"decision": "differ", "their_balance": "lots"}, "is no amount"),
        )
        for form, words in cases:
            with self.subTest(form):
                self.assertIn(words, self._answer(page, **form).text)
                self.assertEqual(self.statement.state, "sent")

    def test_c14_another_customers_link_and_guesses_open_nothing(self):
        self._enter(self.foreign_url)
        for path in (self.base, f"{self.base}/pdf", "/statement/page/999999", "/statement/" + "A" * 32):
            with self.subTest(path):
                self.assertEqual(self.url_open(path).status_code, 404)
        page = self._enter(self.foreign_url)
        self.assertEqual(self._answer(page, decision="agree").status_code, 404)
        self.assertEqual(self.statement.state, "sent")

    def test_c14_nothing_is_taken_without_the_forms_token(self):
        self._enter(self.url)
        form = {"decision": "agree", "digest": self.statement.digest, "name": "Ms Gu"}
        self.assertEqual(self.url_open(f"{self.base}/answer", data=form).status_code, 400)

    def test_c14_expired_and_withdrawn_links_close_at_once(self):
        page = self._enter(self.url)
        self.link._guarded_write({"expires_on": fields.Date.subtract(self.env.company._med_today(), days=1)})
        self.env.flush_all()
        self.assertEqual(self.url_open(self.url).status_code, 404)
        self.assertEqual(self._answer(page, decision="agree").status_code, 404)
        self.link._guarded_write({"expires_on": self.env.company._med_today()})
        self.env.flush_all()
        self.assertEqual(self.url_open(self.url).status_code, 200)
        self.statement.action_cancel()
        self.env.flush_all()
        self.assertEqual(self.url_open(self.base).status_code, 404)
        self.assertEqual(self._answer(page, decision="agree").status_code, 404)
        self.assertEqual(self.statement.state, "cancelled")

    def test_c14_the_signed_paper_arrives_as_a_photo(self):
        page = self._enter(self.url)
        data = {"csrf_token": self._fields(page)["csrf_token"], "name": "Ms Gu"}
        bad = self.url_open(f"{self.base}/paper", data=data, files=[("files", ("a.exe", b"MZ\x90\x00"))])
        self.assertIn("no photo and no PDF", bad.text)
        good = self.url_open(f"{self.base}/paper", data=data, files=[("files", ("a.png", photo()))])
        self.assertIn("received the signed paper", good.text)
        self.env.invalidate_all()
        self.assertEqual(self.statement.state, "confirmed")
        self.assertEqual(self.statement.signed_file_ids.mimetype, "image/png")
        self.assertFalse(self.statement.signed_file_ids.public)

    def test_c14_the_page_is_there_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._enter(self.url)
        page = self.url_open(f"{self.base}?lang=zh_CN")
        self.assertIn('lang="zh-CN"', page.text)

    def _portal_user(self, login, partner):
        contact = self._create_partner(False, name=login, parent_id=partner.id, is_company=False)
        return new_test_user(
            self.env, login=login, password=login, groups="base.group_portal", partner_id=contact.id
        )

    def test_c14_a_portal_user_sees_and_confirms_his_companys_only(self):
        self._portal_user("dealer_portal", self.customer)
        self.authenticate("dealer_portal", "dealer_portal")
        listed = self.url_open("/my/statements")
        self.assertIn(self.statement.name, listed.text)
        self.assertNotIn(self.foreign.name, listed.text)
        base, theirs = f"/my/statements/{self.statement.id}", f"/my/statements/{self.foreign.id}"
        page = self.url_open(base)
        self.assertIn("1,500.00", page.text)
        for path in (theirs, f"{theirs}/pdf"):
            self.assertEqual(self.url_open(path).status_code, 404)
        refused = self._answer(page, theirs, decision="agree", digest=self.foreign.digest)
        self.assertEqual(refused.status_code, 404)
        self.assertEqual(self.foreign.state, "sent")
        self._answer(page, base, decision="agree", name="")
        self.assertEqual((self.statement.state, self.statement.answered_way), ("confirmed", "portal"))
        self.assertIn("dealer_portal", self.statement.answered_by)

    def test_c14_drafts_are_not_shown_in_the_portal(self):
        self.statement.action_cancel()
        draft = self._statement()
        self._portal_user("dealer_portal", self.customer)
        self.authenticate("dealer_portal", "dealer_portal")
        self.assertEqual(self.url_open(f"/my/statements/{draft.id}").status_code, 404)
        self.assertNotIn(draft.name, self.url_open("/my/statements").text)

    def test_c14_our_own_people_do_not_answer_for_customers(self):
        self.authenticate("med_test_billing", "med_test_billing")
        answer = self.url_open(f"/my/statements/{self.statement.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 404)
