from odoo import Command
from odoo.tests import HttpCase, tagged

from .inspection_common import InspectionCommon
from .nc_common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformityTour(InspectionCommon, NonconformityCommon, HttpCase):
    def test_qm1_partial_reject_becomes_a_case_that_ends_with_a_return(self):
        inspection = self._receipt(["LOT-TOUR"])
        line = inspection.line_ids
        photo = self.env["ir.attachment"].with_user(self.inspector).create({"name": "box.png", "raw": b"x"})
        self._as(line).write(
            {
                "rejected_quantity": 3.0,
                "reason_id": self.reason.id,
                "note": "Other lot on the box than on the slip",
                "photo_ids": [Command.link(photo.id)],
            }
        )
        self._as(inspection).action_sign()
        case = line.nonconformity_id.with_user(self.officer)
        self.assertEqual((case.state, case.quantity, case.partner_id), ("contained", 3.0, self.supplier))
        self.assertEqual(case.location_id, self._zone("rejected"))
        self.assertFalse(case.lot_id.is_on_hold)
        self.assertEqual(case.attachment_ids.mapped("name"), ["box.png"])
        self._found_out(case, "return")
        url = f"/odoo/med.nonconformity/{case.id}"
        self.start_tour(url, "med_nonconformity_return", login=self.officer.login)
        case.invalidate_recordset()
        self.assertEqual(case.return_picking_id.state, "done")
        self.assertEqual(self._quantity(case.lot_id, "rejected"), 0.0)
        self.assertEqual(self._quantity(case.lot_id, "released"), 7.0)
        self._sign(case, "action_close")
        self.assertEqual(case.state, "done")
