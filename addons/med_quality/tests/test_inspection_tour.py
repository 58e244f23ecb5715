from time import monotonic

from odoo.tests import HttpCase, tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionTour(InspectionCommon, HttpCase):
    browser_size = "1180x820"

    def test_u20_fifty_lines_are_inspected_on_a_tablet_with_one_signature(self):
        lots = [f"T-{number:02}" for number in range(50)]
        inspection = self._receipt(lots, quantity=10.0)
        start = monotonic()
        self.start_tour("/odoo/med-inspect", "med_inspection_tablet", login=self.inspector.login)
        self.assertLess(monotonic() - start, 300.0)
        self.env.invalidate_all()
        self.assertEqual((inspection.state, inspection.inspector_id), ("done", self.inspector))
        bad = inspection.line_ids.filtered(lambda line: line.result != "pass")
        self.assertEqual(
            {(line.lot_id.name, line.result) for line in bad}, {("T-07", "fail"), ("T-21", "part")}
        )
        self.assertEqual(self._quantity(bad[0].lot_id, "rejected"), 10.0)
        self.assertEqual(self._quantity(bad[1].lot_id, "rejected"), 3.0)
