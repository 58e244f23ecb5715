import base64

from odoo import Command, api, fields, models
from odoo.tools import email_normalize, format_amount, format_date

REPORT = "med_credit.action_report_statement"


class MedCreditStatement(models.Model):
    """Sending: a mail with the PDF and a personal link, or a link to be copied."""

    _inherit = "med.credit.statement"

    def action_send(self):
        """Send these statements; where there is no mail address the link is shown to be copied.

        :return: dialog with the links that go by hand, or True
        """
        self._check_may_work()
        self._require_states("draft", "sent")
        by_hand = self.filtered(lambda statement: not email_normalize(statement.email or ""))
        (self - by_hand)._send_mails()
        return by_hand._show_links() if by_hand else True

    def action_copy_link(self):
        """Make a link to be pasted into a chat; the statement counts as sent."""
        self._check_may_work()
        self._require_states("draft", "sent", "differs")
        return self._show_links()

    def action_queue(self):
        """Send many: the work is done in the background, in batches."""
        self._check_may_work()
        self._require_states("draft")
        # sudo: states are written by methods only
        self.sudo()._guarded_write({"is_queued": True})
        self.env.ref("med_credit.ir_cron_statement_send")._trigger()
        return True

    def _send_mails(self, template="med_credit.statement_mail", reminder=False):
        """One mail each, with a link of its own and the PDF."""
        for statement in self:
            address = email_normalize(statement.email or "")
            link, url = self.env["med.credit.statement.link"]._make(statement, address)
            # sudo: the mail queue and the states are written by methods only
            statement.sudo()._mail(link, url, address, template, reminder)
            if not reminder:
                statement.sudo()._note_sent(address)  # sudo: as above

    def _show_links(self):
        """Dialog with links; they are shown this once and stand in no table."""
        lines = []
        for statement in self:
            link, url = self.env["med.credit.statement.link"]._make(statement)
            lines.append(
                Command.create(
                    {"statement_id": statement.id, "url": url, "text": statement._chat_text(link, url)}
                )
            )
            statement.sudo()._note_sent(False)  # sudo: states are written by methods only
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Links to Statements"),
            "res_model": "med.credit.statement.sent",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_ids": lines},
        }

    def _note_sent(self, address):
        """Sent for the first time, or once more; ``self`` in sudo."""
        vals = {"is_queued": False, "sent_to": address or self.sent_to}
        if self.state == "draft":
            vals |= {"state": "sent", "sent_at": fields.Datetime.now()}
        self._guarded_write(vals)
        self._ledger("statement.sent", way="mail" if address else "link")

    def _language(self):
        """Language of the customer if it is installed."""
        installed = dict(self.env["res.lang"].get_installed())
        fallback = "zh_CN" if "zh_CN" in installed else self.env.lang
        return self.partner_id.lang if self.partner_id.lang in installed else fallback

    def _chat_text(self, link, url):
        """Words to paste into a chat, in the customer's language."""
        words = self.with_context(lang=self._language())
        return words.env._(
            "%(company)s: statement of account %(number)s of %(party)s as of %(day)s, balance "
            "%(balance)s. Please check and confirm it on your phone, no password needed. Open "
            "until %(until)s. %(url)s",
            company=self.company_id.name,
            number=self.name,
            party=self.partner_id.name,
            day=fields.Date.to_string(self.date_to),
            balance=format_amount(words.env, self.balance, self.currency_id),
            until=fields.Date.to_string(link.expires_on),
            url=url,
        )

    def _mail(self, link, url, address, template, reminder):
        """Put the mail into the queue; it is deleted once it is sent."""
        words = self.with_context(lang=self._language())
        env = words.env
        body = env["ir.qweb"]._render(
            template,
            {
                "company": self.company_id,
                "statement": words,
                "balance": format_amount(env, self.balance, self.currency_id),
                "overdue": self.overdue_amount and format_amount(env, self.overdue_amount, self.currency_id),
                "day": format_date(env, self.date_to),
                "url": url,
                "until": format_date(env, link.expires_on),
                "sender": self.user_id or self.env.user,
                "reminder": reminder,
            },
            minimal_qcontext=True,
        )
        subject = env._(
            "Statement of account %(number)s of %(company)s, as of %(day)s",
            number=self.name,
            company=self.company_id.name,
            day=fields.Date.to_string(self.date_to),
        )
        self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "email_to": address,
                "email_from": self.user_id.email_formatted or self.company_id.email_formatted,
                "attachment_ids": [Command.link(self._pdf().id)],
                "auto_delete": True,
            }
        )

    def _pdf(self):
        """The PDF as sent: made once and kept; ``self`` in sudo."""
        self.ensure_one()
        if not self.pdf_id:
            content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
            file = self.env["ir.attachment"].create(
                {
                    "name": f"{self.name.replace('/', '-')}.pdf",
                    "datas": base64.b64encode(content),
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
            self._guarded_write({"pdf_id": file.id})
        return self.pdf_id

    # cron ----------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is queued, in batches; goes on where it stopped."""
        cron = self.env["ir.cron"]
        domain = [("is_queued", "=", True), ("state", "=", "draft")]
        remaining = self.search_count(domain)
        cron._commit_progress(remaining=remaining)
        while batch := self.search(domain, limit=20, order="id"):
            mailed = batch.filtered(lambda statement: email_normalize(statement.email or ""))
            mailed._send_mails()
            # without an address a person must send the link by hand
            (batch - mailed)._guarded_write({"is_queued": False})
            (batch - mailed)._ask_for_address()
            remaining -= len(batch)
            if not cron._commit_progress(len(batch), remaining=max(remaining, 0)):
                return

    def _ask_for_address(self):
        for statement in self:
            user = statement.user_id
            words = statement.with_context(lang=user.lang)
            words.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=words.env._("No mail address: send the link of the statement by hand"),
            )

    @api.model
    def _cron_remind(self):
        """Remind customers who have not answered, each after so many days, so many times."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("med_statement_reminders", ">", 0)]):
            while batch := self._due_reminders(company):
                batch._remind()
                if not cron._commit_progress(len(batch), remaining=1):
                    return
        cron._commit_progress(remaining=0)

    @api.model
    def _due_reminders(self, company):
        day = fields.Date.subtract(company._med_today(), days=company.med_statement_remind_days)
        return self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "sent"),
                ("sent_at", "<", day),
                ("reminder_count", "<", company.med_statement_reminders),
                "|",
                ("reminded_on", "=", False),
                ("reminded_on", "<=", day),
            ],
            limit=20,
            order="id",
        )

    def action_remind(self):
        """Remind now those who have not answered."""
        self._check_may_work()
        self._require_states("sent")
        self._remind()
        return True

    def _remind(self):
        """Mail once more, or ask the responsible person to call; one activity while open."""
        mailed = self.filtered(lambda statement: email_normalize(statement.email or ""))
        mailed._send_mails(reminder=True)
        for statement in self.sudo():  # sudo: counters are written by methods only
            statement._guarded_write(
                {
                    "reminder_count": statement.reminder_count + 1,
                    "reminded_on": statement.env.company._med_today(),
                }
            )
            if statement not in mailed or statement.reminder_count >= (
                statement.company_id.med_statement_reminders
            ):
                statement._ask_to_call()
        self._ledger("statement.reminded")

    def _ask_to_call(self):
        words = self.with_context(lang=self.user_id.lang)
        summary = words.env._("Statement not confirmed: call the customer")
        if not self.activity_ids.filtered(lambda task: task.summary == summary):
            words.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_id.id, summary=summary)

    def _portal_url(self):
        """Address of the page for a customer who signs in."""
        return f"/my/statements/{self.id}"
