"""Jobs for a time, revoked with a reason, reviewed every year, printed on one sheet."""

import io
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..wizards.med_sign_wizard import MedSignWizard
from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestRoleTerms(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.users["quality_head"]
        cls.newcomer = new_test_user(cls.env, login="med_test_term", groups="base.group_user")
        cls.today = cls.env.company._med_today()

    def _granted(self, job="keeper", **vals):
        grants = self.env["med.role.grant"].with_user(self.users["quality_officer"])
        grant = grants.action_request(self.newcomer.id, job, "Stand-in")
        grant.write(vals)
        grant.with_user(self.head).action_grant()
        return grant.with_user(self.head)

    def _run(self, cron):
        with self.enter_registry_test_mode():
            self.env.ref(f"med_base.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _events(self, event):
        return self.env["med.ledger.entry"].search([("event", "=", event)], order="id desc")

    def test_x27_a_job_for_a_time_ends_by_itself(self):
        grant = self._granted(date_end=self.today)
        self.assertIn(f'"valid_until":"{self.today}"', self._events("role.granted")[0].facts)
        self._run("ir_cron_role_terms")
        self.assertEqual(self.newcomer.med_role_ids.code, "keeper", "the last day counts")
        self.env.flush_all()
        self.env.cr.execute("UPDATE med_role_grant SET date_end = date_end - 1 WHERE id = %s", [grant.id])
        self.env.invalidate_all()
        self._run("ir_cron_role_terms")
        self.assertFalse(self.newcomer.med_role_ids)
        self.assertEqual((grant.state, grant.revoke_reason), ("revoked", "The agreed time is over"))
        self.assertEqual(self._events("role.revoked")[0].res_id, self.newcomer.id)

    def test_x27_end_is_decided_with_the_job_and_stays(self):
        grant = self._granted(date_end=self.today + timedelta(days=30))
        with self.assertRaisesRegex(UserError, "its end stays"):
            grant.date_end = self.today + timedelta(days=300)
        late = self.env["med.role.grant"].with_user(self.head)
        late = late.action_request(self.newcomer.id, "receiver")
        late.date_end = self.today - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "before today"):
            late.action_grant()

    def test_x27_revocation_needs_a_reason_and_names_who_and_when(self):
        grant = self._granted()
        with self.assertRaisesRegex(UserError, "Write why"):
            grant.action_revoke()
        with self.assertRaises(AccessError):
            grant.with_user(self.users["quality_officer"]).action_revoke("No")
        grant.action_revoke("Left the warehouse")
        self.assertEqual((grant.state, grant.revoked_by_id), ("revoked", self.head))
        self.assertTrue(grant.revoked_at)
        self.assertFalse(self.newcomer.med_role_ids)
        self.assertIn("Left the warehouse", self._events("role.revoked")[0].facts)
        with self.assertRaisesRegex(UserError, "not in force"):
            grant.action_revoke("Again")

    def test_x27_sheet_names_person_job_and_who_approved(self):
        grant = self._granted(date_end=self.today + timedelta(days=30))
        page = self.env["med.role.people"].with_user(self.users["auditor"]).create({})
        self.assertIn(self.newcomer.name, page.body)
        cells = page._values()["cells"]
        text = cells[self.newcomer.id, grant.role_id.id]
        self.assertIn(self.head.name, text)
        self.assertIn(str(grant.date_end), text)
        sales = self.users["sales"]
        self.assertEqual(cells[sales.id, sales.med_role_ids.id], "set-up")
        self.assertNotIn((sales.id, grant.role_id.id), cells)

    def test_x27_forty_people_print_on_one_sheet(self):
        jobs = ("sales", "keeper", "receiver", "billing", "purchaser")
        for number in range(26):
            user = self._create_job_user(jobs[number % 5], login=f"med_test_sheet_{number}")
            user.name = f"张三丰{number}"
        grants = self.env["med.role.grant"].with_user(self.head)
        for user in self.env["res.users"].search([("login", "like", "med_test_sheet_")]):
            grants.action_request(user.id, "aftersales").action_grant("Small team")
        page = self.env["med.role.people"].create({})
        self.assertGreaterEqual(len(page._values()["people"]), 40)
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            pdf, kind = reports._render_qweb_pdf("med_base.report_role_people", page.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(PdfFileReader(io.BytesIO(pdf)).pages), 1)


@tagged("post_install", "-at_install")
class TestAccessReview(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.users["quality_head"]
        cls.env["med.access.review"].search([("state", "=", "open")]).unlink()
        cls.reviews = cls.env["med.access.review"].with_user(cls.head)
        cls.today = cls.env.company._med_today()

    @contextmanager
    def _signing(self, review):
        with patch.object(MedSignWizard, "_is_interactive", lambda self: True):
            action = review.action_open_sign()
            yield review.env["med.sign.wizard"].browse(action["res_id"])

    def test_x27_review_lists_every_right_and_revokes_what_is_not_needed(self):
        review = self.reviews.create({})
        review.action_fill()
        holders = {(line.user_id, line.role_id.code) for line in review.line_ids}
        self.assertIn((self.users["sales"], "sales"), holders)
        count = len(review.line_ids)
        review.action_fill()
        self.assertEqual(len(review.line_ids), count)
        line = review.line_ids.filtered(lambda right: right.user_id == self.users["keeper"])
        line.write({"decision": "revoke", "note": "Left"})
        with self._signing(review) as dialog, self.assertRaisesRegex(UserError, "not decided"):
            dialog.action_sign(self.head.login)
        review.action_keep_all()
        with self._signing(review) as dialog:
            dialog.action_sign(self.head.login)
        self.assertEqual((review.state, review.done_by_id), ("done", self.head))
        self.assertFalse(self.users["keeper"].med_role_ids)
        self.assertTrue(self.users["sales"].med_role_ids)
        entry = self.env["med.ledger.entry"].search([("event", "=", "access.reviewed")], limit=1)
        self.assertEqual(entry.res_id, review.id)
        with self.assertRaisesRegex(UserError, "signed off"):
            line.decision = "keep"
        with self.assertRaisesRegex(UserError, "signed off"):
            review.unlink()

    def test_x27_review_is_signed_by_the_quality_head_only(self):
        review = self.reviews.create({})
        review.action_fill()
        review.action_keep_all()
        with self.assertRaisesRegex(UserError, "must be signed"):
            review.action_sign_off()
        for job in ("owner", "auditor", "consultant"):
            with self.assertRaises(AccessError):
                review.with_user(self.users[job]).action_sign_off()
            with self.assertRaises(AccessError):
                review.with_user(self.users[job]).write({"note": "x"})
        with self.assertRaises(UserError):
            review.write({"state": "done"})

    def test_x27_next_review_opens_a_month_before_the_year_is_over(self):
        reviews = self.env["med.access.review"]
        reviews.search([]).unlink()
        company = self.env.company
        self._run()
        first = reviews.search([("company_id", "=", company.id)])
        self.assertEqual((len(first), first.state), (1, "open"))
        self.assertTrue(first.line_ids)
        self.assertEqual(len(first.activity_ids), 1)
        done_at = fields.Datetime.now() - timedelta(days=300)
        first._guarded_write({"state": "done", "done_at": done_at})
        self._run()
        self.assertEqual(reviews.search_count([("company_id", "=", company.id)]), 1)
        first._guarded_write({"done_at": done_at - timedelta(days=40)})
        self._run()
        second = reviews.search([("company_id", "=", company.id), ("state", "=", "open")])
        self.assertEqual(second.date_due, (done_at - timedelta(days=40)).date() + timedelta(days=365))
        self.assertIn(second, reviews.search([("is_overdue", "=", False)]))

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("med_base.ir_cron_access_review").method_direct_trigger()
        self.env.invalidate_all()
