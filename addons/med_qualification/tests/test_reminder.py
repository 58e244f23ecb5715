from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MedQualificationCommon

# a Wednesday: no weekly digest
NOW = "2026-06-10 02:00:00"


@tagged("post_install", "-at_install")
class TestReminder(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(freeze_time(NOW))
        super().setUpClass()
        cls.reminders = cls.env["med.reminder"]
        cls.licence = cls._type("operating_licence")
        cls.licence.reminder_ladder = "90,60,30,7"
        cls.dealer = cls._admit_dealer(name="Dealer to remind", user_id=cls.sales.id)
        cls.paper = cls.dealer.med_credential_ids.filtered(
            lambda c: c.type_code == "operating_licence"
        )
        cls.paper.user_id = cls.sales

    def _ends_in(self, days, paper=None):
        paper = paper or self.paper
        paper._with_ticket("supersede", ["date_valid_to"]).write(
            {"date_valid_to": self.env.company._med_today() + timedelta(days)}
        )

    def _run(self):
        """One night's work, without the commits between the batches."""
        while papers := self.reminders._due_papers():
            self.reminders._note_rungs(papers)
        while late := self.reminders._due_escalations():
            self.reminders._escalate(late)
        digests = self.env["med.reminder.digest"]
        while users := self.reminders._due_people():
            digests |= digests._send(users)
        return digests

    def _digests(self, user):
        return self.env["med.reminder.digest"].search([("user_id", "=", user.id)])

    def test_q7_each_rung_of_the_ladder_is_told_once(self):
        told = []
        self._ends_in(100)
        for day in range(140):
            with freeze_time(date(2026, 6, 10) + timedelta(day)):
                self.env.invalidate_all()
                before = len(self.paper.env["med.reminder"].search([("credential_id", "=", self.paper.id)]))
                self._note_all()
                after = self.reminders.search([("credential_id", "=", self.paper.id)])
                if len(after) > before:
                    told.append(100 - day)
        self.assertEqual(told, [90, 60, 30, 7, -1, -30])

    def _note_all(self):
        while papers := self.reminders._due_papers():
            self.reminders._note_rungs(papers)

    def test_q7_a_paper_that_comes_late_is_told_once_for_all_rungs_behind_it(self):
        self._ends_in(20)
        self._run()
        self._run()
        rows = self.reminders.search([("credential_id", "=", self.paper.id)])
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows.user_id, self.sales)
        self.assertEqual(self.paper.next_reminder_on, self.paper.date_valid_to - timedelta(7))

    def test_q7_one_digest_a_person_a_day_lists_all_papers(self):
        self._ends_in(20)
        second = self._paper_in_force(
            "operating_licence", self._create_partner(name="Another"), user_id=self.sales.id
        )
        self._ends_in(-3, second)
        gap = self._create_dossier(self._create_partner(name="Without papers"))
        self._run()
        digest = self._digests(self.sales)
        self.assertEqual(len(digest), 1)
        self.assertEqual(len(digest.reminder_ids), 2)
        self.assertEqual((digest.expired_count, digest.expiring_count), (1, 1))
        self.assertGreater(digest.missing_count, 0)
        mine = digest.with_user(self.sales).todo_ids
        self.assertLessEqual(self.paper | second, mine.credential_id)
        self.assertIn(gap, mine.dossier_id)
        activity = digest.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.sales))
        self.assertIn("1 expired", activity.summary)
        third = self._paper_in_force(
            "operating_licence", self._create_partner(name="Third"), user_id=self.sales.id
        )
        self._ends_in(5, third)
        self._run()
        self.assertEqual(self._digests(self.sales), digest)
        self.assertEqual(len(digest.activity_ids), 1)
        self.assertEqual(len(digest.reminder_ids), 3)

    def test_q7_todays_digest_takes_the_place_of_yesterdays(self):
        self._ends_in(31)
        self._run()
        with freeze_time("2026-06-11 02:00:00"):
            self._run()
            first, second = self._digests(self.sales).sorted("day")
            self.assertFalse(first.activity_ids)
            self.assertEqual(len(second.activity_ids), 1)

    def test_q7_our_own_licences_are_the_quality_heads(self):
        own = self.own_papers["operating_licence"]
        own._guarded_write({"reminded_on": False})
        self._ends_in(20, own)
        self.head.group_ids.invalidate_recordset()
        self._run()
        row = self.reminders.search([("credential_id", "=", own.id)])
        self.assertTrue(row.user_id.has_group("med_base.group_quality_head"))

    def test_q7_the_manager_is_told_when_nobody_acts(self):
        boss = self._create_job_user("sales", login="med_test_boss")
        team = self.env["crm.team"].create({"name": "Team", "user_id": boss.id})
        self.env["crm.team.member"].create({"crm_team_id": team.id, "user_id": self.sales.id})
        self.company.med_escalation_days = 3
        self._ends_in(25)
        self._run()
        with freeze_time("2026-06-12 02:00:00"):
            self._run()
            self.assertFalse(self._digests(boss))
        with freeze_time("2026-06-16 02:00:00"):
            self._run()
            digest = self._digests(boss)
            self.assertEqual(digest.escalated_ids.credential_id, self.paper)
            self.assertEqual(digest.escalated_ids.for_user_id, self.sales)
        with freeze_time("2026-06-17 02:00:00"):
            self._run()
            self.assertEqual(self._digests(boss), digest)

    def test_q7_nobody_escalates_what_somebody_works_on(self):
        self.company.med_escalation_days = 1
        self._ends_in(25)
        self._run()
        self._create_paper("operating_licence", self.dealer, classes="3")
        with freeze_time("2026-06-16 02:00:00"):
            self._run()
            rows = self.reminders.search([("credential_id", "=", self.paper.id)])
            self.assertEqual(rows.user_id, self.sales)
            self.assertTrue(rows.escalated_on)

    def test_q7_snooze_needs_a_reason_and_an_end_and_is_ledgered(self):
        paper = self.paper.with_user(self.sales)
        self._ends_in(40)
        with self.assertRaisesRegex(UserError, "reason"):
            paper.action_snooze("2026-06-20", " ")
        with self.assertRaisesRegex(UserError, "90 days"):
            paper.action_snooze("2026-12-31", "Under way")
        with self.assertRaises(UserError):
            paper.write({"snoozed_until": "2026-06-20"})
        with self.assertRaises(AccessError):
            self.paper.with_user(self.users["keeper"]).action_snooze("2026-06-20", "Under way")
        wizard = self.env["med.credential.snooze"].with_user(self.sales).create(
            {"credential_ids": [Command.set(paper.ids)], "until": "2026-06-20", "reason": "Under way"}
        )
        wizard.action_apply()
        self._run()
        self.assertFalse(self._digests(self.sales))
        todo = self.env["med.paper.todo"].search([("credential_id", "=", paper.id)])
        self.assertFalse(todo.filtered(lambda t: t.progress != "snoozed"))
        self.assertTrue(
            self.env["med.ledger.entry"].search(
                [("event", "=", "credential.snoozed"), ("res_id", "=", paper.id)]
            )
        )
        with freeze_time("2026-06-21 02:00:00"):
            self._run()
            self.assertEqual(self._digests(self.sales).reminder_ids.credential_id, self.paper)

    def test_q7_our_own_papers_are_rested_by_quality_only(self):
        paper = self.env["med.credential"].search(
            [("partner_id", "=", self.company.partner_id.id)], limit=1
        )
        with self.assertRaises(AccessError):
            paper.with_user(self.sales).action_snooze("2026-06-20", "Under way")
        self.assertFalse(paper.snoozed_until)
        paper.with_user(self.officer).action_snooze("2026-06-20", "Under way")
        self.assertTrue(paper.snoozed_until)

    def test_q7_gaps_are_told_on_monday_only(self):
        self._create_dossier(self._create_partner(name="Without papers"))
        self.assertFalse(self._run())
        with freeze_time("2026-06-15 02:00:00"):
            self._run()
            self.assertEqual(len(self._digests(self.sales)), 1)
            self._run()
            self.assertEqual(len(self._digests(self.sales)), 1)

    def test_digests_are_ones_own(self):
        self._ends_in(20)
        self._run()
        digest = self._digests(self.sales)
        seen = self.env["med.reminder.digest"].with_user(self.users["purchaser"])
        self.assertFalse(seen.search([("id", "=", digest.id)]))
        self.assertTrue(digest.with_user(self.head).read(["day"]))

    def test_q7_twice_as_many_papers_cost_the_same_number_of_queries(self):
        papers = [
            self._paper_in_force(
                "operating_licence", self._create_partner(name=f"Dealer {n}"), user_id=self.sales.id
            )
            for n in range(30)
        ]
        for paper in papers:
            self._ends_in(20, paper)
        papers = self.env["med.credential"].union(*papers)
        self._queries(self.reminders._note_rungs, papers[:2])
        few = self._queries(self.reminders._note_rungs, papers[2:11])
        many = self._queries(self.reminders._note_rungs, papers[11:30])
        self.assertLessEqual(many, few)

    def test_q7_twice_as_many_people_cost_the_same_number_of_queries(self):
        users = self.env["res.users"].union(
            *(self._create_job_user("sales", login=f"med_test_told_{n}") for n in range(18))
        )
        digests = self.env["med.reminder.digest"]
        self._queries(digests._send, users[:2])
        few = self._queries(digests._send, users[2:7])
        many = self._queries(digests._send, users[7:18])
        self.assertLessEqual(many, few)

    def _queries(self, call, records):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call(records)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_q7_the_cron_goes_on_where_it_stopped(self):
        self._ends_in(20)
        second = self._paper_in_force(
            "operating_licence", self._create_partner(name="Another"), user_id=self.sales.id
        )
        self._ends_in(20, second)
        cron = type(self.env["ir.cron"])
        batch = patch("odoo.addons.med_qualification.models.med_reminder.PAPERS", 1)
        with batch, patch.object(cron, "_commit_progress", return_value=0):
            self.reminders._cron_remind()
        self.assertEqual(len(self.reminders._due_papers()), 1)
        self.assertFalse(self._digests(self.sales))
        with batch, patch.object(cron, "_commit_progress", return_value=60):
            self.reminders._cron_remind()
        self.assertFalse(self.reminders._due_papers())
        self.assertEqual(self._digests(self.sales).reminder_ids.credential_id, self.paper | second)

    def test_q7_a_group_robot_carries_the_same_digest(self):
        self._ends_in(20)
        robots = type(self.env["med.robot"])
        serves = patch.object(robots, "search_count", return_value=1)
        with serves, patch.object(robots, "_tell") as tell:
            self._run()
        event, user, digest, title = tell.call_args.args
        self.assertEqual((event, user), ("paper_digest", self.sales))
        self.assertEqual(digest, self._digests(self.sales))
        self.assertIn("1 expiring", title(self.env))

    def test_q7_the_cron_runs_through(self):
        self._ends_in(20)
        cron = self.env.ref("med_qualification.ir_cron_reminders")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(self._digests(self.sales)), 1)
        self.assertFalse(self.reminders._due_papers())


