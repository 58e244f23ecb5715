from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalLink(PortalCommon):
    """Who may send links, what is kept of them, how they end."""

    def test_x22_only_the_hash_of_a_token_is_kept(self):
        token = self.url.rsplit("/", 1)[1]
        self.assertGreaterEqual(len(token), 32)
        row = self.link.read()[0]
        self.assertNotIn(token, str(row))
        self.assertEqual(self.link.token_hash, self.link._hash(token))

    def test_x22_a_link_is_found_by_its_token_and_no_other(self):
        links = self.env["med.portal.link"]
        token = self.url.rsplit("/", 1)[1]
        self.assertEqual(links._by_token(token), self.link)
        self.assertFalse(links._by_token(token[:-1]))
        self.assertFalse(links._by_token(self.link.token_hash))
        self.assertFalse(links._by_token(""))

    def test_x22_sending_and_withdrawing_are_ledgered(self):
        self.link.with_user(self.sales).action_revoke()
        events = self.env["med.ledger.entry"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.dealer.id)]
        )
        self.assertLessEqual(
            {"portal.link_sent", "portal.link_revoked"}, set(events.mapped("event"))
        )
        self.assertFalse(self.link.is_open)

    def test_x22_keeper_may_not_send_links(self):
        with self.assertRaises(AccessError):
            self.dealer.with_user(self.users["keeper"]).action_med_send_link()
        with self.assertRaises(AccessError):
            self.link.with_user(self.users["keeper"]).action_revoke()

    def test_x22_a_link_ends_by_its_date(self):
        self.link._guarded_write({"expires_on": self.today - timedelta(1)})
        self.assertFalse(self.link._opens_with(self.link.token_hash))
        found = self.env["med.portal.link"].search([("is_open", "=", True)])
        self.assertNotIn(self.link, found)
        self.assertIn(self.other_link, found)

    def test_k18_links_cannot_be_forged_or_prolonged_by_writing(self):
        links = self.env["med.portal.link"]
        with self.assertRaises(UserError):
            links.with_user(self.sales).create(
                {"partner_id": self.dealer.id, "token_hash": "x", "expires_on": self.today}
            )
        with self.assertRaises(UserError):
            self.link.expires_on = self.today + timedelta(400)

    def test_x22_dialog_lists_what_each_party_misses_and_sends_in_bulk(self):
        self.dealer.email = "dealer@example.com"
        parties = self.dealer | self.other
        action = parties.with_user(self.sales).action_med_send_link()
        wizard = self.env["med.portal.send"].with_user(self.sales).browse(action["res_id"])
        self.assertEqual(wizard.line_ids.partner_id, parties)
        filing = self._type("operating_filing").name
        self.assertIn(filing, wizard.line_ids[0].missing)
        wizard.note = "Please before Friday."
        sent = wizard.action_send()
        lines = [line[2] for line in sent["context"]["default_line_ids"]]
        self.assertEqual([line["partner_id"] for line in lines], parties.ids)
        self.assertTrue(all("/papers/" in line["url"] for line in lines))
        mail = self.env["mail.mail"].search([("email_to", "=", "dealer@example.com")])
        self.assertEqual(len(mail), 1)
        self.assertIn(lines[0]["url"], mail.body_html)
        self.assertIn("Please before Friday.", mail.body_html)
        self.assertIn(filing, mail.body_html)
        self.assertTrue(mail.auto_delete)
        token = lines[0]["url"].rsplit("/", 1)[1]
        notes = self.env["mail.message"].search(
            [("body", "ilike", token), ("id", "!=", mail.mail_message_id.id)]
        )
        self.assertFalse(notes, "the token stands in no chatter")

    def test_x22_a_contact_gets_the_page_of_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ms Wang", "parent_id": self.dealer.id, "email": "wang@example.com"}
        )
        link, _url = self._send_link(contact)
        self.assertEqual(link.commercial_partner_id, self.dealer)

    def test_x22_a_party_without_type_is_asked_for_its_type_first(self):
        partner = self._create_partner(False, name="Untyped")
        with self.assertRaises(UserError) as refusal:
            self.env["med.portal.send"].with_user(self.sales)._send_all([(partner, False)])
        self.assertIn("no party type", str(refusal.exception))

    def test_x22_a_new_party_gets_its_file_with_the_first_link(self):
        partner = self._create_partner("distributor", name="New dealer")
        self.env["med.portal.send"].with_user(self.sales)._send_all([(partner, False)])
        rows = self.env["med.portal.page"]._rows(partner, self.company)
        self.assertTrue(any(row["status"] == "missing" for row in rows))

    def test_x22_our_own_company_gets_no_link(self):
        with self.assertRaises(UserError):
            self.env["med.portal.link"]._make(self.company.partner_id)

    def test_x22_salesperson_sends_the_link_from_the_finding_in_one_click(self):
        device = self._register(self._create_device("2"))
        order = self._create_sale_order(self.dealer, [device])
        finding = next(
            f for f in order.action_gate_check("confirm") if f["check"] == "partner_paper"
        )
        action = order.with_user(self.sales).action_gate_send_link(
            finding["check"], finding["line_id"]
        )
        (line,) = action["context"]["default_line_ids"]
        token = line[2]["url"].rsplit("/", 1)[1]
        link = self.env["med.portal.link"]._by_token(token)
        self.assertEqual(link.commercial_partner_id, self.dealer)
        self.assertEqual(link.user_id, self.sales)

    def test_x22_wrong_links_wait_longer_and_longer_by_address_and_link(self):
        attempts = self.env["med.portal.attempt"]
        with freeze_time("2026-03-02 09:00:00"):
            for _try in range(5):
                self.assertFalse(attempts._note("203.0.113.9", "AAAAAAAA1"))
            self.assertEqual(attempts._wait("203.0.113.9", "AAAAAAAA2"), 15)
            attempts._note("203.0.113.9", "AAAAAAAA3")
            self.assertEqual(attempts._wait("203.0.113.9", "AAAAAAAA2"), 30)
            self.assertFalse(attempts._wait("203.0.113.9", "BBBBBBBB1"))
            self.assertFalse(attempts._wait("203.0.113.10", "AAAAAAAA2"))
            for number in range(40):
                waiting = attempts._note("203.0.113.9", f"{number:08}")
            self.assertEqual(waiting, 3600)
            self.assertFalse(attempts._wait("203.0.113.9", "BBBBBBBB1"))
        with freeze_time("2026-03-02 10:00:01"):
            self.assertFalse(attempts._note("203.0.113.9", "CCCCCCCC"))
        self.assertNotIn("203.0.113.9", str(attempts.search([]).read()))

    def test_x22_attempts_are_forgotten_after_a_quiet_day(self):
        attempts = self.env["med.portal.attempt"]
        with freeze_time("2026-03-02 09:00:00"):
            attempts._note("203.0.113.9", "AAAAAAAA1")
        with freeze_time("2026-03-03 09:00:01"):
            attempts._gc_attempts()
        self.assertFalse(attempts.search([]))


