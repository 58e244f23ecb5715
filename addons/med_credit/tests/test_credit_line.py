from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import MedCreditCommon


@tagged("post_install", "-at_install")
class TestCreditLine(MedCreditCommon):
    """What the salesperson sees, and who is told of what."""

    def _tasks(self, record, user):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("user_id", "=", user.id)]
        )

    def _run(self, job):
        """Run a job as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"med_credit.ir_cron_credit_{job}").method_direct_trigger()
        self.env.invalidate_all()

    def test_c7_the_line_says_what_may_be_ordered_and_what_is_late(self):
        self._old_invoice(1200.0, days_late=23)
        sales = self.users["sales"]
        order = self._order(1000.0).with_user(sales)
        line = order.credit_line
        self.assertEqual((line["available"], line["overdue"]), (8800.0, 1200.0))
        self.assertIn("8,800.00", line["available_text"])
        self.assertIn("23 days", line["overdue_text"])
        self.assertEqual(order.partner_id.credit_line, line)

    def test_c7_each_figure_of_the_line_opens_its_documents(self):
        invoice = self._old_invoice(1200.0, days_late=23)
        accounts = self.env["med.credit.account"].with_user(self.users["sales"])
        action = accounts.action_open_line(self.customer.id, "available")
        self.assertEqual((action["res_model"], action["res_id"]), ("med.credit.account", self.account.id))
        action = accounts.action_open_line(self.customer.id, "overdue")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(invoice, found if found._name == "account.move" else found.move_id)

    def test_c7_the_button_of_the_customer_opens_the_account(self):
        sales = self.users["sales"]
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        for partner in (self.customer, contact):
            action = partner.with_user(sales).action_open_credit_account()
            self.assertEqual((action["res_model"], action["res_id"]), ("med.credit.account", self.account.id))
        stranger = self.env["res.partner"].create({"name": "Never sold to", "is_company": True})
        self.assertFalse(stranger.with_user(sales).action_open_credit_account().get("res_id"))

    def test_c7_a_customer_never_sold_to_has_a_line_too(self):
        fresh = self._create_partner(name="Newcomer")
        self.assertEqual(fresh.credit_line["available"], 0.0)
        self.assertTrue(fresh.credit_line["is_short"])

    def test_c7_lines_of_many_orders_take_the_same_number_of_queries(self):
        def queries(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.mapped("credit_line")
            return self.env.cr.sql_log_count - before

        customers = [self._create_partner(name=f"Customer {number}") for number in range(6)]
        orders = self.env["sale.order"].union(*(self._order(1.0, partner=c) for c in customers))
        queries(orders)
        self.assertEqual(queries(orders), queries(orders[:3]))

    # alerts -------------------------------------------------------------------

    def test_c8_each_step_of_the_limit_is_told_once(self):
        seller = self.users["sales"]
        self.customer.user_id = seller
        order = self._order(8500.0)
        order.with_user(seller).action_confirm()
        for _night in range(2):
            self._run("alert")
        self.assertEqual(len(self._tasks(self.account, seller)), 1)
        self.assertEqual(self.account.alert_step, 80)
        order.order_line.with_user(seller).price_unit = 1000.0
        self._run("alert")
        self.assertEqual(len(self._tasks(self.account, seller)), 2)
        self.assertEqual(self.account.alert_step, 100)
        order.sudo()._action_cancel()
        self._run("alert")
        self.assertEqual(self.account.alert_step, 0)
        self.assertEqual(len(self._tasks(self.account, seller)), 2)

    # payments -------------------------------------------------------------------

    def _held(self):
        """An order refused because an invoice is late: (order, invoice)."""
        invoice = self._old_invoice(3000.0, days_late=40)
        order = self._order(1000.0)
        findings = [f for f in order.action_gate_check() if order._gate_is_stop(f)]
        self.assertTrue(findings)
        self.env["med.gate.refusal"]._hold({order: ("confirm", findings)})
        return order, invoice

    def test_c14_a_payment_frees_the_orders_it_held_and_their_owner_is_told_once(self):
        order, invoice = self._held()
        self._settle(invoice)
        for _run in range(2):
            self._run("recheck")
        tasks = self._tasks(order, self.users["sales"])
        self.assertEqual(len(tasks), 1)
        self.assertIn("May go on", tasks.summary)
        self.assertEqual(order.state, "draft")

    def test_c14_a_payment_wakes_the_judge_once_a_transaction(self):
        cron = self.env.ref("med_credit.ir_cron_credit_recheck")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        _order, invoice = self._held()
        self._settle(invoice)
        self._settle(self._old_invoice(100.0, days_late=40))
        now = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(now, triggers + 1)

    def _settle(self, invoice):
        """The bank booked the money: it is matched with the invoice."""
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        receivable = invoice.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": self.customer.id,
                            "credit": invoice.amount_residual,
                        }
                    ),
                    fields.Command.create(
                        {"account_id": journal.default_account_id.id, "debit": invoice.amount_residual}
                    ),
                ],
            }
        )
        move.action_post()
        (receivable | move.line_ids.filtered(lambda i: i.account_id == receivable.account_id)).reconcile()

    def test_c14_a_higher_limit_frees_held_orders_too(self):
        self.account._guarded_write({"limit_amount": 500.0})
        order = self._order(1000.0)
        findings = [f for f in order.action_gate_check() if order._gate_is_stop(f)]
        self.env["med.gate.refusal"]._hold({order: ("confirm", findings)})
        self.account._guarded_write({"limit_amount": 5000.0})
        self._run("recheck")
        self.assertEqual(len(self._tasks(order, self.users["sales"])), 1)

    # what customers sign and pay ---------------------------------------------

    def test_c14_what_a_customer_signs_is_kept_and_the_salesperson_is_told_why_it_waits(self):
        order = self._order(15000.0)
        order.action_quotation_sent()
        order.sudo()._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertTrue(order.med_portal_held)
        task = self._tasks(order, self.users["sales"])
        self.assertIn("signed", task.summary)
        self.assertIn("15,000.00", task.note)
        self.account._guarded_write({"limit_amount": 20000.0})
        order.with_user(self.users["sales"]).action_confirm()
        self.assertFalse(order.med_portal_held)

    def test_c14_what_a_customer_signs_within_the_limit_is_confirmed(self):
        order = self._order(1000.0)
        order.sudo()._validate_order()
        self.assertEqual(order.state, "sale")

    def test_c14_an_order_paid_online_is_confirmed_whatever_else_is_late(self):
        self._old_invoice(9000.0, days_late=100)
        order = self._order(1000.0)
        transaction = self._pay_online(order, 1000.0)
        self.assertEqual(transaction._check_amount_and_confirm_order(), order)
        self.assertEqual(order.state, "sale")

    def test_c14_an_order_paid_in_part_online_waits_and_the_money_stays(self):
        self._old_invoice(9000.0, days_late=100)
        order = self._order(1000.0)
        order.write({"require_payment": True, "prepayment_percent": 0.3})
        transaction = self._pay_online(order, 300.0)
        self.assertFalse(transaction._check_amount_and_confirm_order())
        self.assertEqual((order.state, transaction.state), ("draft", "done"))
        self.assertIn("paid", self._tasks(order, self.users["sales"]).summary)

    def _pay_online(self, order, amount):
        """A payment by the portal that has arrived."""
        provider = self.env["payment.provider"].search([], limit=1)
        method = self.env["payment.method"].with_context(active_test=False).search([], limit=1)
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"test-{order.name}",
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [fields.Command.set(order.ids)],
                "state": "done",
            }
        )

    # the page of the decider ----------------------------------------------------

    def test_c14_the_page_shows_five_facts_to_who_may_decide(self):
        self._old_invoice(1200.0, days_late=23)
        order = self._order(15000.0)
        sales, waivers = self.users["sales"], self.env["med.gate.waiver"]
        wizard = self.env["med.credit.release.wizard"].with_user(sales)
        context = wizard._open_for(order.with_user(sales))["context"]
        promise = self.env.company._med_today() + timedelta(days=5)
        wizard.with_context(**context).create({"reason": "Urgent", "promised_on": promise}).action_ask()
        shown = waivers.with_user(self.owner).credit_release_data()
        self.assertEqual(shown["waiting"], 1)
        facts = {code: text for code, _label, text in shown["request"]["facts"]}
        self.assertEqual(list(facts), ["customer", "overdue", "amount", "margin", "promise"])
        self.assertIn("23 days", facts["overdue"])
        self.assertIn("15,000.00", facts["amount"])
        self.assertEqual(facts["margin"], "100.0 %")
        for job in ("sales", "keeper", "quality_head"):
            self.assertEqual(waivers.with_user(self.users[job]).credit_release_data()["waiting"], 0)
        link = self.env["med.robot.message"]._link_path(waivers.browse(shown["request"]["ids"][0]))
        self.assertTrue(link.startswith("/odoo/med-credit-release/"))
        waivers.with_user(self.owner).browse(shown["request"]["ids"][0]).action_open_grant()
        self.assertFalse(waivers.with_user(self.owner).credit_release_data()["request"])
