from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.med_base.models.ticket import TICKET_KEY, Ticket

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateOrders(GateCommon):
    def test_stopped_line_refuses_confirmation_and_names_product(self):
        order = self._create_sale_order(self.partner, [self.good, self.stopped])
        with self.assertRaisesRegex(UserError, "Gate test unclassed device"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_k12_swallowed_refusal_leaves_nothing_behind(self):
        order = self._create_sale_order(self.partner, [self.stopped])
        refused = False
        try:
            order.action_confirm()
        except UserError:
            refused = True
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(refused)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.picking_ids)

    def test_refusal_lists_all_findings_at_once(self):
        other = self._create_device(False, name="Second unclassed device")
        order = self._create_sale_order(self.partner, [self.stopped, other])
        with self.assertRaises(UserError) as caught:
            order.action_confirm()
        self.assertIn("Gate test unclassed device", str(caught.exception))
        self.assertIn("Second unclassed device", str(caught.exception))

    def test_goods_that_are_no_devices_pass_untouched(self):
        order = self._confirmed([self.goods])
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.gate_panel["judged"])

    def test_panel_shows_finding_before_any_button(self):
        order = self._create_sale_order(self.partner, [self.good, self.stopped])
        panel = order.gate_panel
        self.assertEqual(panel["stage"], "confirm")
        self.assertEqual(panel["block_count"], 1)
        self.assertTrue(panel["can_split"])
        finding = panel["findings"][0]
        self.assertEqual(finding["check"], "device_class_missing")
        self.assertEqual(finding["line_id"], order.order_line[1].id)
        self.assertEqual(finding["next_action"], "fix_product")

    def test_check_of_the_contract_has_all_keys(self):
        order = self._create_sale_order(self.partner, [self.stopped])
        finding = order.action_gate_check()[0]
        keys = (
            "check severity stage line_id subject message law next_action waivable waived"
        )
        self.assertLessEqual(set(keys.split()), set(finding))

    def test_unknown_stage_is_refused_with_the_stages_there_are(self):
        order = self._create_sale_order(self.partner, [self.good])
        with self.assertRaisesRegex(UserError, "confirm"):
            order.action_gate_check("nonsense")

    def test_next_step_opens_the_product(self):
        order = self._create_sale_order(self.partner, [self.stopped])
        action = order.action_gate_next(
            "device_class_missing", order.order_line.id
        )
        self.assertEqual(action["res_model"], "product.product")
        self.assertEqual(action["res_id"], self.stopped.id)

    def test_split_moves_stopped_lines_and_confirms_the_rest(self):
        order = self._create_sale_order(self.partner, [self.good, self.stopped])
        order.action_gate_split()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.product_id, self.good)
        copy = self.env["sale.order"].search(
            [("gate_split_from_id", "=", order.id)]
        )
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.order_line.product_id, self.stopped)

    def test_split_without_a_stopped_line_is_refused(self):
        order = self._create_sale_order(self.partner, [self.good])
        with self.assertRaises(UserError):
            order.action_gate_split()

    def test_split_copy_tells_its_owner_when_it_may_go_on(self):
        order = self._create_sale_order(self.partner, [self.good, self.stopped])
        order.action_gate_split()
        copy = self.env["sale.order"].search(
            [("gate_split_from_id", "=", order.id)]
        )
        self.stopped.sudo().med_device_class = "2"
        self.env["med.gate.refusal"]._recheck(products=self.stopped)
        self.assertEqual(copy.state, "draft", "nothing confirms by itself")
        self.assertEqual(
            copy.activity_ids.user_id, self.users["sales"], "one message, one person"
        )

    def test_k01_line_added_after_empty_confirmation_is_judged(self):
        order = self._create_sale_order(self.partner, [])
        order.action_confirm()
        with self.assertRaises(UserError):
            self.env["sale.order.line"].with_user(self.users["sales"]).create(
                {"order_id": order.id, "product_id": self.stopped.id}
            )
        with self.assertRaises(UserError):
            order.write(
                {"order_line": [Command.create({"product_id": self.stopped.id})]}
            )

    def _stop_later(self):
        order = self._confirmed()
        self.good.sudo().med_device_class = False
        return order

    def test_k02_quantity_raised_after_confirmation_is_judged(self):
        order = self._stop_later()
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 50
        with self.assertRaises(UserError):
            order.order_line.price_unit = 1
        with self.assertRaises(UserError):
            order.write(
                {"order_line": [Command.update(order.order_line.id, {"price_unit": 2})]}
            )

    def test_k02_partner_changed_after_confirmation_is_judged(self):
        order = self._stop_later()
        other = self._create_partner("hospital")
        for field in ("partner_id", "partner_shipping_id"):
            with self.assertRaises(UserError):
                order[field] = other

    def test_lowering_a_quantity_is_always_allowed(self):
        order = self._confirmed([(self.good, 5)])
        self.good.sudo().med_device_class = False
        order.order_line.product_uom_qty = 3
        self.assertEqual(order.order_line.product_uom_qty, 3)

    def test_k03_purchase_line_added_after_confirmation_is_judged(self):
        order = self._create_purchase_order(self.partner, [self.good])
        order.button_confirm()
        with self.assertRaises(UserError):
            order.write(
                {
                    "order_line": [
                        Command.create({"product_id": self.stopped.id, "product_qty": 1})
                    ]
                }
            )

    def test_purchase_of_a_stopped_device_is_refused(self):
        order = self._create_purchase_order(self.partner, [self.stopped])
        with self.assertRaises(UserError):
            order.button_confirm()

    def test_order_created_or_written_as_confirmed_is_judged(self):
        with self.assertRaises(UserError):
            self._create_sale_order(self.partner, [self.stopped], state="sale")
        order = self._create_sale_order(self.partner, [self.stopped])
        with self.assertRaises(UserError):
            order.write({"state": "sale"})

    def test_k18_copy_of_a_confirmed_order_starts_as_draft(self):
        self.assertEqual(self._confirmed().copy().state, "draft")

    def test_k11_context_keys_open_nothing(self):
        order = self._create_sale_order(self.partner, [self.stopped])
        for value in (True, "1", {"model": "sale.order"}, "Ticket(sale.order, gate)"):
            with self.assertRaises(UserError):
                order.with_context(**{TICKET_KEY: value}).action_confirm()

    def test_k11_ticket_of_another_record_opens_nothing(self):
        order = self._confirmed()
        move = order.picking_ids.move_ids
        foreign = Ticket("stock.move", [move.id + 1], "done")
        with self.assertRaises(UserError):
            move.with_context(**{TICKET_KEY: foreign}).write({"state": "done"})

    def test_batch_confirmation_names_every_stopped_order(self):
        first = self._create_sale_order(self.partner, [self.stopped])
        second = self._create_sale_order(self.partner, [self.stopped])
        with self.assertRaises(UserError) as caught:
            (first | second).action_confirm()
        self.assertIn(first.name, str(caught.exception))
        self.assertIn(second.name, str(caught.exception))

    def test_k09_invoice_without_order_is_judged(self):
        invoice = (
            self.env["account.move"]
            .with_user(self.users["billing"])
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_line_ids": [
                        Command.create({"product_id": self.stopped.id, "quantity": 1})
                    ],
                }
            )
        )
        with self.assertRaises(UserError):
            invoice.action_post()
        with self.assertRaises(UserError):
            invoice.write({"state": "posted"})
        self.assertEqual(invoice.state, "draft")

    def test_refund_is_never_stopped(self):
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.partner.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.stopped.id, "quantity": 1})
                ],
            }
        )
        refund.action_post()
        self.assertEqual(refund.state, "posted")

    def test_passing_is_kept_in_the_ledger(self):
        order = self._confirmed()
        entry = self.env["med.ledger.entry"].search(
            [
                ("event", "=", "gate.passed"),
                ("res_model", "=", "sale.order"),
                ("res_id", "=", order.id),
            ]
        )
        self.assertEqual(len(entry), 1)

    def test_gate_queries_do_not_grow_with_lines(self):
        def queries(count):
            products = [self._create_device("2") for _i in range(count)]
            order = self._create_sale_order(self.partner, products)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            order._gate_evaluate("confirm")
            return self.cr.sql_log_count - start

        queries(1)
        # a few readings of users and companies are cached by chance; lines are 60 more
        self.assertLessEqual(queries(80), queries(20) + 5)
