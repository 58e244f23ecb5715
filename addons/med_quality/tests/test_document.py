from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .nc_common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestDocument(NonconformityCommon):
    """Versions, approval, distribution, and that people confirm what they have read."""

    def setUp(self):
        super().setUp()
        self.document = (
            self.env["med.document"]
            .with_user(self.officer)
            .create(
                {
                    "number": "QP-07",
                    "name": "Receiving and inspection",
                    "reader_group_ids": [Command.link(self.env.ref("med_base.group_receiver").id)],
                    "reader_ids": [Command.link(self.keeper.id)],
                }
            )
        )

    def _version(self, **vals):
        action = self.document.action_new_version()
        version = self.env["med.document.version"].with_user(self.officer).browse(action["res_id"])
        values = {"summary": "First version", "effective_from": self.today}
        version.write({**values, "attachment_ids": self._file(self.officer), **vals})
        return version

    def _issued(self, **vals):
        version = self._version(**vals)
        version.action_submit()
        version.with_user(self.head).action_approve()
        return version

    def _reading(self, version, user):
        readings = self.env["med.document.reading"].with_user(user)
        return readings.search([("version_id", "=", version.id), ("user_id", "=", user.id)])

    def test_qm4_a_version_needs_file_summary_and_day(self):
        version = self._version(summary=False)
        with self.assertRaisesRegex(UserError, "What Changed"):
            version.action_submit()

    def test_qm4_an_approved_version_is_in_force_and_replaces_the_one_before(self):
        first = self._issued()
        self.assertEqual((first.state, self.document.current_id), ("in_force", first))
        second = self._issued(summary="Photo of the slip added")
        self.assertEqual((first.state, second.state, second.version), ("replaced", "in_force", 2))
        self.assertEqual(self.document.current_id, second)

    def test_qm4_a_version_waits_for_its_day(self):
        version = self._issued(effective_from=self.today + timedelta(5))
        self.assertEqual((version.state, self.document.current_id.id), ("approved", False))
        version.sudo().with_context(tz="UTC")._with_ticket("state").write({"effective_from": self.today})
        version.sudo()._put_in_force()
        self.assertEqual(version.state, "approved", "changed after its approval")

    def test_qm4_readers_get_it_and_confirm_themselves(self):
        version = self._issued()
        receiver = self.users["receiver"]
        self.assertLessEqual(receiver | self.keeper, version.reading_ids.user_id)
        reading = self._reading(version, receiver)
        self.assertTrue(reading.sudo().activity_ids)
        with self.assertRaises(AccessError):
            reading.with_user(self.head).action_confirm()
        with self.assertRaises(UserError):
            reading.write({"confirmed_at": "2024-01-01 00:00:00"})
        before = self.document.unread_count
        reading.action_confirm()
        self.document.invalidate_recordset()
        self.assertEqual(self.document.unread_count, before - 1)
        self.assertFalse(reading.sudo().activity_ids)

    def test_qm4_a_new_version_is_confirmed_anew_and_the_old_one_no_more(self):
        first = self._issued()
        second = self._issued(summary="Second")
        self.assertTrue(self._reading(second, self.keeper))
        old = self._reading(first, self.keeper)
        self.assertFalse(old.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "not in force"):
            old.action_confirm()

    def test_qm4_who_takes_the_job_later_gets_it_too(self):
        version = self._issued()
        newcomer = self._create_job_user("receiver", login="med_test_newcomer")
        version.action_distribute()
        self.assertTrue(self._reading(version, newcomer))

    def test_qm4_drafts_are_seen_by_quality_only_and_what_was_submitted_stays(self):
        version = self._version()
        with self.assertRaises(AccessError):
            version.with_user(self.keeper).read(["summary"])
        version.action_submit()
        with self.assertRaises(UserError):
            version.summary = "Something else"
        with self.assertRaises(UserError):
            version.with_user(self.head).write({"state": "in_force"})

    def test_qm4_a_swapped_file_makes_the_approval_void(self):
        version = self._version()
        version.action_submit()
        self.env["ir.attachment"].browse(version.attachment_ids.ids).raw = b"other"
        with self.assertRaises(UserError):
            version.with_user(self.head).action_approve()

    def test_qm4_withdrawing_needs_the_head_and_a_reason(self):
        self._issued()
        with self.assertRaises(AccessError):
            self.document.action_cancel("Not needed")
        self.document.with_user(self.head).action_cancel("Taken over into QP-08")
        self.assertFalse(self.document.current_id)
        with self.assertRaises(UserError):
            self.document.action_new_version()

    def test_qm4_the_owner_is_asked_to_review_in_time_once(self):
        self._issued(effective_from=self.today - timedelta(720))
        for _night in range(2):
            self.env["med.document"]._cron_review()
        self.assertEqual(len(self.document.sudo().activity_ids), 1)
