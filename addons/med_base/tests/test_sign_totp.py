"""Signing with a real one-time code, through Odoo's own check."""

import base64
import hashlib
import hmac
import struct
import time
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .approval_common import ApprovalCommon

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(moment):
    """Six digits by RFC 6238 with half minutes and SHA-1."""
    counter = struct.pack(">Q", int(moment) // 30)
    digest = hmac.new(base64.b32decode(SECRET), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


@tagged("post_install", "-at_install")
class TestSignTotp(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE res_users SET password = NULL WHERE id = %s", [cls.sales.id])
        cls.sales.sudo().totp_secret = SECRET
        # the only part that needs a request: tests/server/test_sso.py signs over real HTTP
        users = cls.registry["res.users"]
        for name in ("_totp_rate_limit", "_totp_rate_limit_purge"):
            cls.startClassPatcher(patch.object(users, name, lambda self, limit_type: None))

    def test_q10_real_one_time_code_signs_and_the_means_is_kept(self):
        paper = self._paper()
        self._sign(paper, "action_burn", code(time.time()), ash="grey")
        self.assertEqual(paper.log, "burnt grey I burn this paper.")
        signature = self.env["med.signature"].search([], limit=1)
        self.assertEqual((signature.user_id, signature.means), (self.sales, "totp"))

    def test_q10_code_of_another_time_or_none_is_refused_and_counted(self):
        paper = self._paper()
        now = time.time()
        for wrong in (code(now - 3600), code(now + 3600), "abcdef", "١٢٣٤٥٦"):
            self.assertEqual(self._sign(paper, "action_burn", wrong)["res_model"], "med.sign.wizard")
        self.assertFalse(paper.log)
        lock = self.env["med.sign.lock"].search([("user_id", "=", self.sales.id)])
        self.assertEqual(lock.attempts, 4)

    def test_q10_a_code_signs_once(self):
        now = 1_800_000_000
        with freeze_time("2027-01-15 08:00:00"):
            self.assertEqual(int(time.time()), now)
            self._sign(self._paper(), "action_burn", code(now), ash="first")
            again = self._paper()
            self._sign(again, "action_burn", code(now), ash="second")
            self.assertFalse(again.log)
            self._sign(again, "action_burn", code(now + 30), ash="third")
            self.assertIn("third", again.log)
