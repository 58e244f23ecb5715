import json
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.med_base.tests.common import USCC

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestRestriction(MedQualificationCommon):
    """The result of a file may allow less than its papers do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer()
        cls.dossier = cls.dealer.med_dossier_ids
        cls.plate = cls._register(cls._create_device("3", ("13",), name="Plate"))
        cls.gauze = cls._register(cls._create_device("2", ("14",), name="Dressing"))
        cls.order = cls._create_sale_order(cls.dealer, [cls.plate, cls.gauze])

    def _restrict(self, user=None, **vals):
        rows = self.env["med.dossier.restriction"].with_user(user or self.officer)
        return rows.create({"dossier_id": self.dossier.id, "reason": "No storage", **vals})

    def _stopped(self):
        return [f["product"] for f in self.order.action_gate_check() if f["severity"] == "block"]

    def test_q3_limits_of_the_result_bind_the_gate_line_by_line(self):
        self.assertEqual(self._stopped(), [])
        row = self._restrict(for_class_3=True)
        self.assertEqual(self._stopped(), ["Plate"])
        with self.assertRaisesRegex(UserError, "No storage"):
            self.order.action_confirm()
        row.with_user(self.head).action_lift("Store built")
        self.assertEqual(self._stopped(), [])
        only = self._restrict(self.head, kind="only", product_ids=[(6, 0, self.plate.ids)])
        self.assertEqual(self._stopped(), ["Dressing"])
        with self.assertRaisesRegex(UserError, "Lift the old limit"):
            self._restrict(self.head, kind="only", for_class_2=True)
        only.action_lift("Audited")
        self.assertEqual(self._stopped(), [])

    def test_a_limit_ends_by_its_day(self):
        self._restrict(for_class_3=True, date_to=self.today + timedelta(3))
        self.assertEqual(self._stopped(), ["Plate"])
        with freeze_time(self.today + timedelta(4)):
            self.assertEqual(self._stopped(), [])

    def test_limits_are_set_by_quality_and_say_something(self):
        with self.assertRaises(AccessError):
            self._restrict(self.sales, for_class_3=True)
        with self.assertRaisesRegex(ValidationError, "names no class"):
            self._restrict()

    def test_conditions_of_a_decided_file_are_changed_by_quality_only(self):
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.sales).condition_note = "Everything"
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.sales).trades_class_3 = False
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.sales).review_on = self.today + timedelta(3650)
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.sales).visit_note = "Seen"

    def test_k03_limits_of_a_decided_file_stay_for_everybody_superuser_included(self):
        row = self._restrict(for_class_3=True)
        for user in (self.officer, self.head, self.env.ref("base.user_root")):
            theirs = row.with_user(user)
            with self.subTest(user.login):
                for change in ({"date_to": self.today}, {"kind": "only"}, {"for_class_3": False}):
                    with self.assertRaisesRegex(UserError, "decided and stay"):
                        theirs.write(change)
                with self.assertRaisesRegex(UserError, "decided and stay"):
                    theirs.sudo().unlink()
                with self.assertRaisesRegex(UserError, "decided and stay"):
                    self.dossier.with_user(user).restriction_ids = [(5,)]
        other = self._create_dossier(self._create_partner("distributor"), user=self.env.user)
        with self.assertRaisesRegex(UserError, "decided and stay"):
            row.sudo().dossier_id = other
        self.assertEqual(self._stopped(), ["Plate"])

    def test_what_widens_a_result_is_no_new_limit_of_an_officer(self):
        row = self._restrict(for_class_3=True)
        with self.assertRaisesRegex(AccessError, "quality head"):
            self._restrict(kind="only", for_class_3=True)
        offered = row.with_context(default_kind="only")
        with self.assertRaisesRegex(AccessError, "quality head"):
            offered.create({"dossier_id": self.dossier.id, "for_class_3": True, "reason": "x"})
        rows = self.env["med.dossier.restriction"]  # the superuser is nobody's quality head
        with self.assertRaisesRegex(AccessError, "quality head"):
            rows.create({"dossier_id": self.dossier.id, "for_class_2": True, "reason": "x"})

    def test_a_limit_is_lifted_by_the_quality_head_with_a_reason_in_the_ledger(self):
        row = self._restrict(for_class_3=True)
        with self.assertRaisesRegex(AccessError, "quality head"):
            row.action_lift("Trust me")
        head = row.with_user(self.head)
        with self.assertRaisesRegex(UserError, "reason"):
            head.action_lift(" ")
        wizard = self.env["med.dossier.decision"].with_user(self.head)
        context = head.action_open_lift()["context"]
        wizard.with_context(**context).create({"reason": "Store seen"}).action_apply()
        self.assertFalse(row.exists())
        entry = self.env["med.ledger.entry"].search([("event", "=", "dossier.limit_lifted")])
        facts = json.loads(entry.facts)
        self.assertEqual(facts["reason"], "Store seen")
        self.assertIn("Class III", facts["limits"][0])
        self.assertEqual(self._stopped(), [])

    def test_a_limit_taken_away_by_sql_is_noticed(self):
        self._restrict(for_class_3=True)
        self.assertFalse(self.dossier.is_altered)
        self.env.flush_all()
        self.cr.execute("DELETE FROM med_dossier_restriction")
        self.env.invalidate_all()
        self.assertEqual(self._stops(self.order), ["partner_unqualified"])

    def test_a_new_limit_reaches_open_documents_and_their_owner(self):
        self._restrict(for_class_3=True)
        told = self.dealer.activity_ids.filtered(lambda a: "Stopped by quality" in a.summary)
        self.assertEqual(told.user_id, self.sales)

    def test_the_gate_asks_no_more_for_twice_as_many_lines(self):
        self._restrict(for_class_3=True)
        devices = [self._register(self._create_device("3", name=f"P{n}")) for n in range(10)]
        small = self._create_sale_order(self.dealer, devices[:5])
        large = self._create_sale_order(self.dealer, devices)
        small.action_gate_check()
        counts = []
        for order in (small, large):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.action_gate_check()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestLimitsUnderReview(MedQualificationCommon):
    """Reviewers set limits; what is approved is the file with the last of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_approval_size = "standard"
        cls.dealer = cls._create_partner("distributor", med_uscc=USCC["distributor"])
        cls.plate = cls._register(cls._create_device("3", ("13",), name="Plate"))
        cls.dossier = cls._create_dossier(cls.dealer)
        cls._create_paper("business_licence", cls.dealer)
        cls._create_paper("operating_licence", cls.dealer, classes="3")
        cls._create_paper("operating_filing", cls.dealer, classes="2")

    def _limit(self, user, **vals):
        rows = self.env["med.dossier.restriction"].with_user(user)
        return rows.create({"dossier_id": self.dossier.id, "reason": "No store", **vals})

    def _request(self):
        return self.env["med.approval.request"]._latest(self.dossier)

    def test_the_approval_is_for_the_file_with_its_limits(self):
        self._limit(self.officer, for_class_3=True)
        self.dossier.action_submit()
        self.assertIn("restriction_ids.for_class_3", self._request().content)
        self.dossier.with_user(self.officer).action_approve()
        self.dossier.with_user(self.head).action_approve()
        self.assertTrue(self.dossier._approval_is_current())
        self.env.flush_all()
        self.cr.execute("UPDATE med_dossier_restriction SET for_class_3 = FALSE, for_class_2 = TRUE")
        self.env.invalidate_all()
        self.assertFalse(self.dossier._approval_is_current())
        self.assertTrue(self.dossier.is_altered)

    def test_whoever_decides_the_step_sets_limits_and_conditions(self):
        self.dossier.action_submit()
        before = self._request().digest
        row = self._limit(self.officer, for_class_3=True)
        self.dossier.with_user(self.officer).condition_note = "No class III"
        self.assertNotEqual(self._request().digest, before)
        self.dossier.with_user(self.officer).action_approve()
        with self.assertRaisesRegex(UserError, "present step"):
            self._limit(self.officer, for_class_2=True)
        row.with_user(self.head).for_class_2 = True
        self.dossier.with_user(self.head).write({"restriction_ids": [(1, row.id, {"reason": "Seen"})]})
        self.dossier.with_user(self.head).action_approve()
        self.assertEqual(self.dossier.state, "qualified")
        self.assertTrue(self.dossier._approval_is_current())
        self.assertFalse(self.dossier.is_altered)
        entries = self.env["med.ledger.entry"].search([("event", "=", "approval.amended")])
        self.assertEqual(len(entries), 4)

    def test_k03_others_change_no_limits_of_a_file_under_review(self):
        row = self._limit(self.officer, for_class_3=True)
        self.dossier.with_user(self.officer).action_submit()  # who applied does not decide
        for user in (self.officer, self.env.ref("base.user_root")):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "present step"):
                row.with_user(user).unlink()
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "present step"):
                self._limit(user, for_class_2=True)
        self.assertTrue(self._request()._is_current())

    def test_limits_changed_behind_the_reviewer_are_not_blessed_by_his_next_one(self):
        self._limit(self.officer, for_class_3=True)
        self.dossier.action_submit()
        self.env.flush_all()
        self.cr.execute("UPDATE med_dossier_restriction SET for_class_3 = FALSE, for_class_1 = TRUE")
        self.env.invalidate_all()
        self._limit(self.officer, for_class_2=True)
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            self.dossier.with_user(self.officer).action_approve()

    def test_a_limit_added_after_the_approval_is_part_of_it(self):
        self.dossier.action_submit()
        self.dossier.with_user(self.officer).action_approve()
        self.dossier.with_user(self.head).action_approve()
        self._limit(self.officer, for_class_3=True)
        self.assertTrue(self.dossier._approval_is_current())
        self.assertFalse(self.dossier.is_altered)
        self.assertEqual(self.dossier.state, "qualified")
