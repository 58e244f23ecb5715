from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .watch_common import WatchCommon


@tagged("post_install", "-at_install")
class TestStatement(WatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"email": "buyer@dealer.example", "lang": "en_US"})
        cls.since, cls.until = cls._month()
        cls.bill = cls._debt(1000.0, age=(cls.env.company._med_today() - cls.until).days + 10, due=40)

    def test_c14_a_statement_shows_the_books_of_the_last_day_of_the_month(self):
        self._pay(self.bill, 400.0, day=self.until - timedelta(days=2))
        self._pay(self.bill, 100.0, day=self.until + timedelta(days=1))
        statement = self._statement()
        self.assertEqual(statement.balance, 600, "a payment of this month changes nothing of the last")
        self.assertEqual(statement.line_ids.residual, 600)
        self.assertEqual(statement.line_ids.amount, 1000)
        self.assertEqual((statement.opening_balance, statement.invoiced, statement.received), (0, 1000, -400))

    def test_c14_open_items_and_turnover_give_the_same_balance(self):
        self._old_invoice(250.0, days_late=90)
        older = self._old_invoice(300.0, days_late=100)
        self._pay(older, 300.0, day=self.until + timedelta(days=1))
        statement = self._statement()
        self.assertEqual(statement.balance, 1550)
        self.assertEqual(sum(statement.line_ids.mapped("residual")), statement.balance)
        self.assertEqual(statement.opening_balance + statement.invoiced + statement.received, 1550)

    def test_c14_one_statement_for_each_currency(self):
        foreign = self._foreign_currency(0.5)
        invoice = self.bill.copy({"currency_id": foreign.id, "invoice_date": self.until})
        invoice.action_post()
        statements = self._statement()
        self.assertEqual(len(statements), 2)
        abroad = statements.filtered(lambda statement: statement.currency_id == foreign)
        self.assertEqual(abroad.balance, 1000)

    def test_c14_making_it_twice_makes_one(self):
        self.assertEqual(len(self._statement()), 1)
        self.assertFalse(self._statement())

    def test_c14_a_withdrawn_statement_may_be_made_anew(self):
        self._statement().action_cancel()
        self.assertEqual(len(self._statement()), 1)

    def test_c14_figures_are_not_edited(self):
        statement = self._statement()
        for vals in ({"balance": 1.0}, {"state": "confirmed"}, {"date_to": self.since}, {"line_ids": []}):
            with self.subTest(vals), self.assertRaises(UserError):
                statement.write(vals)
        with self.assertRaises(UserError):
            statement.line_ids.sudo().write({"residual": 1.0})

    def test_c14_sending_queues_a_mail_with_a_link_and_the_pdf(self):
        statement = self._statement()
        self.assertIs(statement.action_send(), True)
        self.assertEqual((statement.state, statement.sent_to), ("sent", "buyer@dealer.example"))
        mail = self.env["mail.mail"].search([("email_to", "=", "buyer@dealer.example")], limit=1)
        self.assertIn("/statement/", mail.body_html)
        self.assertEqual(mail.attachment_ids, statement.sudo().pdf_id)
        self.assertEqual(mail.attachment_ids.mimetype, "application/pdf")
        self.assertEqual(len(statement.link_ids), 1)
        self.assertNotIn(statement.link_ids.sudo().token_hash, mail.body_html)

    def test_c14_without_an_address_the_link_is_shown_once(self):
        self.customer.email = False
        statement = self._statement()
        action = statement.action_send()
        line = action["context"]["default_line_ids"][0][2]
        self.assertIn("/statement/", line["url"])
        self.assertIn(line["url"], line["text"])
        self.assertEqual(statement.state, "sent")

    def test_c14_a_sent_statement_is_kept(self):
        statement = self._statement()
        statement.action_copy_link()
        self.assertGreater(statement.retention_until, self.env.company._med_today() + timedelta(days=1800))
        with self.assertRaises(UserError):
            statement.sudo().unlink()

    def test_c14_bulk_makes_all_customers_with_progress_and_sends_in_the_background(self):
        for number in range(5):
            dealer = self._admit_dealer(f"Dealer {number}", email=f"d{number}@x.example")
            self._debt(500.0, age=70, partner=dealer)
        run = self.env["med.credit.statement.run"].with_user(self.billing).create({})
        self.patch(type(run), "_work", self._in_batches_of_two(type(run)._work))
        run.action_start()
        self.assertEqual((run.state, run.done_count), ("running", 2))
        self.assertGreater(run.progress, 0)
        with self.enter_registry_test_mode():
            self.env.ref("med_credit.ir_cron_statement_make").method_direct_trigger()
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertEqual(run.statement_count, run.total)
        run.action_send_all()
        with self.enter_registry_test_mode():
            self.env.ref("med_credit.ir_cron_statement_send").method_direct_trigger()
        self.assertEqual(run.sent_count, run.statement_count)
        self.assertEqual(run.statement_ids.user_id, self.billing)
        with self.assertRaises(UserError):
            run.action_start()

    def _in_batches_of_two(self, work):
        def two(run):
            pending, run_total = run.pending, run.total
            if len(pending) > 2:
                run._guarded_write({"pending": pending[:2]})
                work(run)
                rest = pending[2:]
                run._guarded_write({"pending": rest, "done_count": run_total - len(rest), "state": "running"})
                return 2
            return work(run)

        return two

    def test_c14_the_number_of_queries_of_open_items_does_not_grow(self):
        dealers = self.env["res.partner"]
        for number in range(6):
            dealer = self._admit_dealer(f"Dealer {number}")
            self._debt(100.0, age=70, partner=dealer)
            self._debt(200.0, age=80, partner=dealer)
            dealers |= dealer
        items = self.env["med.credit.statement.items"]

        def queries(some):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(items._read(some, self.company, self.since, self.until)), len(some))
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(dealers[:3]), queries(dealers))

    def test_c14_reminders_are_counted_and_end_with_a_call(self):
        statement = self._statement()
        statement.action_send()
        self._remind()
        self.assertFalse(statement.reminder_count, "not before a week has passed")
        for turn in range(1, 4):
            long_ago = fields.Datetime.now() - timedelta(days=30)
            statement.sudo()._guarded_write({"sent_at": long_ago, "reminded_on": False})
            self._remind()
            self.assertEqual(statement.reminder_count, turn)
        self.assertEqual(len(statement.activity_ids), 1)
        statement.sudo()._guarded_write({"reminded_on": False})
        self._remind()
        self.assertEqual(statement.reminder_count, 3)

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("med_credit.ir_cron_statement_remind").method_direct_trigger()
        self.env.invalidate_all()

    def test_c14_signed_paper_confirms_and_stays_on_file(self):
        statement = self._statement()
        statement.action_copy_link()
        file = (
            self.env["ir.attachment"]
            .with_user(self.billing)
            .create({"name": "signed.pdf", "raw": b"%PDF-1.4 signed", "res_model": "med.credit.statement"})
        )
        with self.assertRaises(UserError):
            statement.action_file_signed()
        statement.signed_file_ids = [Command.link(file.id)]
        statement.action_file_signed()
        self.assertEqual((statement.state, statement.answered_way), ("confirmed", "paper"))
        with self.assertRaises(UserError):
            statement.signed_file_ids = [Command.clear()]
        with self.assertRaises(UserError):
            file.sudo().unlink()

    def test_c14_differences_become_a_task_and_are_settled_with_words(self):
        statement = self._statement()
        statement.action_copy_link()
        case = {"statement": statement.sudo(), "link": None, "contact": self.customer}
        line = statement.line_ids
        form = {
            "decision": "differ",
            "digest": statement.digest,
            f"differs_{line.id}": "1",
            f"amount_{line.id}": "900.00",
            f"note_{line.id}": "One box came broken",
        }
        self.env["med.credit.statement.answer"].sudo()._take(case, form)
        self.assertEqual((statement.state, statement.difference), ("differs", -100))
        self.assertEqual(statement.their_balance, 900)
        self.assertEqual(line.their_note, "One box came broken")
        self.assertEqual(statement.activity_ids.user_id, self.billing)
        with self.assertRaises(UserError):
            statement.action_settle()
        statement.settlement = "Credit note for one box"
        statement.action_settle()
        self.assertEqual(statement.state, "settled")
        self.assertFalse(statement.activity_ids)

    def test_c14_sales_reads_and_makes_none(self):
        statement = self._statement()
        self.assertTrue(statement.with_user(self.sales).balance)
        with self.assertRaises(AccessError):
            statement.with_user(self.sales).action_send()
        with self.assertRaises(AccessError):
            self.account.with_user(self.sales).action_make_statement()
        action = self.account.with_user(self.finance).action_make_statement()
        self.assertEqual(self.env["med.credit.statement"].search(action["domain"]), statement)

    def test_c14_the_pdf_is_made_once_and_in_the_customers_language(self):
        statement = self._statement().sudo().with_context(force_report_rendering=True)
        file = statement._pdf()
        self.assertTrue(file.raw.startswith(b"%PDF"))
        self.assertEqual(statement._pdf(), file)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        self.assertEqual(statement._language(), "zh_CN")

    def test_c14_another_company_sees_nothing_of_it(self):
        statement = self._statement()
        statement.action_copy_link()
        second = self.env["res.company"].create({"name": "Second company"})
        stranger = new_test_user(
            self.env,
            login="med_other_billing",
            groups="med_base.group_billing,med_base.group_finance",
            company_id=second.id,
            company_ids=[Command.set(second.ids)],
        )
        for records in (statement, statement.line_ids, statement.link_ids):
            with self.subTest(records._name):
                theirs = self.env[records._name].with_user(stranger)
                self.assertFalse(theirs.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    theirs.browse(records.ids).read(["display_name"])
        with self.assertRaises(AccessError):
            self.env["med.credit.statement"].with_user(stranger).browse(statement.id).action_send()

    def test_c14_states_cannot_be_skipped(self):
        statement = self._statement()
        for action in ("action_settle", "action_remind", "action_file_signed"):
            with self.subTest(action), self.assertRaises(UserError):
                getattr(statement, action)()
