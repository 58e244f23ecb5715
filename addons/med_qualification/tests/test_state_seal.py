from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestSeal(MedQualificationCommon):
    """What was approved counts only as long as it is what was approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls._register(cls._create_device("2", ("14",), name="Dressing"))
        cls.dealer = cls._admit_dealer(classes="3")
        cls.paper = cls._paper_in_force(
            "operating_filing", cls.dealer, classes="2", categories=["14"]
        )
        cls.order = cls._create_sale_order(cls.dealer, [cls.device])

    def _tamper(self, query, *values):
        self.env.flush_all()
        self.cr.execute(query, values)
        self.assertTrue(self.cr.rowcount)
        self.env.invalidate_all()

    def _assert_stopped(self, check="partner_paper"):
        stops = [f for f in self.order.action_gate_check() if f["severity"] == "block"]
        self.assertEqual([f["check"] for f in stops], [check])
        self.assertIn("differs from what was approved", stops[0]["message"])
        with self.assertRaisesRegex(UserError, "differs from what was approved"):
            self.order.action_confirm()

    def test_an_approved_paper_is_sealed_and_a_draft_is_not(self):
        draft = self._create_paper("institution_licence", self.dealer)
        self.assertFalse(draft.content_seal)
        self.assertRegex(self.paper.content_seal, "^[0-9a-f]{64}$")
        self.assertFalse(self.paper.is_altered)
        self.assertEqual(self._stops(self.order), [])
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "credential.approved"), ("res_id", "=", self.paper.id)]
        )
        self.assertIn(self.paper.content_seal, str(entry.mapped("facts")))

    def test_a_changed_number_is_noticed_by_the_gate(self):
        self._tamper("UPDATE med_credential SET number = 'X1' WHERE id = %s", self.paper.id)
        self._assert_stopped()

    def test_changed_dates_are_noticed_by_the_gate(self):
        self._tamper(
            "UPDATE med_credential SET date_valid_to = '2099-12-31' WHERE id = %s", self.paper.id
        )
        self._assert_stopped()

    def test_a_changed_scope_line_is_noticed_by_the_gate(self):
        self._tamper(
            "UPDATE med_credential_scope SET is_ivd = NOT COALESCE(is_ivd, FALSE)"
            " WHERE credential_id = %s",
            self.paper.id,
        )
        self._assert_stopped()

    def test_an_added_category_is_noticed_by_the_gate(self):
        self._tamper(
            "INSERT INTO med_credential_scope_category_rel VALUES (%s, %s)",
            self.paper.scope_ids.id,
            self._category("04").id,
        )
        self._assert_stopped()

    def test_an_added_scope_line_is_noticed_by_the_gate(self):
        self._tamper(
            "INSERT INTO med_credential_scope (credential_id, device_class) VALUES (%s, '3')",
            self.paper.id,
        )
        self._assert_stopped()

    def test_a_removed_file_is_noticed_by_the_gate(self):
        self._tamper(
            "DELETE FROM med_credential_attachment_rel WHERE credential_id = %s", self.paper.id
        )
        self._assert_stopped()

    def test_a_swapped_file_is_noticed_by_the_gate(self):
        other = self._scan(raw=b"%PDF-1.4 another paper")
        self._tamper(
            "UPDATE med_credential_attachment_rel SET attachment_id = %s WHERE credential_id = %s",
            other.id,
            self.paper.id,
        )
        self._assert_stopped()

    def test_a_file_row_that_points_to_other_bytes_is_noticed_by_the_gate(self):
        other = self._scan(raw=b"%PDF-1.4 another, longer paper")
        for column in ("store_fname", "checksum", "file_size", "name"):
            with self.subTest(column), self.cr.savepoint() as savepoint:
                self._tamper(
                    f"UPDATE ir_attachment f SET {column} = "
                    + ("'x.pdf'" if column == "name" else f"o.{column}")
                    + " FROM ir_attachment o WHERE f.id = %s AND o.id = %s",
                    self.paper.attachment_ids.id,
                    other.id,
                )
                self.assertTrue(self.paper.is_altered)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertFalse(self.paper.is_altered)

    def test_a_file_that_moves_to_another_storage_stays_the_same_file(self):
        self._tamper(
            "UPDATE ir_attachment SET store_fname = 's3://bucket/' || store_fname WHERE id = %s",
            self.paper.attachment_ids.id,
        )
        self.assertFalse(self.paper.is_altered)

    def test_a_paper_moved_to_another_party_is_noticed_by_the_gate(self):
        other = self._create_partner("distributor", name="Unlicensed")
        self._admit(other, "customer", ["business_licence"])
        self._tamper(
            "UPDATE med_credential SET commercial_partner_id = %s WHERE id = %s",
            other.id,
            self.paper.id,
        )
        order = self._create_sale_order(other, [self.device])
        self.assertIn("partner_paper", self._stops(order))

    def test_a_revoked_paper_does_not_come_back_by_its_columns(self):
        self.paper.with_user(self.officer).action_revoke("Withdrawn")
        self._tamper(
            "UPDATE med_credential SET state = 'valid', ended_on = NULL WHERE id = %s",
            self.paper.id,
        )
        self._assert_stopped()

    def test_a_draft_does_not_become_valid_by_its_column(self):
        other = self._create_partner("distributor", name="Newcomer")
        self._admit(other, "customer", ["business_licence"])
        draft = self._create_paper("operating_filing", other, classes="2")
        self._tamper("UPDATE med_credential SET state = 'valid' WHERE id = %s", draft.id)
        self.order = self._create_sale_order(other, [self.device])
        self._assert_stopped()

    def test_a_changed_certificate_stops_the_product(self):
        certificate = self.device.med_credential_ids
        self._tamper("UPDATE med_credential SET number = 'X1' WHERE id = %s", certificate.id)
        self._assert_stopped("product_unregistered")

    def test_a_changed_result_of_a_file_is_noticed_by_the_gate(self):
        dossier = self.dealer.med_dossier_ids
        for change in ("condition_note = 'Everything'", "trades_class_3 = FALSE"):
            with self.subTest(change), self.cr.savepoint() as savepoint:
                self._tamper(f"UPDATE med_dossier SET {change} WHERE id = %s", dossier.id)
                self._assert_stopped("partner_unqualified")
                savepoint.rollback()
                self.env.invalidate_all()
        dossier.with_user(self.officer).action_suspend("Penalty notice")
        self._tamper("UPDATE med_dossier SET state = 'qualified' WHERE id = %s", dossier.id)
        self._assert_stopped("partner_unqualified")

    def test_quality_staff_may_narrow_a_closed_file(self):
        dossier = self.dealer.med_dossier_ids.with_user(self.officer)
        dossier.trades_class_3 = False
        self.assertFalse(dossier.is_altered)

    def test_a_later_step_does_not_seal_what_was_changed_before(self):
        licence = self.dealer.med_credential_ids.filtered("date_valid_to")
        self._tamper("UPDATE med_credential SET number = 'X1' WHERE id = %s", licence.id)
        licence.with_user(self.officer).action_register_renewal(self.today, "Notice 1")
        self.assertTrue(licence.is_altered)

    def test_a_change_is_kept_in_the_ledger_once_and_told_once(self):
        self._tamper("UPDATE med_credential SET number = 'X1' WHERE id = %s", self.paper.id)
        self.paper.with_user(self.sales)._note_altered()
        self.paper.with_user(self.officer)._note_altered()
        events = self.env["med.ledger.entry"].search(
            [("event", "=", "credential.altered"), ("res_id", "=", self.paper.id)]
        )
        self.assertEqual(len(events), 1)
        told = self.paper.activity_ids.filtered(lambda a: "reviewed again" in a.summary)
        self.assertEqual(len(told), 1)

    def test_a_reviewed_new_version_takes_the_place_of_a_changed_paper(self):
        self._tamper("UPDATE med_credential SET number = 'X1' WHERE id = %s", self.paper.id)
        again = self._create_paper("operating_filing", self.dealer, classes="2")
        again.action_submit()
        again.with_user(self.head).action_approve()
        self.assertEqual(self.paper.state, "superseded")
        self.assertEqual(self._stops(self.order), [])

    def test_papers_approved_before_there_were_seals_get_theirs(self):
        self._tamper("UPDATE med_credential SET content_seal = NULL")
        self.assertTrue(self.paper.is_altered)
        self.env["med.credential"].search([("content_seal", "=", False)])._seal()
        self.assertFalse(self.paper.is_altered)
        self.assertEqual(self._stops(self.order), [])
