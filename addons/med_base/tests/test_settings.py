import json
import os
import tempfile
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestSettings(MedBaseCommon):
    def _settings(self, content):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "status.json")
        if content is not None:
            with open(path, "w", encoding="utf-8") as status:
                status.write(content if isinstance(content, str) else json.dumps(content))
        self.enterContext(patch.dict(os.environ, {"MED_BACKUP_STATUS": path}))
        return self.env["res.config.settings"].with_user(self.admin_user).create({})

    def _status(self, **age):
        at = fields.Datetime.now() - timedelta(**age)
        return {
            "backup_at": at.isoformat() + "Z",
            "size_bytes": 5 * 1024 * 1024,
            "place": "/backup/nas",
            "restore_tested_at": "2026-01-05T03:00:00+08:00",
            "ok": True,
        }

    def test_last_backup_is_shown_with_size_place_and_restore_test(self):
        settings = self._settings(self._status(hours=5))
        self.assertEqual(settings.med_backup_state, "ok")
        self.assertEqual(settings.med_backup_place, "/backup/nas")
        self.assertIn("5", settings.med_backup_size)
        self.assertEqual(fields.Datetime.to_string(settings.med_restore_tested_at), "2026-01-04 19:00:00")

    def test_backup_older_than_two_days_is_red(self):
        self.assertEqual(self._settings(self._status(days=3)).med_backup_state, "old")

    def test_failed_missing_and_damaged_status_are_red(self):
        self.assertEqual(self._settings({**self._status(hours=1), "ok": False}).med_backup_state, "failed")
        for content in (None, "no json", "[1]", '{"backup_at": "yesterday"}', "{}"):
            self.assertEqual(self._settings(content).med_backup_state, "missing", content)

    def test_first_quality_head_is_named_on_the_settings_page(self):
        offices = self.env["med.role"].search([("code", "in", ("quality_head", "owner"))])
        offices.user_ids.active = False
        head = new_test_user(self.env, login="med_test_first_head")
        settings = self._settings(None)
        self.assertTrue(settings.med_is_head_missing)
        settings.med_first_head_id = head
        settings.set_values()
        self.assertEqual(head.med_role_ids.code, "quality_head")
        self.assertIn(head, self._settings(None).med_head_ids)

    def test_settings_page_opens_for_an_administrator(self):
        settings = self.env["res.config.settings"].with_user(self.admin_user)
        arch = settings.get_views([(False, "form")])["views"]["form"]["arch"]
        for block in ("med_jobs_block", "med_approval_block", "med_records_block"):
            self.assertIn(block, arch)
