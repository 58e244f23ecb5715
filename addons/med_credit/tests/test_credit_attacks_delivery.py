"""Ways around the limit at delivery and on invoices."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditAttacksDelivery(MedCreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.users["keeper"]
        cls.billing = cls.users["billing"]
        cls.order = cls._order(9000.0, user=cls.users["sales"])
        cls.order.with_user(cls.users["sales"]).action_confirm()
        cls.picking = cls.order.picking_ids.with_user(cls.keeper)

    def _take(self, quantity):
        self.picking.action_assign()
        self.picking.move_ids.write({"quantity": quantity, "picked": True})

    def _freeze(self):
        self.account._guarded_write({"state": "frozen", "state_reason": "Lawsuit"})

    def _add_by_hand(self, product, quantity):
        lot = self.env["stock.lot"].search([("product_id", "=", product.id)], limit=1)
        move = self.picking.move_ids[:1]
        made = self.env["stock.move"].with_user(self.keeper)
        return made.create(
            {
                "picking_id": self.picking.id,
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": move.location_id.id,
                "location_dest_id": move.location_dest_id.id,
                "picked": True,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "lot_id": lot.id,
                            "quantity": quantity,
                            "picking_id": self.picking.id,
                        }
                    )
                ],
            }
        )

    def _refused(self, text):
        with self._refuses(text):
            self.picking.button_validate()
        self.assertNotEqual(self.picking.state, "done")

    # transfers -----------------------------------------------------------------

    def test_k09_more_than_was_ordered_is_judged_when_it_is_shipped(self):
        self._take(100.0)
        self._refused("90,000.00 of a limit")

    def test_k09_a_little_more_than_was_ordered_goes_within_the_limit(self):
        self._take(11.0)
        self.picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.picking.state, "done")
        self.account.invalidate_recordset()
        self.assertEqual(self.account.exposure, 9900.0)

    def test_k09_goods_added_to_a_transfer_by_hand_belong_to_its_order(self):
        self._take(10.0)
        self._add_by_hand(self.device, 50.0)
        self._refused("54,000.00 of a limit")

    def test_k09_goods_the_order_does_not_name_count_at_their_list_price(self):
        other = self._sellable_device(name="Another device", list_price=1000.0)
        self._take(10.0)
        self._add_by_hand(other, 50.0)
        self._refused("59,000.00 of a limit")

    def test_k09_goods_put_in_place_of_cancelled_ones_are_judged_by_the_order(self):
        self._freeze()
        self.picking.move_ids._action_cancel()
        self._add_by_hand(self.device, 10.0)
        self._refused("Lawsuit")

    def test_k09_a_delivery_is_not_taken_off_its_order(self):
        other = self._order(0.0)
        for line in (self.env["sale.order.line"], other.order_line):
            with self.subTest(line=line), self._refuses("stays with it"):
                self.picking.move_ids.sale_line_id = line.sudo(False)
        self._freeze()
        self._take(10.0)
        self._refused("Lawsuit")

    def test_k10_another_partner_on_the_transfer_does_not_change_who_owes(self):
        rich = self._admit_dealer(name="Rich dealer")
        self._account(rich, limit=1e9)
        self._freeze()
        self.picking.partner_id = rich
        self._take(10.0)
        self._refused("Lawsuit")

    # invoices --------------------------------------------------------------------

    def test_k09_open_amounts_of_invoices_are_not_typed_in(self):
        invoice = self._old_invoice(1000.0, days_late=100)
        items = invoice.line_ids.filtered("date_maturity").with_user(self.billing)
        for vals in (
            {"amount_residual": 0.0},
            {"amount_residual_currency": 0.0},
            {"reconciled": True},
            {"parent_state": "draft"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                items.write(vals)
        for vals in ({"payment_state": "paid"}, {"amount_residual": 0.0}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                invoice.with_user(self.billing).write(vals)
        self.assertEqual(self.account.overdue_amount, 1000.0)

    def test_k09_a_due_date_is_postponed_by_finance_only_and_on_record(self):
        invoice = self._old_invoice(1000.0, days_late=100)
        later = self.env.company._med_today() + timedelta(days=300)
        item = invoice.line_ids.filtered("date_maturity")
        with self._refuses("ask finance"):
            item.with_user(self.billing).write({"date_maturity": later})
        with self._refuses("ask finance"):
            invoice.with_user(self.billing).write({"invoice_date_due": later})
        self.assertEqual(self.account.overdue_days, 100)
        invoice.with_user(self.finance).invoice_date_due = later
        self.account.invalidate_recordset()
        self.assertEqual(self.account.overdue_days, 0)
        events = [("event", "=", "credit.due_moved"), ("res_id", "=", invoice.id)]
        self.assertTrue(self.env["med.ledger.entry"].search(events))

    def test_k09_blocking_a_payment_by_the_button_is_no_typing_in(self):
        invoice = self._old_invoice(1000.0).with_user(self.billing)
        invoice.action_toggle_block_payment()
        self.assertEqual(invoice.payment_state, "blocked")
        self.assertEqual(self.account.receivable, 1000.0)

    def test_k09_an_earlier_due_date_needs_nobody(self):
        invoice = self._old_invoice(1000.0, days_late=-10)
        invoice.with_user(self.billing).invoice_date_due = self.env.company._med_today()
        self.assertEqual(invoice.invoice_date_due, self.env.company._med_today())

    def test_k09_an_invoice_is_linked_to_an_order_by_invoicing_it(self):
        link = Command.link(self.order.order_line.id)
        values = {"name": "Fake", "price_unit": 1.0, "sale_line_ids": [link]}
        moves = self.env["account.move"].with_user(self.billing)
        with self._refuses("invoiced from its order"):
            moves.create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [Command.create(values)],
                }
            )

    def test_k09_a_paid_invoice_is_not_linked_to_another_order(self):
        paid = self._old_invoice(90000.0)
        paid.button_draft()
        with self._refuses("invoiced from its order"):
            paid.invoice_line_ids.with_user(self.billing).sale_line_ids = self.order.order_line

    def test_k09_a_reversal_keeps_the_links_of_its_invoice(self):
        self._deliver(self.order)
        invoice = self._invoice(self.order)
        wizard = self.env["account.move.reversal"].with_user(self.billing)
        wizard = wizard.with_context(active_model="account.move", active_ids=invoice.ids)
        action = wizard.create({"journal_id": invoice.journal_id.id}).modify_moves()
        again = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(again.invoice_line_ids.sale_line_ids, self.order.order_line)