@tagged("post_install", "-at_install")
class TestPortalPage(PortalCommon):
    """What the page says, in plain values."""

    def test_q38_page_names_what_is_needed_why_and_how_it_stands(self):
        page = self.env["med.portal.page"]._page(self.dealer, self.company, self.link)
        titles = {row["title"]: row for row in page["todo"] + page["done"]}
        missing = self._row("operating_filing")
        self.assertEqual(missing["status"], "missing")
        self.assertTrue(missing["why"])
        self.assertTrue(missing["hints"])
        self.assertIn(missing["title"], titles)
        self.assertEqual(self._row("business_licence")["tone"], "good")

    def test_q38_a_paper_that_ends_soon_is_asked_with_its_date(self):
        dealer = self._create_partner("distributor", name="Ending dealer")
        end = self.today + timedelta(20)
        self._admit(dealer, "customer", {"operating_licence": {"classes": "3", "date_valid_to": end}})
        rows = self.env["med.portal.page"]._rows(dealer, self.company)
        kind = self._type("operating_licence").id
        row = next(row for row in rows if kind in row["types"])
        self.assertEqual((row["status"], row["is_todo"]), ("expiring", True))
        self.assertTrue(row["end"])

    def test_q38_page_does_not_grow_in_queries_with_its_rows(self):
        pages = self.env["med.portal.page"]

        def queries():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            pages._page(self.dealer, self.company, self.link)
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        for _number in range(6):
            self._receive()
        self.assertLessEqual(queries(), few + 1)

    def test_q38_party_reads_questions_and_answers(self):
        upload = self._receive()
        wizard = self.env["med.upload.answer"].with_user(self.officer).create(
            {"upload_ids": [Command.set(upload.ids)], "mode": "ask", "text": "Which warehouse?"}
        )
        wizard.action_apply()
        case = {
            "partner": self.dealer,
            "company": self.company,
            "link": self.link,
            "contact": self.dealer,
        }
        intake = self.env["med.portal.intake"]
        intake._hear(case, "The one in Suzhou.")
        intake._hear(case, "Second floor.")
        talk = self.env["med.portal.page"]._talk(self.dealer, self.company)
        self.assertEqual(
            [line["body"] for line in talk],
            ["Which warehouse?", "The one in Suzhou.", "Second floor."],
        )
        tasks = self.dealer.activity_ids.filtered(lambda t: t.user_id == self.sales)
        self.assertEqual(len(tasks), 1, "one task, however many messages")
