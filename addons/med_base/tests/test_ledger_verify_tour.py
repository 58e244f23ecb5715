"""The dialog that verifies the ledger, in a browser."""

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .ledger_common import LedgerCommon

DIALOG = "/odoo/action-med_base.med_ledger_verification_action"


@tagged("post_install", "-at_install")
class TestLedgerVerifyTour(LedgerCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.entry = self.append(3)[1]
        self.seal_all()

    def _verify(self, tour):
        self.start_tour(DIALOG, tour, login=self.users["auditor"].login)
        found = self.ledger.search([("event", "=", "ledger.verified")], order="id desc", limit=1)
        self.assertEqual(found.user_id, self.users["auditor"].id)
        return found

    def test_x4_auditor_sees_that_the_ledger_is_intact(self):
        self.assertIn('"ok":true', self._verify("med_base_ledger_intact").facts)

    def test_x4_auditor_is_led_to_the_entry_that_was_changed(self):
        forged = '{"forged":1}'
        with self.as_database_owner() as cr:
            cr.execute(SQL("UPDATE med_ledger_entry SET facts = %s WHERE id = %s", forged, self.entry.id))
        found = self._verify("med_base_ledger_broken")
        self.assertIn(f'"first_broken":{self.entry.id}', found.facts)
