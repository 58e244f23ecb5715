import time

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..medkernel import robots

HOSTS_PARAMETER = "med_base.robot_origins"
SECRET_READERS = "base.group_system,med_base.group_consultant"


class MedRobot(models.Model):
    """A robot of a group chat: tells one person what waits for him, with a link.

    The message holds facts and a link without any right: who follows it signs in. The
    address of the robot is a secret (whoever knows it may post); it is readable by
    those who do the settings and masked for everybody else.
    """

    _name = "med.robot"
    _description = "Group Robot"
    _order = "company_id, sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("wecom", "WeCom"), ("dingtalk", "DingTalk"), ("feishu", "Feishu")],
        required=True,
        default="wecom",
        help="Messages go to people with an identifier of this service in their preferences.",
    )
    webhook_url = fields.Char(
        string="Webhook Address",
        groups=SECRET_READERS,
        copy=False,
        help="Copied from the settings of the robot in the group chat. Whoever knows it "
        "can post there: it is shown to those who do the settings only.",
    )
    sign_secret = fields.Char(
        string="Signing Secret",
        groups=SECRET_READERS,
        copy=False,
        help="DingTalk and Feishu: the secret of the security setting with a signature.",
    )
    webhook_mask = fields.Char(string="Webhook", compute="_compute_webhook_mask", compute_sudo=True)
    event_ids = fields.Many2many(
        "med.robot.event", string="Tells Of", default=lambda self: self.env["med.robot.event"].search([])
    )
    message_ids = fields.One2many("med.robot.message", "robot_id", string="Messages")
    message_count = fields.Integer(compute="_compute_message_count")
    failed_count = fields.Integer(string="Failed Messages", compute="_compute_message_count")

    @api.depends("webhook_url", "kind")
    def _compute_webhook_mask(self):
        for robot in self:
            url = robot.webhook_url or ""
            robot.webhook_mask = f"https://{robots.HOSTS[robot.kind]}/…{url[-4:]}" if url else False

    @api.depends("message_ids.state")
    def _compute_message_count(self):
        groups = self.env["med.robot.message"]._read_group(
            [("robot_id", "in", self.ids)], ["robot_id", "state"], ["__count"]
        )
        for robot in self:
            mine = [(state, count) for owner, state, count in groups if owner == robot]
            robot.message_count = sum(count for _state, count in mine)
            robot.failed_count = sum(count for state, count in mine if state == "failed")

    @api.constrains("webhook_url", "kind")
    def _check_webhook(self):
        for robot in self.sudo():  # sudo: the rule holds for whoever writes
            if robot.webhook_url and not robot._is_webhook_allowed():
                raise ValidationError(
                    self.env._(
                        "The webhook of %(robot)s must begin with https://%(host)s/. Copy it from "
                        "the group's robot again, or let an administrator list your own host in "
                        "the system parameter %(parameter)s.",
                        robot=robot.name,
                        host=robots.HOSTS[robot.kind],
                        parameter=HOSTS_PARAMETER,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        made = super().create(vals_list)
        made._log("robot.created", [])
        return made

    def write(self, vals):
        # EXTENDS base: which settings changed is evidence, the secrets are not
        result = super().write(vals)
        self._log("robot.changed", sorted(vals))
        return result

    def unlink(self):
        # EXTENDS base
        self._log("robot.removed", [])
        return super().unlink()

    def _log(self, event, names):
        self.env["med.ledger.entry"]._append_batch(
            [
                {
                    "event": event,
                    "record": robot,
                    "facts": {"kind": robot.kind, "fields": names},
                    "company": robot.company_id,
                }
                for robot in self
            ]
        )

    @api.model
    def _own_origins(self):
        """Origins that the company has listed beside the services' own hosts."""
        # sudo: parameters are readable by administrators only
        value = self.env["ir.config_parameter"].sudo().get_param(HOSTS_PARAMETER) or ""
        return [origin for origin in value.split(",") if origin.strip()]

    def _is_webhook_allowed(self):
        self.ensure_one()
        return robots.is_allowed(self.kind, self.webhook_url, self._own_origins())

    @api.model
    def _tell(self, event, user, record, title, facts=(), key=""):
        """Queue one message to one person on the robots that carry this event.

        Sent after the transaction has committed; nothing is sent when it rolls back.
        :param event: code of a ``med.robot.event``
        :param user: the one person
        :param record: what the link opens
        :param title: callable that takes an environment in the person's language and
            returns the first line; likewise ``facts`` may be a callable for the others
        :param key: tells repetitions of one event on one record apart (step number)
        :return: the queued messages (superuser)
        """
        # sudo: whoever causes an event need not see robots and their queue
        queue = self.env["med.robot.message"].sudo()
        # sudo: as above, only its company is read
        company = record.sudo().company_id if "company_id" in record._fields else self.env.company
        serving = self.sudo().search(  # sudo: as above
            [("company_id", "=", (company or self.env.company).id), ("event_ids.code", "=", event)]
        )
        if not serving or not user or not user.active or user.share:
            return queue
        lang = user.sudo().lang or self.env.lang  # sudo: the language of who is told
        env = self.env(context={**self.env.context, "lang": lang})
        lines = [title(env), *(facts(env) if callable(facts) else facts)]
        return queue._enqueue(serving.filtered("webhook_url"), event, user, record, lines, key)

    def action_test(self):
        """Send a test message to the person who presses the button and show the answer."""
        self.ensure_one()
        self.check_access("write")
        # sudo: the queue is written by robots only
        queue = self.env["med.robot.message"].sudo()
        lines = [self.env._("Test message of %s", self.name)]
        key = str(time.time())
        robot = self.sudo()  # sudo: as above
        message = queue._enqueue(robot, "test", self.env.user, self, lines, key)
        if message.state == "failed":
            raise UserError(message.error)
        if message:
            message._guarded_write({"state": "sending", "attempts": 1})
            message._send()
        arrived = message.state == "sent"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if arrived else "danger",
                "message": self.env._("The robot has sent the test message.")
                if arrived
                else self.env._("The test message was not sent: %s", message.error),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_open_messages(self):
        """The queue of this robot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("med_base.med_robot_message_action")
        action["domain"] = [("robot_id", "=", self.id)]
        action["context"] = {}
        return action
