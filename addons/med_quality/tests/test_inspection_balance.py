from odoo import Command
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionBalance(InspectionCommon):
    """Acceptance, rejection, scrap and count: stock and accounts in one step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"]
        cls.valuation = accounts.create({"name": "Stock", "code": "X140500", "account_type": "asset_current"})
        cls.loss = accounts.create({"name": "Loss", "code": "X671100", "account_type": "expense"})
        cls.category = cls.env["product.category"].create(
            {
                "name": "Valued",
                "property_valuation": "real_time",
                "property_cost_method": "standard",
                "property_stock_valuation_account_id": cls.valuation.id,
            }
        )
        cls.device.write({"categ_id": cls.category.id, "standard_price": 20.0})
        cls.device.categ_id = cls.category
        scrapped = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)]
        )
        scrapped.valuation_account_id = cls.loss
        cls.finance = cls.users["finance"]

    def _row(self, move):
        self.env.flush_all()
        return self.env["med.inspection.balance"].with_user(self.finance).browse(move.id)

    def _bought(self, quantity=10.0):
        order = self._create_purchase_order(self.supplier, [(self.device, quantity)])
        order.button_confirm()
        order = order.sudo(False).with_user(self.env.user)
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [Command.create(self._line_vals(picking.move_ids, "B-1", quantity))]
        picking.move_ids.picked = True
        picking._action_done()
        return order, picking.move_ids

    def test_w4_a_receipt_shows_what_was_accepted_and_waits_for_its_bill(self):
        order, move = self._bought()
        inspection = move.picking_id.med_inspection_ids
        self._as(inspection.line_ids).write({"rejected_quantity": 4.0, "reason_id": self.reason.id})
        self._as(inspection).action_sign()
        row = self._row(move)
        self.assertEqual((row.kind, row.quantity, row.accepted, row.rejected), ("receipt", 10.0, 6.0, 4.0))
        self.assertEqual((row.value, row.accepted_value, row.rejected_value), (500.0, 300.0, 200.0))
        self.assertEqual(row.state, "bill")
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.invoice_date = self.today
        bill.action_post()
        row.invalidate_recordset()
        self.assertEqual((row.booked, row.difference, row.state), (500.0, 0.0, "agrees"))

    def test_w4_each_job_opens_a_document_it_may_read(self):
        order, move = self._bought()
        row = self._row(move)
        for job, model in (("finance", "stock.picking"), ("purchaser", "purchase.order")):
            with self.subTest(job):
                action = row.with_user(self.users[job]).action_open_document()
                self.assertEqual(action["res_model"], model)
                self.assertIn(action["res_id"], (order.id, move.picking_id.id))

    def test_w4_scrap_and_count_are_booked_at_once_and_agree(self):
        inspection = self._receipt(["B-2"])
        line = inspection.line_ids
        self._as(line).write({"rejected_quantity": 4.0, "reason_id": self.reason.id})
        self._as(inspection).action_sign()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.device.id,
                "lot_id": line.lot_id.id,
                "scrap_qty": 4.0,
                "location_id": self._zone("rejected").id,
            }
        )
        scrap.do_scrap()
        row = self._row(scrap.move_ids)
        self.assertEqual((row.kind, row.value, row.booked, row.state), ("loss", 80.0, 80.0, "agrees"))
        self.assertEqual(row.account_move_id.state, "posted")
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", line.lot_id.id), ("location_id", "=", self._zone("released").id)]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 5.0
        quant.action_apply_inventory()
        counted = self.env["stock.move.line"].search(
            [("lot_id", "=", line.lot_id.id), ("state", "=", "done")], order="id desc", limit=1
        )
        row = self._row(counted.move_id)
        self.assertEqual((row.kind, row.booked, row.state), ("loss", 20.0, "agrees"))

    def test_w4_other_jobs_do_not_read_values(self):
        balance = self.env["med.inspection.balance"]
        for job in ("sales", "inspector", "keeper", "receiver"):
            with self.subTest(job):
                self.assertFalse(balance.with_user(self.users[job]).has_access("read"))
        for job in ("finance", "owner", "auditor"):
            with self.subTest(job):
                self.assertTrue(balance.with_user(self.users[job]).has_access("read"))

    def test_w1_the_record_prints_with_the_words_of_the_law(self):
        self.device.med_registration_no = "国械注准20222149001"
        inspection = self._receipt(["B-3"], med_transport_mode="van", med_arrival_temperature=4.5)
        self._as(inspection).action_sign()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "med_quality.report_med_inspection", inspection.ids
        )[0]
        text = html.decode()
        for words in ("B-3", self.supplier.name, self.inspector.name, "4.5", "Accepted", "国械注准"):
            with self.subTest(words):
                self.assertIn(words, text)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "med_quality.report_med_stock_in", inspection.ids
        )[0]
        self.assertIn("B-3", html.decode())
