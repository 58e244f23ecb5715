from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionPlan(InspectionCommon):
    """Plans are data: who, what, how many, measured with which limits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meter = cls.env.ref("uom.product_uom_meter")
        cls.cm = cls.env.ref("uom.product_uom_cm")
        cls.kilogram = cls.env.ref("uom.product_uom_kgm")

    def _plan(self, items=None, **vals):
        items = items or [{"name": "Package"}]
        return self.env["med.inspection.plan"].create(
            {
                "name": "Test plan",
                "product_id": self.device.id,
                "item_ids": [Command.create(item) for item in items],
                **vals,
            }
        )

    def _measured(self, **vals):
        item = {"name": "Length", "kind": "measure", "uom_id": self.meter.id, "minimum": 1.0, "maximum": 2.0}
        return self._plan([{**item, **vals}])

    def _measure(self, value, unit):
        inspection = self._receipt(["M-1"])
        check = self._as(inspection.line_ids.check_ids)
        check.write({"value": value, "value_uom_id": unit.id})
        return check.result

    def test_qm2_the_most_special_plan_counts(self):
        self.device.categ_id = self.env["product.category"].create({"name": "Test category"})
        general = self._plan(product_id=False)
        category = self._plan(product_id=False, categ_id=self.device.categ_id.id)
        supplier = self._plan(product_id=False, partner_id=self.supplier.id)
        own = self._plan()
        plans = self.env["med.inspection.plan"]

        def found():
            return plans._plans_for(self.company, self.device, self.supplier)[self.device]

        for plan in (own, supplier, category):
            self.assertEqual(found(), plan)
            plan.active = False
        self.assertIn(found(), general | self.env.ref("med_quality.inspection_plan_default"))

    def test_qm2_how_many_pieces_are_looked_at(self):
        unit = self.device.uom_id
        self.assertEqual(self._plan(extent="fixed", quantity=5)._sample_size(200, unit), 5)
        self.assertEqual(self._plan(extent="fixed", quantity=5)._sample_size(3, unit), 3)
        self.assertEqual(self._plan(extent="percent", percent=10)._sample_size(205, unit), 21)
        self.assertEqual(self._plan()._sample_size(205, unit), 205)
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            self._plan(extent="percent", percent=0)
        self.assertIn("extent_filled", str(caught.exception))

    def test_peer_08_a_measured_value_is_compared_in_the_unit_of_its_limits(self):
        self._measured()
        self.assertEqual(self._measure(150.0, self.cm), "pass")
        self.assertEqual(self._measure(1.5, self.cm), "fail")
        self.assertEqual(self._measure(1.5, self.meter), "pass")
        self.assertEqual(self._measure(200.0, self.cm), "pass")
        self.assertEqual(self._measure(200.001, self.cm), "fail")

    def test_peer_08_a_unit_of_another_family_is_refused(self):
        self._measured()
        with self.assertRaisesRegex(ValidationError, "cannot be converted"):
            self._measure(1.5, self.kilogram)

    def test_peer_08_an_inspection_without_lines_is_no_success(self):
        inspection = self.env["med.inspection"]._open(self.company, "stock", [])
        with self.assertRaisesRegex(UserError, "no lines"):
            self._as(inspection).action_sign()

    def test_qm2_nothing_measured_nothing_signed_and_zero_is_a_figure(self):
        self._measured(minimum=0.0)
        inspection = self._receipt(["M-1"])
        self.assertFalse(inspection.line_ids.result)
        self._as(inspection.line_ids).write({"result": "pass"})
        with self.assertRaisesRegex(UserError, "not checked yet"):
            self._as(inspection).action_sign()
        self._as(inspection.line_ids.check_ids).write({"value": 0.0})
        self._as(inspection).action_sign()
        self.assertEqual(inspection.state, "done")

    def test_qm2_a_failed_measurement_is_not_accepted_whole_and_not_overruled(self):
        self._measured()
        inspection = self._receipt(["M-1"])
        check = self._as(inspection.line_ids.check_ids)
        check.write({"value": 5.0})
        with self.assertRaisesRegex(UserError, "follows from the figure"):
            check.write({"result": "pass"})
        self._as(inspection.line_ids).write({"result": "pass"})
        with self.assertRaisesRegex(UserError, "cannot be accepted whole"):
            self._as(inspection).action_sign()

    def test_qm2_the_instrument_is_named_where_the_plan_asks(self):
        self._measured(needs_equipment=True)
        inspection = self._receipt(["M-1"])
        check = self._as(inspection.line_ids.check_ids)
        check.write({"value": 1.5})
        self._as(inspection.line_ids).write({"result": "pass"})
        with self.assertRaisesRegex(UserError, "name the instrument"):
            self._as(inspection).action_sign()
        check.write({"equipment_id": self.env["maintenance.equipment"].create({"name": "Gauge"}).id})
        self._as(inspection).action_sign()
        self.assertEqual(inspection.state, "done")

    def test_qm2_a_required_document_needs_its_file_or_number(self):
        self._plan([{"name": "Certificate of analysis", "kind": "document"}])
        inspection = self._receipt(["M-1"])
        self._as(inspection.line_ids).write({"result": "pass"})
        check = self._as(inspection.line_ids.check_ids)
        check.write({"result": "pass"})
        with self.assertRaisesRegex(UserError, "file or its number"):
            self._as(inspection).action_sign()
        check.write({"note": "COA-1"})
        self._as(inspection).action_sign()
        self.assertEqual(inspection.state, "done")

    def test_qm2_two_persons_sign_where_the_plan_asks(self):
        self._plan(needs_two=True)
        inspection = self._receipt(["M-1"])
        self._as(inspection).action_sign()
        self.assertEqual((inspection.state, inspection.inspector_id), ("draft", self.inspector))
        with self.assertRaisesRegex(UserError, "second person"):
            self._as(inspection).action_sign()
        self._as(inspection, self.second).action_sign()
        self.assertEqual(inspection.state, "done")
        self.assertEqual(
            (inspection.inspector_id, inspection.second_inspector_id), (self.inspector, self.second)
        )

    def test_qm2_a_change_after_the_first_signature_voids_it(self):
        self._plan(needs_two=True)
        inspection = self._receipt(["M-1"])
        self._as(inspection).action_sign()
        self._as(inspection.line_ids, self.second).write({"note": "changed"})
        self.assertFalse(inspection.inspector_id)
        self._as(inspection, self.second).action_sign()
        self.assertEqual(inspection.state, "draft")

    def test_qm2_good_lots_in_a_row_are_checked_for_identity_only(self):
        items = [{"name": "Lot", "is_identity": True}, {"name": "Package"}]
        self._plan(items, skip_after=2, full_every=2)
        seen = []
        for number in range(5):
            inspection = self._receipt([f"R-{number}"])
            seen.append((inspection.line_ids.is_skipped, len(inspection.line_ids.check_ids)))
            self._as(inspection).action_sign()
        self.assertEqual(seen, [(False, 2), (False, 2), (True, 1), (False, 2), (True, 1)])
        self._as(self._receipt(["R-6"]).line_ids).write({"result": "fail", "reason_id": self.reason.id})

    def test_qm2_one_rejection_ends_the_reduction(self):
        self._plan([{"name": "Lot", "is_identity": True}], skip_after=1)
        first = self._receipt(["R-1"])
        self._as(first.line_ids).write({"rejected_quantity": 1.0, "reason_id": self.reason.id})
        self._as(first).action_sign()
        self.assertFalse(self._receipt(["R-2"]).line_ids.is_skipped)
