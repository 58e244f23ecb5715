from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.med_base.tests.common import JOBS

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestIncoming(InspectionCommon):
    def test_u20_a_receipt_waits_with_everything_preset(self):
        inspection = self._receipt(["A-1", "A-2"])
        self.assertEqual(inspection.state, "draft")
        self.assertEqual(inspection.mapped("line_ids.result"), ["pass", "pass"])
        self.assertEqual(inspection.line_ids.mapped("received_quantity"), [10.0, 10.0])
        self.assertEqual(inspection.partner_id, self.supplier)
        self.assertTrue(inspection.line_ids.check_ids)
        self.assertEqual(inspection.line_ids.lot_id.mapped("quality_state"), ["awaiting", "awaiting"])

    def test_u20_one_signature_releases_what_was_accepted(self):
        inspection = self._receipt(["A-1", "A-2"])
        lots = inspection.line_ids.lot_id
        self._as(inspection).action_sign()
        self.assertEqual(inspection.state, "done")
        self.assertEqual(inspection.inspector_id, self.inspector)
        self.assertTrue(inspection.inspected_at)
        self.assertEqual([self._quantity(lot, "released") for lot in lots], [10.0, 10.0])
        self.assertEqual(lots.mapped("quality_state"), ["released", "released"])
        self.assertEqual(inspection.line_ids.mapped("release_state"), ["released", "released"])

    def test_u20_partial_acceptance_splits_the_stock(self):
        inspection = self._receipt(["A-1"])
        line = inspection.line_ids
        self._as(line).write({"rejected_quantity": 3.0, "reason_id": self.reason.id})
        self.assertEqual(line.result, "part")
        self._as(inspection).action_sign()
        self.assertEqual(self._quantity(line.lot_id, "released"), 7.0)
        self.assertEqual(self._quantity(line.lot_id, "rejected"), 3.0)
        self.assertEqual(self._quantity(line.lot_id, "await"), 0.0)

    def test_u20_rejected_goods_lie_in_the_red_zone(self):
        inspection = self._receipt(["A-1"])
        self._as(inspection.line_ids).write({"result": "fail", "reason_id": self.reason.id})
        self._as(inspection).action_sign()
        lot = inspection.line_ids.lot_id
        self.assertEqual(self._quantity(lot, "rejected"), 10.0)
        self.assertEqual(lot.quality_state, "rejected")
        self.assertEqual(inspection.line_ids.release_state, "none")

    def test_u20_no_result_no_release(self):
        inspection = self._receipt(["A-1"])
        self._as(inspection.line_ids).write({"result": False})
        with self.assertRaisesRegex(UserError, "no result yet"):
            self._as(inspection).action_sign()
        self.assertEqual(self._quantity(inspection.line_ids.lot_id, "await"), 10.0)

    def test_u20_a_rejection_needs_its_reason_and_where_asked_a_photo(self):
        inspection = self._receipt(["A-1"])
        self._as(inspection.line_ids).write({"result": "fail"})
        with self.assertRaisesRegex(UserError, "reason of the rejection"):
            self._as(inspection).action_sign()
        damaged = self.env.ref("med_quality.inspection_reason_package")
        self._as(inspection.line_ids).write({"reason_id": damaged.id})
        with self.assertRaisesRegex(UserError, "needs a photo"):
            self._as(inspection).action_sign()

    def test_u20_person_and_time_are_the_systems(self):
        inspection = self._receipt(["A-1"])
        for vals in (
            {"inspector_id": self.second.id},
            {"inspected_at": "2020-01-01 00:00:00"},
            {"state": "done"},
            {"version": 7},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self._as(inspection).write(vals)
        with self.assertRaises(UserError):
            self._as(inspection.line_ids).write({"received_quantity": 99.0})
        with self.assertRaises(UserError):
            self._as(inspection.line_ids).write({"release_state": "released"})

    def test_u20_other_jobs_neither_enter_nor_sign(self):
        inspection = self._receipt(["A-1"])
        for job in set(JOBS) - {"inspector"}:
            user = self.users[job]
            with self.subTest(job):
                with self.assertRaises(UserError):
                    inspection.with_user(user).action_sign()
                with self.assertRaises(UserError):
                    inspection.line_ids.with_user(user).write({"result": "fail"})
        self.assertEqual(inspection.state, "draft")

    def test_u20_what_is_signed_stays(self):
        inspection = self._receipt(["A-1"])
        self._as(inspection).action_sign()
        with self.assertRaisesRegex(UserError, "signed"):
            self._as(inspection.line_ids).write({"note": "later"})
        with self.assertRaises(UserError):
            inspection.line_ids.check_ids[0].write({"note": "later"})
        with self.assertRaises(UserError):
            inspection.unlink()
        with self.assertRaises(UserError):
            inspection.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "no longer to be signed"):
            self._as(inspection, self.second).action_sign()

    def test_u20_nobody_signs_what_somebody_else_changed_meanwhile(self):
        inspection = self._receipt(["A-1"])
        seen = inspection.version
        self._as(inspection.line_ids, self.second).write({"note": "look at the seal"})
        with self.assertRaisesRegex(UserError, "changed by somebody else"):
            self._as(inspection).action_sign(version=seen)
        self._as(inspection).action_sign(version=inspection.version)
        self.assertEqual(inspection.state, "done")

    def test_u20_missing_papers_keep_accepted_goods_waiting_until_mended(self):
        stranger = self._create_partner("supplier", name="Not admitted")
        inspection = self._receipt(["A-1"], partner=stranger)
        line = inspection.line_ids
        self._as(inspection).action_sign()
        self.assertEqual((inspection.state, line.release_state), ("done", "waiting"))
        self.assertTrue(line.stop_reason)
        self.assertEqual(self._quantity(line.lot_id, "await"), 10.0)
        with self.assertRaisesRegex(UserError, "Nothing can be released yet"):
            self._as(inspection).action_release_waiting()
        papers = {
            "business_licence": {},
            "operating_licence": {"classes": "3"},
            "operating_filing": {"classes": "2"},
        }
        self._admit(stranger, "supplier", papers)
        self._as(inspection).action_release_waiting()
        self.assertEqual(line.release_state, "released")
        self.assertEqual(line.lot_id.quality_state, "released")

    def test_u20_a_held_lot_is_accepted_but_not_released(self):
        inspection = self._receipt(["A-1"])
        lot = inspection.line_ids.lot_id
        lot._med_hold("Complaint", self.company)
        self._as(inspection).action_sign()
        self.assertEqual(inspection.line_ids.release_state, "waiting")
        self.assertIn("Complaint", inspection.line_ids.stop_reason)

    def test_w1_a_lot_knows_supplier_receipt_and_certificate(self):
        inspection = self._receipt(["A-1"])
        lot = inspection.line_ids.lot_id
        self.assertEqual(lot.med_supplier_id, self.supplier)
        self.assertEqual(lot.med_receipt_id, inspection.picking_id)
        self.assertEqual(lot.med_certificate_id.product_id, self.device)
        with self.assertRaises(UserError):
            lot.with_user(self.keeper).write({"med_supplier_id": self.customer.id})

    def test_w1_dates_of_the_label_are_written_on_the_lot(self):
        inspection = self._receipt(["A-1"])
        dates = {"production_date": "2026-01-10", "expiry_date": "2036-01-09", "sterilisation_lot": "ST-7"}
        self._as(inspection.line_ids).write(dates)
        self._as(inspection).action_sign()
        lot = inspection.line_ids.lot_id
        self.assertEqual(lot.med_production_date, fields.Date.to_date("2026-01-10"))
        self.assertEqual(lot._med_expiry_day(self.company), fields.Date.to_date("2036-01-09"))
        self.assertEqual(lot.med_sterilisation_lot, "ST-7")

    def test_bad_input_expiry_before_production(self):
        inspection = self._receipt(["A-1"])
        dates = {"production_date": "2026-01-10", "expiry_date": "2025-01-09"}
        with self.assertRaisesRegex(ValidationError, "before it was made"):
            self._as(inspection.line_ids).write(dates)
        lot = inspection.line_ids.lot_id
        with self.assertRaisesRegex(ValidationError, "before it was made"):
            lot.write({"med_production_date": "2026-01-10", "expiration_date": "2025-01-09 00:00:00"})

    def test_bad_input_more_rejected_than_received_or_nothing_received(self):
        inspection = self._receipt(["A-1"])
        with self.assertRaises(ValidationError):
            self._as(inspection.line_ids).write({"rejected_quantity": 11.0, "result": "part"})
        with self.assertRaises(ValidationError):
            self._as(inspection.line_ids).write({"rejected_quantity": 0.0, "result": "fail"})
        row = {"product_id": self.device.id, "quantity": 0.0, "location_id": self._zone("await").id}
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            self.env["med.inspection"]._open(self.company, "stock", [row])
        self.assertIn("received_positive", str(caught.exception))
