from odoo import api, fields, models

PAPERS = 500
PEOPLE = 50


class MedReminder(models.Model):
    """One rung of one paper that one person was told: never told twice."""

    _name = "med.reminder"
    _description = "Reminder of a Paper"
    _order = "told_on desc, id desc"
    _rec_name = "credential_id"

    credential_id = fields.Many2one(
        "med.credential", string="Paper", required=True, readonly=True, index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Told", required=True, readonly=True, index=True, ondelete="cascade"
    )
    rung_on = fields.Date(string="Rung", required=True, readonly=True)
    told_on = fields.Date(required=True, readonly=True)
    digest_id = fields.Many2one("med.reminder.digest", readonly=True, index="btree_not_null")
    for_user_id = fields.Many2one("res.users", string="In Place Of", readonly=True)
    escalate_on = fields.Date(readonly=True, help="Told on, if nobody has acted by then.")
    escalated_on = fields.Date(readonly=True)

    _rung_uniq = models.UniqueIndex("(credential_id, user_id, rung_on)")
    _untold_idx = models.Index("(user_id) WHERE digest_id IS NULL")
    _waiting_idx = models.Index("(escalate_on) WHERE escalated_on IS NULL")

    # cron ----------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Note rungs, tell managers where nobody acted, send one digest a person.

        Every step goes on where it stopped: what is done is stored in the same commit.
        """
        cron = self.env["ir.cron"]
        for find, work in (
            (self._due_papers, self._note_rungs),
            (self._due_escalations, self._escalate),
            (self._due_people, self.env["med.reminder.digest"]._send),
        ):
            while records := find():
                work(records)
                if not cron._commit_progress(len(records), remaining=1):
                    return
        cron._commit_progress(remaining=0)

    # rungs ---------------------------------------------------------------

    @api.model
    def _due_papers(self):
        """The next papers of which a rung was reached."""
        return self.env["med.credential"].search(
            [("next_reminder_on", "<=", self.env.company._med_today())],
            order="next_reminder_on, id",
            limit=PAPERS,
        )

    @api.model
    def _note_rungs(self, papers):
        """Note that the owners of these papers are to be told; one rung, whatever passed."""
        today = self.env.company._med_today()
        owners = self._owners(papers)
        rungs = [
            (paper, owners[paper], paper.next_reminder_on, self.env["res.users"])
            for paper in papers
            if owners.get(paper)
        ]
        self._note(rungs)
        papers._guarded_write({"reminded_on": today})

    def _owners(self, papers):
        """{paper: who answers for it}."""
        todos = self.env["med.paper.todo"].search([("credential_id", "in", papers.ids)])
        return {todo.credential_id: todo.user_id for todo in todos}

    def _note(self, rungs):
        """Rows of (paper, user, rung, in place of), where they are not there yet."""
        today = self.env.company._med_today()
        papers = self.env["med.credential"].union(*(rung[0] for rung in rungs))
        known = {
            (row.credential_id, row.user_id, row.rung_on)
            for row in self.search([("credential_id", "in", papers.ids)])
        }
        limits = {c: self._escalation_day(c) for c in papers.company_id}
        return self.create(
            [
                {
                    "credential_id": paper.id,
                    "company_id": paper.company_id.id,
                    "user_id": user.id,
                    "rung_on": rung_on,
                    "told_on": today,
                    "for_user_id": before.id,
                    "escalate_on": not before and limits[paper.company_id],
                }
                for paper, user, rung_on, before in rungs
                if (paper, user, rung_on) not in known
            ]
        )

    def _escalation_day(self, company):
        """The day on which somebody else is told, if nobody acts from today."""
        days = company.med_escalation_days
        if not days:
            return False
        start = fields.Datetime.now()
        return self.env["med.deadline.mixin"]._deadline_after(start, days, "days", company).date()

    # escalation ----------------------------------------------------------

    @api.model
    def _due_escalations(self):
        """Reminders of some days ago that nobody has answered for yet."""
        return self.search(
            [
                ("escalate_on", "<=", self.env.company._med_today()),
                ("escalated_on", "=", False),
            ],
            limit=PAPERS,
        )

    def _escalate(self, reminders):
        """Tell the manager of those on which nothing was done; the others are settled."""
        todos = self.env["med.paper.todo"].search(
            [
                ("credential_id", "in", reminders.credential_id.ids),
                ("kind", "in", ("expiring", "expired", "verification")),
                ("progress", "=", "none"),
            ]
        )
        still = {todo.credential_id for todo in todos}
        managers = self._managers(reminders)
        self._note(
            [
                (row.credential_id, managers[row], row.rung_on, row.user_id)
                for row in reminders
                if row.credential_id in still and managers[row] not in (False, row.user_id)
            ]
        )
        reminders.write({"escalated_on": self.env.company._med_today()})

    def _managers(self, reminders):
        """{reminder: leader of the sales team, else quality head, else owner, or False}."""
        jobs = [
            self.env.ref(f"med_base.group_{job}").user_ids.filtered("active")
            for job in ("quality_head", "owner")
        ]
        result = {}
        for row in reminders:
            leaders = [row.user_id.sale_team_id.user_id.filtered("active"), *jobs]
            fits = [
                user
                for users in leaders
                for user in users.sorted("id")
                if user != row.user_id and row.company_id in user.company_ids
            ]
            result[row] = fits[0] if fits else False
        return result

    # people --------------------------------------------------------------

    @api.model
    def _due_people(self):
        """The next people with a rung that no digest told yet, on Mondays all with gaps."""
        groups = self._read_group(
            [("digest_id", "=", False)], ["user_id"], limit=PEOPLE, order="user_id"
        )
        users = self.env["res.users"].union(*(user for (user,) in groups))
        return users or self._due_on_monday()

    def _due_on_monday(self):
        """Once a week: people who miss papers or left drafts lying, without a digest today."""
        today = self.env.company._med_today()
        if today.weekday():
            return self.env["res.users"]
        groups = self.env["med.paper.todo"]._read_group(
            [("kind", "in", ("missing", "draft")), ("user_id", "!=", False)], ["user_id"]
        )
        users = self.env["res.users"].union(*(user for (user,) in groups))
        told = self.env["med.reminder.digest"].search([("day", "=", today)]).user_id
        return (users - told)[:PEOPLE]
