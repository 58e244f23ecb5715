from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .nc_common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestSupplierQuality(NonconformityCommon):
    """The figure of a supplier: what it counts, who sees it, what it leads to."""

    @classmethod
    def _inspected(cls, good, bad, partner=None):
        """A signed inspection of this many good and bad lots of the supplier."""
        place = cls._zone("await").id
        rows = [
            {
                "product_id": cls.device.id,
                "lot_id": cls._stock(zone="await").id,
                "quantity": 10.0,
                "location_id": place,
            }
            for _number in range(good + bad)
        ]
        inspections = cls.env["med.inspection"].sudo()
        inspection = inspections._open(cls.company, "receipt", rows, partner=partner or cls.supplier)
        lines = inspection.line_ids
        lines[:good]._with_ticket("state").write({"result": "pass", "rejected_quantity": 0.0})
        lines[good:]._with_ticket("state").write({"result": "part", "rejected_quantity": 4.0})
        inspection._with_ticket("state").write({"state": "done", "inspected_at": fields.Datetime.now()})
        return inspection

    def test_qm2_the_order_shows_share_accepted_and_cases(self):
        self._inspected(3, 1)
        self._case()
        order = self._create_purchase_order(self.supplier, self.device)
        for words in ("75.0 %", "4 lots", "1 nonconformities"):
            self.assertIn(words, order.med_supplier_quality)
        self.assertTrue(order.med_supplier_is_poor)
        self.company.med_supplier_min_rate = 70.0
        order.invalidate_recordset()
        self.assertFalse(order.med_supplier_is_poor)

    def test_qm2_a_supplier_nobody_knows_shows_nothing(self):
        order = self._create_purchase_order(self._create_partner("supplier", name="New"), self.device)
        self.assertFalse(order.med_supplier_quality)
        self.assertFalse(order.med_supplier_is_poor)

    def test_qm2_each_figure_has_a_definition_and_opens_its_records(self):
        self._inspected(3, 1)
        self._case(disposition="return")
        purchaser = self.users["purchaser"]
        action = self.supplier.with_user(purchaser).action_med_supplier_quality()
        board = self.env["med.supplier.figures"].with_user(purchaser).browse(action["res_id"])
        figures = {figure.code: figure for figure in board.figure_ids}
        values = {code: figure.value for code, figure in figures.items()}
        self.assertEqual(
            values, {"lots": "75.0 %", "ppm": "100,000 ppm", "cases": "25.0 %", "returned": "100.0 %"}
        )
        for figure in figures.values():
            self.assertTrue(figure.definition)
        lots = figures["lots"]
        counts = [
            self.env[action["res_model"]].search_count(action["domain"])
            for action in (lots.action_open_numerator(), lots.action_open_denominator())
        ]
        self.assertEqual(counts, [3, 4])

    def test_qm2_figures_of_orders_cost_the_same_for_many_suppliers(self):
        counts = []
        for number in (3, 9):
            partners = self.env["res.partner"]
            for index in range(number):
                partners |= self._create_partner("supplier", name=f"S{number}-{index}")
            orders = self.env["purchase.order"].concat(
                *(self._create_purchase_order(partner, self.device) for partner in partners)
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.mapped("med_supplier_quality")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # evaluation ----------------------------------------------------------

    def _evaluation(self, **vals):
        values = {"partner_id": self.supplier.id, "date_from": self.today.replace(month=1, day=1)}
        evaluations = self.env["med.supplier.evaluation"].with_user(self.users["purchaser"])
        return evaluations.create({**values, "date_to": self.today, **vals})

    def test_qm2_an_evaluation_notes_figures_and_proposes_the_grade(self):
        self._inspected(19, 1)
        evaluation = self._evaluation()
        evaluation.action_note_figures()
        self.assertEqual((evaluation.lots, evaluation.accepted_rate), (20, 95.0))
        self.assertEqual((evaluation.grade_proposed, evaluation.ppm), ("b", 20000.0))
        with self.assertRaises(UserError):
            evaluation.lots = 100

    def test_qm2_a_worse_or_better_grade_needs_its_reason(self):
        self._inspected(20, 0)
        evaluation = self._evaluation()
        with self.assertRaisesRegex(UserError, "Figures Noted"):
            evaluation.action_submit()
        evaluation.action_note_figures()
        evaluation.write({"grade": "c", "conclusion": "conditions"})
        with self.assertRaisesRegex(UserError, "Reason"):
            evaluation.action_submit()

    def test_qm2_quality_approves_and_a_stop_has_the_file_reviewed_again(self):
        self._inspected(2, 8)
        evaluation = self._evaluation()
        evaluation.action_note_figures()
        self.assertEqual(evaluation.grade, "d")
        evaluation.write({"conclusion": "stop", "reason": "Eight of ten lots rejected"})
        evaluation.action_submit()
        with self.assertRaises(UserError):
            evaluation.grade = "a"
        evaluation.with_user(self.head).action_approve()
        self.assertEqual(evaluation.state, "done")
        files = self.supplier.med_dossier_ids.filtered(lambda d: d.direction == "supplier")
        self.assertTrue(files.requalification_ids.filtered(lambda r: r.state == "open"))

    def test_qm2_a_supplier_is_not_evaluated_twice_for_one_time(self):
        self._evaluation()
        with self.assertRaises(ValidationError):
            self._evaluation()
