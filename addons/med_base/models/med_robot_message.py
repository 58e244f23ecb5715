import logging
import time
from datetime import timedelta

import requests

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.urls import urljoin

from ..medkernel import robots

_logger = logging.getLogger(__name__)

BATCH = 50
MAX_ATTEMPTS = 6
TIMEOUT = 10
LOST_AFTER = timedelta(minutes=15)
KEPT = timedelta(days=90)


class MedRobotMessage(models.Model):
    """The queue of the group robots: each message is sent once, or says why not.

    Before a message goes out it is marked as going, and that is committed. A process
    that dies in between leaves it so: whether it arrived is unknown, and it is not
    sent again. The person has the same message in the app in any case.
    """

    _name = "med.robot.message"
    _inherit = ["med.guarded.mixin"]
    _description = "Robot Message"
    _order = "id desc"
    _rec_name = "text"

    _guarded_fields = ("state", "attempts", "sent_at", "text", "link", "user_id", "robot_id", "unique_key")

    robot_id = fields.Many2one("med.robot", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="robot_id.company_id", store=True, index=True)
    kind = fields.Selection(related="robot_id.kind")
    event_code = fields.Char(string="Event", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Person", required=True, readonly=True, ondelete="cascade")
    text = fields.Text(readonly=True)
    link = fields.Char(readonly=True, help="Opens the phone page; asks who has not signed in to do so.")
    unique_key = fields.Char(readonly=True)
    state = fields.Selection(
        [("queued", "Queued"), ("sending", "Sending"), ("sent", "Sent"), ("failed", "Failed")],
        default="queued",
        required=True,
        readonly=True,
    )
    attempts = fields.Integer(readonly=True, aggregator=None)
    next_try_at = fields.Datetime(string="Next Try", readonly=True, default=fields.Datetime.now)
    sent_at = fields.Datetime(readonly=True)
    error = fields.Char(string="Reason", readonly=True)

    _once = models.UniqueIndex("(robot_id, unique_key)")
    _due = models.Index("(next_try_at) WHERE state IN ('queued', 'sending')")

    @api.model
    def _enqueue(self, serving, event, user, record, lines, key=""):
        """Put one message per robot in the queue and wake the sender after the commit.

        What is in the queue already, by event, record, person and key, is not put twice.
        """
        base = f"{event}:{record._name},{record.id}:{user.id}:{key}"
        known = self.search([("robot_id", "in", serving.ids), ("unique_key", "=", base)]).robot_id
        vals_list = [
            self._prepare_message(robot, event, user, record, lines, base) for robot in serving - known
        ]
        if not vals_list:
            return self.browse()
        messages = self._with_ticket("create").create(vals_list)
        self.env.ref("med_base.ir_cron_robot_send")._trigger()
        return self.browse(messages.ids)

    @api.model
    def _prepare_message(self, robot, event, user, record, lines, key):
        link = urljoin(robot.get_base_url(), self._link_path(record))
        vals = {
            "robot_id": robot.id,
            "event_code": event,
            "user_id": user.id,
            "text": "\n".join([*(line for line in lines if line), link]),
            "link": link,
            "unique_key": key,
        }
        if not user._med_robot_mention(robot.kind):
            vals["state"] = "failed"
            vals["error"] = self.env._(
                "%(user)s has no identifier for %(kind)s: enter it in the preferences of the user.",
                user=user.name,
                kind=dict(robot._fields["kind"]._description_selection(self.env))[robot.kind],
            )
        return vals

    @api.model
    def _link_path(self, record):
        """Where a phone lands: the review screen for what is to be approved."""
        if record._name == "med.approval.request":
            return f"/odoo/med-review/{record.id}"
        return f"/odoo/{record._name}/{record.id}"

    # --- sending ----------------------------------------------------------------
    @api.model
    def _domain_due(self):
        return [("state", "=", "queued"), ("next_try_at", "<=", fields.Datetime.now())]

    @api.model
    def _cron_send(self):
        """Send what is due, each in transactions of its own; the next run goes on."""
        cron = self.env["ir.cron"]
        self._give_up_lost()
        due = self.search(self._domain_due(), limit=BATCH, order="next_try_at, id")
        cron._commit_progress(remaining=self.search_count(self._domain_due()))
        for message in due:
            message = message.try_lock_for_update().filtered_domain(self._domain_due())
            if message:
                message._guarded_write({"state": "sending", "attempts": message.attempts + 1})
                # known as going before it goes: a crash must not send it twice
                cron._commit_progress(0)
                message._send()
            if not cron._commit_progress(1):
                break
        self._wake_for_next()

    def _wake_for_next(self):
        following = self.search([("state", "=", "queued")], order="next_try_at", limit=1)
        if following:
            self.env.ref("med_base.ir_cron_robot_send")._trigger(following.next_try_at)

    @api.model
    def _give_up_lost(self):
        """What a dead process was sending: nobody knows whether it arrived."""
        lost = self.search(
            [("state", "=", "sending"), ("write_date", "<", fields.Datetime.now() - LOST_AFTER)]
        )
        for message in lost:
            reason = self.env._("Interrupted while sending; not repeated, it may have arrived.")
            message._end("failed", reason)

    def _send(self):
        """One attempt, written to the row; never raises."""
        self.ensure_one()
        robot = self.robot_id
        if not robot.active or not robot.webhook_url or not robot._is_webhook_allowed():
            return self._end("failed", self.env._("The robot is switched off or its address is not allowed."))
        try:
            outcome, reason = self._post(robot)
        except requests.exceptions.ReadTimeout:
            # it may have arrived: repeating could say it twice
            outcome, reason = robots.FAILED, self.env._("No answer in time; not repeated.")
        except requests.exceptions.RequestException as error:
            # the class only: the words of the error hold the secret address
            outcome, reason = robots.RETRY, type(error).__name__
        if outcome == robots.RETRY and self.attempts < MAX_ATTEMPTS:
            pause = timedelta(minutes=robots.wait_minutes(self.attempts))
            return self._guarded_write(
                {"state": "queued", "error": reason, "next_try_at": fields.Datetime.now() + pause}
            )
        return self._end("sent" if outcome == robots.SENT else "failed", reason)

    def _post(self, robot):
        """The HTTP call: no redirects (a service may not send us elsewhere)."""
        mention = self.user_id._med_robot_mention(robot.kind)
        url, body = robots.request_of(
            robot.kind, robot.webhook_url, robot.sign_secret, self.text, mention, time.time()
        )
        answer = requests.post(url, json=body, timeout=TIMEOUT, allow_redirects=False)
        try:
            data = answer.json()
        except ValueError:
            data = None
        return robots.verdict(robot.kind, answer.status_code, data)

    def _end(self, state, reason=""):
        sent_at = fields.Datetime.now() if state == "sent" else False
        return self._guarded_write({"state": state, "error": reason or False, "sent_at": sent_at})

    def action_retry(self):
        """Queue failed messages again, by those who do the settings.

        :raise UserError: for a message that has not failed
        """
        self.check_access("write")
        for message in self:
            if message.state != "failed":
                raise UserError(self.env._("%s has not failed: nothing to repeat.", message.link))
            message._guarded_write(
                {"state": "queued", "attempts": 0, "next_try_at": fields.Datetime.now(), "error": False}
            )
        # sudo: waking the sender needs no right on crons
        self.env.ref("med_base.ir_cron_robot_send").sudo()._trigger()
        return True

    @api.autovacuum
    def _gc_messages(self):
        """Messages are notices, not evidence: what is decided stands in the ledger."""
        self.search([("create_date", "<", fields.Datetime.now() - KEPT)], limit=5000).unlink()