@tagged("post_install", "-at_install")
class TestPaperTodo(MedQualificationCommon):
    def _todo(self, user=None, **domain):
        todos = self.env["med.paper.todo"].with_user(user or self.sales)
        return todos.search([(name, "=", value) for name, value in domain.items()])

    def test_q7_board_shows_expiring_expired_missing_and_waiting_by_owner(self):
        dealer = self._create_partner(name="Board dealer", user_id=self.sales.id)
        dossier = self._create_dossier(dealer)
        self._paper_in_force(
            "business_licence", dealer, date_valid_to=self.today - timedelta(3), user_id=self.sales.id
        )
        self._paper_in_force(
            "operating_licence",
            dealer,
            classes="3",
            date_valid_to=self.today + timedelta(10),
            user_id=self.sales.id,
        )
        rows = self._todo(partner_id=dealer.id)
        self.assertEqual(set(rows.mapped("kind")), {"expired", "expiring", "missing"})
        self.assertEqual(rows.user_id, self.sales)
        missing = rows.filtered(lambda r: r.kind == "missing")
        self.assertIn("operating_filing", missing.type_id.mapped("code"))
        self.assertEqual(missing.dossier_id, dossier)
        action = missing[0].action_mend()
        self.assertEqual(action["context"]["default_partner_id"], dealer.id)
        expired = rows.filtered(lambda r: r.kind == "expired")
        self.assertEqual(
            expired.action_mend()["context"]["default_supersedes_id"], expired.credential_id.id
        )
        self.assertEqual(expired.days_left, -3)

    def test_a_draft_of_the_new_version_shows_that_somebody_acts(self):
        dealer = self._create_partner(name="Board dealer")
        self._paper_in_force("business_licence", dealer, date_valid_to=self.today - timedelta(3))
        draft = self._create_paper("business_licence", dealer)
        expired = self._todo(partner_id=dealer.id, kind="expired")
        self.assertEqual(expired.progress, "version")
        self.assertEqual(expired.action_mend()["res_id"], draft.id)
        self.assertEqual(self._todo(partner_id=dealer.id, kind="draft").credential_id, draft)

    def test_q7_the_upload_link_is_one_click_from_the_board(self):
        dealer = self._create_partner(name="Board dealer", user_id=self.sales.id)
        self._create_dossier(dealer)
        row = self._todo(partner_id=dealer.id, kind="missing")[0]
        self.assertEqual(row.action_send_link()["res_model"], "med.portal.send")

    def test_papers_in_order_are_not_on_the_board(self):
        dealer = self._admit_dealer(name="Orderly dealer")
        self.assertFalse(self._todo(partner_id=dealer.id))

    def test_the_board_agrees_with_the_requirement_lines(self):
        dealers = [
            self._admit_dealer(name="Nothing missing"),
            self._admit_dealer(name="Class two missing", classes="3"),
            self._create_partner("hospital", name="All missing"),
        ]
        self._create_dossier(dealers[2])
        for dealer in dealers:
            lines = dealer.med_dossier_ids.line_ids.filtered("is_required")
            missing = lines.filtered(lambda line: line.status == "missing")
            self.assertEqual(self._todo(partner_id=dealer.id, kind="missing").line_id, missing)

    def test_papers_with_personal_data_stay_with_who_may_see_them(self):
        dealer = self._create_partner(name="Board dealer")
        self._create_paper("salesperson_identity", dealer, user=self.officer)
        self.assertFalse(self._todo(partner_id=dealer.id))
        self.assertTrue(self._todo(user=self.officer, partner_id=dealer.id))
