from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .nc_common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformity(NonconformityCommon):
    """What, how much, where; contained at once; decided, carried out, closed with every fact."""

    # containment ---------------------------------------------------------

    def test_qm1_goods_in_stock_are_contained_by_the_hold_of_their_lot(self):
        lot = self._stock(quantity=10.0)
        case = self._case(lot, zone="released")
        self.assertEqual(case.state, "contained")
        self.assertTrue(lot.is_on_hold)
        with self.assertRaises(UserError):
            self._ship(lot=lot)
        self.assertEqual(
            (case.reported_by_id, case.user_id), (self.inspector, self.company.med_quality_head_id)
        )

    def test_qm1_goods_in_the_red_zone_need_no_hold(self):
        case = self._case()
        self.assertEqual(case.state, "contained")
        self.assertFalse(case.lot_id.is_on_hold)

    def test_qm1_goods_without_lot_are_contained_by_moving_them_to_the_red_zone(self):
        gauze = self._create_device("1", name="Gauze", tracking="none")
        self._register(gauze)
        self._add_stock(gauze, 10.0)
        case = self.cases.with_user(self.inspector)._open(
            self.company, gauze, None, 3.0, self._zone("released"), "Wet", None
        )
        self.assertEqual(case.state, "contained")
        self.assertEqual(case.location_id, self._zone("rejected"))

    def test_qm1_a_hold_that_contains_a_case_is_not_lifted_by_hand(self):
        lot = self._stock()
        case = self._case(lot, zone="released")
        with self.assertRaisesRegex(UserError, case.name):
            case.block_id.with_user(self.head).action_lift("Looks good")
        self.assertTrue(lot.is_on_hold)

    def test_qm1_bad_pieces_move_to_the_red_zone_and_the_rest_is_free_again(self):
        lot = self._stock(quantity=10.0)
        case = self._case(lot, zone="released")
        case.action_isolate()
        lot.invalidate_recordset()
        self.assertFalse(lot.is_on_hold)
        self.assertEqual(self._lying(lot, self._zone("rejected")), 4.0)
        self.assertEqual(self._ship(lot=lot, quantity=6.0).state, "done")

    def test_qm1_a_second_case_keeps_the_hold_of_the_first(self):
        lot = self._stock(quantity=10.0)
        first, second = self._case(lot, zone="released"), self._case(lot, zone="released")
        self.assertEqual(first.block_id, second.block_id)
        first.action_isolate()
        lot.invalidate_recordset()
        self.assertTrue(lot.is_on_hold)

    # dispositions --------------------------------------------------------

    def test_qm1_return_to_supplier_leaves_the_red_zone_and_lowers_the_purchase(self):
        order = self._create_purchase_order(self.supplier, self.device, quantity=10.0)
        order.button_confirm()
        receipt = order.picking_ids.with_user(self.env.user)
        receipt.move_ids.move_line_ids.lot_name = "LOT-PO"
        receipt.move_ids.picked = True
        receipt._action_done()
        lot = receipt.move_line_ids.lot_id
        place = receipt.move_line_ids.location_dest_id
        case = (
            self.cases.with_user(self.inspector)
            ._open(self.company, self.device, lot, 4.0, place, "Cartons crushed", receipt, self.supplier)
            .with_user(self.officer)
        )
        self._decided(case).action_execute()
        back = case.return_picking_id
        self.assertEqual(back.location_id, self._zone("rejected"))
        self.assertEqual(back.move_ids.origin_returned_move_id, receipt.move_ids)
        self._finish(back)
        self.assertEqual(back.state, "done")
        self.assertEqual(order.order_line.qty_received, 6.0)
        self._sign(case, "action_close")
        self.assertEqual(case.state, "done")

    def test_qm1_a_return_is_closed_only_when_it_has_left(self):
        picking = self._receive(lot_name="LOT-R")
        line = picking.move_line_ids
        case = self._case(line.lot_id, zone="await")
        self._decided(case).action_execute()
        with self.assertRaisesRegex(UserError, "carried out"):
            self._sign(case, "action_close")

    def test_qm1_concession_is_signed_by_the_head_and_lets_the_goods_go(self):
        case = self._case()
        self._found_out(case, "concession").action_submit()
        with self.assertRaisesRegex(UserError, "signed"):
            case.with_user(self.head).action_approve()
        self._approve_as(case, self.head)
        case.action_execute()
        self.assertEqual(self._lying(case.lot_id, self._zone("released")), 4.0)
        self._sign(case, "action_close")
        self.assertEqual(case.state, "done")

    def test_qm1_concession_of_expired_goods_is_refused(self):
        case = self._case()
        case.lot_id.sudo().expiration_date = "2020-01-01"
        self._decided(case, "concession")
        with self.assertRaises(UserError):
            case.action_execute()

    def test_qm1_scrap_needs_two_signatures_of_two_persons(self):
        case = self._case()
        self._found_out(case, "scrap").action_submit()
        self._approve_as(case, self.head)
        self.assertEqual(case.state, "contained")
        with self.assertRaises(UserError):
            case.action_execute()
        self._approve_as(case, self.owner)
        case.action_execute()
        self.assertEqual(case.scrap_id.state, "done")
        self.assertEqual(self._lying(case.lot_id, self._zone("rejected")), 6.0)
        decisions = case.sudo().approval_request_id.decision_ids.filtered("signature_id")
        self.assertEqual(decisions.user_id, self.head | self.owner)

    def test_qm1_reworked_goods_wait_for_their_inspection(self):
        case = self._case()
        self._decided(case, "rework").action_execute()
        action = case.action_open_reinspection()
        self.assertEqual((action["res_model"], action["res_id"]), ("med.inspection", case.reinspection_id.id))
        form = self.env["med.nonconformity"].with_user(self.officer).get_view(view_type="form")
        self.assertIn("action_open_reinspection", form["arch"])
        self.assertEqual(self._lying(case.lot_id, self._zone("await")), 4.0)
        self.assertEqual(case.location_id, self._zone("await"))

    def test_qm1_what_is_not_there_cannot_be_disposed_of(self):
        case = self._case(quantity=40.0)
        self._decided(case, "scrap")
        with self.assertRaisesRegex(UserError, "10"):
            case.action_execute()

    def test_qm1_an_approved_decision_holds_for_exactly_its_facts(self):
        case = self._decided(self._case(), "scrap")
        with self.assertRaises(UserError):
            case.quantity = 10.0
        self.env.cr.execute("UPDATE med_nonconformity SET quantity = 10 WHERE id = %s", [case.id])
        case.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "approved"):
            case.action_execute()

    def test_qm1_cost_is_the_lost_goods_and_more_less_what_was_recovered(self):
        self.device.standard_price = 20.0
        case = self._case()
        self._found_out(case, "scrap", cost_other=15.0, recovered=50.0)
        self.assertEqual((case.goods_value, case.cost), (80.0, 45.0))

    # closing -------------------------------------------------------------

    def test_peer_21_nothing_closes_empty(self):
        case = self._case()
        with self.assertRaises(UserError):
            case.action_submit()
        self.assertEqual(case.approval_state, "none")
        case = self._decided(case, "scrap")
        case.action_execute()
        case.correction = " "
        with self.assertRaisesRegex(UserError, "Correction"):
            case.action_close_case()
        case.severity = "critical"
        case.correction = "Wrapped with corner guards"
        with self.assertRaisesRegex(UserError, "Corrective Action"):
            case.action_close_case()

    def test_peer_21_nothing_closes_by_rpc(self):
        case = self._decided(self._case(), "scrap")
        case.action_execute()
        for user in (self.officer, self.head):
            with self.assertRaises(UserError):
                case.with_user(user).write({"state": "done"})
        with self.assertRaises(UserError):
            case.sudo().write({"state": "done", "closed_by_id": self.head.id})
        with self.assertRaisesRegex(UserError, "signed"):
            case.action_close()
        self.assertEqual(case.state, "decided")

    def test_peer_21_no_case_is_born_closed_and_none_is_deleted(self):
        with self.assertRaises(UserError):
            self.cases.with_user(self.head).create({"reason": "x", "kind": "deviation"})
        with self.assertRaises(UserError):
            self.cases.sudo().create({"reason": "x", "kind": "deviation", "state": "done"})
        case = self._case()
        with self.assertRaises(AccessError):
            case.with_user(self.head).unlink()
        with self.assertRaises(UserError):
            case.sudo().unlink()

    def test_a_closed_case_stays_as_it_is(self):
        case = self._decided(self._case(), "scrap")
        case.action_execute()
        self._sign(case, "action_close")
        with self.assertRaises(UserError):
            case.correction = "Something else"

    def test_only_the_head_cancels_with_a_reason_and_the_hold_ends(self):
        lot = self._stock()
        case = self._case(lot, zone="released")
        with self.assertRaises(AccessError):
            case.action_cancel("Counted twice")
        with self.assertRaises(UserError):
            case.with_user(self.head).action_cancel(" ")
        case.with_user(self.head).action_cancel("Counted twice")
        lot.invalidate_recordset()
        self.assertEqual((case.state, lot.is_on_hold), ("cancelled", False))

    def test_wrong_goods_are_refused(self):
        other = self._create_device("2", name="Other")
        with self.assertRaisesRegex(ValidationError, "another product"):
            self._case(self._stock(), product=other)
        with self.assertRaises(ValidationError):
            self._case(quantity=0.0)

    # reports of anybody --------------------------------------------------

    def _report(self, user, origin=None, **vals):
        context = {"active_model": origin._name, "active_id": origin.id} if origin else {}
        wizard = self.env["med.nc.report"].with_user(user).with_context(**context).create(vals)
        return self.cases.browse(wizard.action_report()["res_id"])

    def test_u11_anybody_reports_an_abnormal_event_with_its_time(self):
        case = self._report(
            self.users["sales"],
            kind="event",
            reason="Power cut in the cold store",
            severity="major",
            containment="Generator started after 12 minutes",
            attachment_ids=self._file(self.users["sales"]),
        )
        self.assertEqual((case.kind, case.reported_by_id), ("event", self.users["sales"]))
        self.assertEqual(case.user_id, self.company.med_quality_head_id)
        self.assertTrue(case.activity_ids)
        self.assertEqual(len(case.attachment_ids), 1)

    def test_u11_an_event_reported_late_needs_the_reason(self):
        vals = {"kind": "event", "reason": "Flood", "event_at": "2024-01-02 08:00:00"}
        with self.assertRaises(ValidationError):
            self._report(self.keeper, **vals)
        case = self._report(self.keeper, **vals, backdate_reason="Found on Monday")
        self.assertTrue(case.is_backdated)

    def test_u11_an_event_is_contained_settled_and_closed_by_another(self):
        case = self._report(self.keeper, kind="event", reason="Flood", user_id=self.officer.id)
        case = case.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "not contained"):
            case.action_contain()
        case.containment = "Goods lifted onto shelves"
        case.action_contain()
        with self.assertRaises(UserError):
            case.action_decide()
        case.write(
            {
                "cause_id": self.env.ref("med_quality.nc_cause_equipment").id,
                "root_cause": "Drain blocked",
                "description": "Water 2 cm high in aisle 3",
                "correction": "Drain cleaned, monthly check planned",
            }
        )
        case.action_decide()
        with self.assertRaisesRegex(UserError, "another person"):
            case.action_close_case()
        self._sign(case.with_user(self.head), "action_close")
        self.assertEqual(case.state, "done")

    def test_x3_an_exception_is_bound_to_its_document_with_owner_and_plan(self):
        order = self._create_sale_order(self.customer, self.device)
        case = self._report(
            self.users["sales"], order, kind="deviation", reason="Invoice sent to the wrong branch"
        )
        self.assertEqual((case.origin_model, case.origin_id), ("sale.order", order.id))
        case = case.with_user(self.head)
        case.user_id = self.officer
        plan = {"nonconformity_id": case.id, "name": "Check branch master data"}
        action = (
            self.env["med.capa.action"]
            .with_user(self.head)
            .create({**plan, "user_id": self.users["billing"].id, "date_due": self.today})
        )
        case.write(
            {
                "containment": "Invoice withdrawn",
                "cause_id": self.env.ref("med_quality.nc_cause_work_record").id,
                "root_cause": "Two branches with one name",
                "description": "Invoice of the order went to the other branch",
                "correction": "Branches renamed",
            }
        )
        case.action_contain()
        case.action_decide()
        with self.assertRaisesRegex(UserError, "correction plan"):
            case.action_close_case()
        mine = action.with_user(self.users["billing"])
        self.assertIn(self.users["billing"], action.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "proof"):
            mine.action_done()
        mine.write({"result": "All branches checked", "attachment_ids": self._file(self.users["billing"])})
        mine.action_done()
        self._sign(case, "action_close")
        self.assertEqual(case.state, "done")

    def test_x3_an_overdue_exception_is_told_once_to_its_owner(self):
        case = self._report(
            self.keeper, kind="deviation", reason="Reading forgotten", user_id=self.officer.id
        )
        case.deadline_at = "2024-01-01 00:00:00"
        before = len(case.activity_ids)
        case._deadline_remind("overdue")
        case._deadline_on_overdue()
        self.assertEqual(len(case.activity_ids), before + 1)
        self.assertEqual(case.deadline_state, "overdue")

    def test_a_report_borrows_nobodys_file(self):
        theirs = self.env["ir.attachment"].create(
            {"name": "salary.pdf", "raw": b"x", "res_model": "res.partner", "res_id": self.customer.id}
        )
        with self.assertRaises(AccessError):
            self._report(self.keeper, kind="event", reason="Flood", attachment_ids=[Command.set(theirs.ids)])
