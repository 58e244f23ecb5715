from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

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
        row = row.with_user(self.head)
        row.write({"kind": "only"})
        self.assertEqual(self._stopped(), ["Dressing"])
        row.write({"product_ids": [(6, 0, self.gauze.ids)], "for_class_3": False})
        self.assertEqual(self._stopped(), ["Plate"])
        row.unlink()
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

    def test_limits_of_a_decided_file_are_loosened_by_the_quality_head_only(self):
        row = self._restrict(for_class_3=True)
        with self.assertRaisesRegex(AccessError, "quality head"):
            row.write({"date_to": self.today})
        with self.assertRaisesRegex(AccessError, "quality head"):
            row.unlink()
        with self.assertRaisesRegex(AccessError, "quality head"):
            self._restrict(kind="only", for_class_3=True)
        offered = row.with_context(default_kind="only")
        with self.assertRaisesRegex(AccessError, "quality head"):
            offered.create({"dossier_id": self.dossier.id, "for_class_3": True, "reason": "x"})
        with self.assertRaisesRegex(AccessError, "quality head"):
            self.dossier.with_user(self.officer).restriction_ids = [(5,)]
        row.with_user(self.head).write({"reason": "Store seen"})
        row.with_user(self.head).unlink()
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
