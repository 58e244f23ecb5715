from odoo import api, fields, models

COUNTED = {
    "expired": ("expired",),
    "missing": ("missing",),
    "expiring": ("expiring", "renewing", "verification"),
    "waiting": ("review", "draft"),
}


class MedReminderDigest(models.Model):
    """What one person is told on one day about all papers he answers for."""

    _name = "med.reminder.digest"
    _description = "Papers of the Day"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "day desc, id desc"

    name = fields.Char(compute="_compute_name")
    user_id = fields.Many2one(
        "res.users", string="For", required=True, readonly=True, index=True, ondelete="cascade"
    )
    day = fields.Date(required=True, readonly=True)
    expired_count = fields.Integer(string="Expired", readonly=True)
    missing_count = fields.Integer(string="Missing", readonly=True)
    expiring_count = fields.Integer(string="Expiring", readonly=True)
    waiting_count = fields.Integer(string="Waiting", readonly=True)
    reminder_ids = fields.One2many("med.reminder", "digest_id", string="New Today", readonly=True)
    escalated_ids = fields.Many2many(
        "med.reminder", compute="_compute_escalated_ids", string="Nobody Has Acted"
    )
    todo_ids = fields.Many2many(
        "med.paper.todo", compute="_compute_todo_ids", string="All My Papers to Mend"
    )

    _day_uniq = models.UniqueIndex("(user_id, day)", "One digest a person a day.")

    @api.depends("day")
    @api.depends_context("lang")
    def _compute_name(self):
        for digest in self:
            day = fields.Date.to_string(digest.day)
            digest.name = self.env._("Papers of %(day)s", day=day)

    @api.depends("reminder_ids.for_user_id")
    def _compute_escalated_ids(self):
        for digest in self:
            digest.escalated_ids = digest.reminder_ids.filtered("for_user_id")

    @api.depends("user_id")
    def _compute_todo_ids(self):
        todos = self.env["med.paper.todo"].search([("user_id", "in", self.user_id.ids)])
        mine = todos.grouped("user_id")
        for digest in self:
            digest.todo_ids = mine.get(digest.user_id, todos.browse())

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # OVERRIDES mail: a digest has one reader, who is told by its activity
        return True

    @api.model
    def _send(self, users):
        """One digest of today for each user: all that waits for him, one activity."""
        day = self.env.company._med_today()
        new = self.env["med.reminder"].search(
            [("user_id", "in", users.ids), ("digest_id", "=", False)]
        )
        counts = self._counts(users)
        before = self.search([("user_id", "in", users.ids), ("day", "=", day)]).grouped("user_id")
        fresh = self.create(
            [
                {"user_id": user.id, "day": day, **counts.get(user.id, {})}
                for user in users
                if user not in before
            ]
        )
        digests = fresh.union(*before.values())
        by_user = {digest.user_id: digest for digest in digests}
        for user, rows in new.grouped("user_id").items():
            rows.digest_id = by_user[user]
        fresh._tell()
        return digests

    def _counts(self, users):
        """{user id: {count field: number}} of what is on the board now."""
        groups = self.env["med.paper.todo"]._read_group(
            [("user_id", "in", users.ids)], ["user_id", "kind"], ["__count"]
        )
        found = {(user.id, kind): number for user, kind, number in groups}
        return {
            user.id: {
                f"{name}_count": sum(found.get((user.id, kind), 0) for kind in kinds)
                for name, kinds in COUNTED.items()
            }
            for user in users
        }

    def _tell(self):
        """One activity for each digest; those of the days before are closed."""
        if not self:
            return
        todo = self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get(self._name)
        activities = self.env["mail.activity"]
        activities.search(
            [("res_model", "=", self._name), ("user_id", "in", self.user_id.ids)]
        ).unlink()
        # quiet: the activity is the message, a mail for each would be the second one
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": todo.id,
                    "res_model_id": model.id,
                    "res_id": digest.id,
                    "user_id": digest.user_id.id,
                    "date_deadline": digest.day,
                    "summary": digest._summary(),
                }
                for digest in self
            ]
        )
        self._tell_robots()

    def _tell_robots(self):
        """The same by the group robots that carry digests."""
        # sudo: whether a robot serves is asked once for all, by the cron's user
        robots = self.env["med.robot"].sudo()
        if robots.search_count([("event_ids.code", "=", "paper_digest")], limit=1):
            for digest in self:
                robot = robots.with_company(digest.user_id.company_id)
                robot._tell("paper_digest", digest.user_id, digest, digest._text)

    def _summary(self):
        """The numbers in one line, in the reader's language."""
        return self._text(self.with_context(lang=self.user_id.lang).env)

    def _text(self, env):
        return env._(
            "Papers: %(expired)s expired, %(missing)s missing, %(expiring)s expiring, "
            "%(waiting)s waiting",
            expired=self.expired_count,
            missing=self.missing_count,
            expiring=self.expiring_count,
            waiting=self.waiting_count,
        )
