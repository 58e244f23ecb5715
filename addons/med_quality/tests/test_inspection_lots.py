from odoo.exceptions import UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionLots(InspectionCommon):
    """Lots that are unusual, goods in stock, and what follows from a rejection."""

    def test_bad_input_full_width_signs_and_spaces_make_no_second_lot(self):
        first = self._receipt(["AB12"]).line_ids.lot_id
        again = self._receipt(["\uff21\uff22\uff11\uff12 "]).line_ids
        self.assertEqual(again.lot_id, first)
        self.assertEqual(again.result, "pass")

    def test_bad_input_the_same_number_spelt_otherwise_is_looked_at(self):
        self._receipt(["AB-12"])
        line = self._receipt(["ab 12"]).line_ids
        self.assertFalse(line.result)
        self.assertIn("AB-12", line.warning)

    def test_bad_input_a_lot_known_from_another_supplier_is_looked_at(self):
        self._receipt(["AB12"])
        other = self._admit_supplier("Other supplier", vat=False)
        inspection = self._receipt(["AB12"], partner=other)
        self.assertFalse(inspection.line_ids.result)
        self.assertIn(self.supplier.name, inspection.line_ids.warning)
        self._as(inspection.line_ids).write({"result": "pass", "note": "compared with both slips"})
        self._as(inspection).action_sign()
        self.assertEqual(inspection.line_ids.lot_id.med_supplier_id, self.supplier)

    def test_w1_goods_with_expiry_come_in_with_their_date_only(self):
        self.device.use_expiration_date = True
        inspection = self._receipt(["AB12"])
        line = inspection.line_ids
        self.assertIn("No expiry date", line.warning)
        self._as(line).write({"result": "pass"})
        with self.assertRaisesRegex(UserError, "expiry date from the label"):
            self._as(inspection).action_sign()
        self._as(line).write({"expiry_date": "2020-01-01"})
        with self.assertRaisesRegex(UserError, "only be rejected"):
            self._as(inspection).action_sign()
        self._as(line).write({"expiry_date": False, "has_no_expiry": True})
        self._as(inspection).action_sign()
        self.assertFalse(line.lot_id.expiration_date)

    def test_w1_a_label_that_contradicts_the_lot_is_not_accepted(self):
        lot = self._receipt(["AB12"]).line_ids.lot_id
        lot.med_production_date = "2025-05-05"
        inspection = self._receipt(["AB12"])
        self._as(inspection.line_ids).write({"production_date": "2025-06-06"})
        with self.assertRaisesRegex(UserError, "ask a quality officer"):
            self._as(inspection).action_sign()

    def test_u20_cold_goods_without_a_temperature_are_looked_at(self):
        self.device.med_is_cold_chain = True
        self.assertIn("temperature", self._receipt(["C-1"]).line_ids.warning)
        warm = self._receipt(["C-2"], med_arrival_temperature=0.0)
        self.assertFalse(warm.line_ids.warning)

    def test_u20_goods_in_stock_are_inspected_anew(self):
        lot = self._stock(quantity=8.0, lot="S-1")
        self.assertRaises(UserError, lot.with_user(self.keeper).action_med_inspect, "Customer complains")
        with self.assertRaises(UserError):
            lot.with_user(self.inspector).action_med_inspect()
        action = lot.with_user(self.inspector).action_med_inspect("Customer complains")
        inspection = self.env["med.inspection"].browse(action["res_id"])
        self.assertEqual((inspection.kind, inspection.line_ids.received_quantity), ("stock", 8.0))
        with self.assertRaisesRegex(UserError, "waits in"):
            lot.with_user(self.second).action_med_inspect("Again")
        self._as(inspection.line_ids).write({"rejected_quantity": 2.0, "reason_id": self.reason.id})
        self._as(inspection).action_sign()
        self.assertEqual((self._quantity(lot, "released"), self._quantity(lot, "rejected")), (6.0, 2.0))

    def test_u20_only_what_still_lies_there_is_signed(self):
        inspection = self._receipt(["S-1"])
        lot = inspection.line_ids.lot_id
        row = {
            "product_id": self.device.id,
            "lot_id": lot.id,
            "quantity": 4.0,
            "location_id": self._zone("await").id,
            "location_dest_id": self._zone("rejected").id,
        }
        self.env["med.zone.transfer"]._move(self.company, [row], "reject", inspection)
        with self.assertRaisesRegex(UserError, "less lies in"):
            self._as(inspection).action_sign()
        self.assertEqual(self._quantity(lot, "released"), 0.0)

    def test_qm1_a_rejection_opens_its_nonconformity_without_holding_the_good_rest(self):
        inspection = self._receipt(["N-1"])
        line = inspection.line_ids
        self._as(line).write({"rejected_quantity": 3.0, "reason_id": self.reason.id})
        self._as(inspection).action_sign()
        case = line.nonconformity_id
        self.assertEqual((case.product_id, case.lot_id, case.quantity), (self.device, line.lot_id, 3.0))
        self.assertEqual((case.state, case.partner_id), ("contained", self.supplier))
        self.assertEqual(case.location_id, self._zone("rejected"))
        self.assertFalse(line.lot_id.is_on_hold)
        self.assertEqual(line.lot_id.quality_state, "released")

    def _queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_u20_judging_costs_the_same_for_more_lines(self):
        self._as(self._receipt([f"W-{n}" for n in range(3)])).action_sign()
        judged, signed = [], []
        for number in (8, 16):
            receipt = self._receipt([f"Q{number}-{n}" for n in range(number)])
            inspection = self.env["med.inspection"].with_user(self.inspector).browse(receipt.id)
            judged.append(
                self._queries(lambda i=inspection: (i._check_lines(), i.line_ids._stops(i), i._screen()))
            )
            signed.append(self._queries(inspection.action_sign))
        self.assertLessEqual(judged[1], judged[0])
        # what is left for each line is what the warehouse itself needs to move a lot
        self.assertLess(signed[1] - signed[0], 8 * 16)
