import base64
import io
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.med_qualification.medpapers.sheet_template import build_template

from .common import MedQualityCommon


@tagged("post_install", "-at_install")
class TestOpening(MedQualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device.write({"name": "Opening device", "use_expiration_date": True, "default_code": "OPEN-1"})
        cls.later = cls.today + timedelta(days=500)

    @contextmanager
    def _at_a_screen(self):
        with patch.object(self.registry["med.sign.wizard"], "_is_interactive", lambda self: True):
            yield

    def _row(self, lot="A-1", **values):
        row = {
            "name": "Opening device",
            "default_code": "OPEN-1",
            "lot": lot,
            "quantity": "10",
            "expiry": self.later,
            "production": self.today - timedelta(days=100),
            "supplier": self.supplier.name,
        }
        return {**row, **values}

    def _import(self, *rows, start=True):
        sheet = base64.b64encode(build_template("opening", rows=list(rows)))
        run = self.env["med.import.run"].with_user(self.officer)
        run = run.create({"kind": "opening", "sheet": sheet, "sheet_name": "stock.xlsx"})
        run.action_check()
        if start:
            run.action_start()
        return run

    def _codes_of(self, run):
        return sorted(run.finding_ids.mapped("code"))

    def _sign(self, batch):
        with self._at_a_screen():
            action = batch.action_ask_release()
            wizard = batch.env["med.sign.wizard"].browse(action["res_id"])
            return wizard.action_sign(batch.env.user.login)

    def _released(self, *rows):
        batch = self._import(*rows).opening_batch_ids
        self._sign(batch)
        return batch

    def _lot(self, name="A-1"):
        return self.env["stock.lot"].search([("name", "=", name), ("product_id", "=", self.device.id)])

    def test_x26_template_of_the_opening_stock_can_be_read_again(self):
        self.assertTrue(io.BytesIO(build_template("opening")).read(2) == b"PK")

    def test_x26_opening_lots_are_released_by_one_signature(self):
        run = self._import(self._row(), self._row("A-2", quantity="5"))
        self.assertEqual(run.done_count, 2)
        self.assertFalse(self._lot())
        batch = run.opening_batch_ids
        self._sign(batch)
        self.assertEqual(batch.state, "released")
        self.assertEqual(batch.released_by_id, self.officer)
        self.assertIn("fit for sale", batch.statement)
        lot = self._lot()
        self.assertEqual(lot.quality_state, "released")
        self.assertEqual(lot.med_green_qty, 10.0)
        self.assertEqual(lot._med_expiry_day(self.company), self.later)
        self.assertEqual(lot.med_production_date, self.today - timedelta(days=100))
        self.assertEqual(lot.med_supplier_id, self.supplier)
        self.assertTrue(lot.med_certificate_id)
        self.assertEqual(self._ship(quantity=3).state, "done")

    def test_x26_opening_lots_carry_the_mark(self):
        self._released(self._row())
        other = self._stock(lot="LATER")
        self.assertTrue(self._lot().med_is_opening)
        marked = self.env["stock.lot"].search([("med_is_opening", "=", True)])
        self.assertIn(self._lot(), marked)
        self.assertNotIn(other, marked)

    def test_x26_missing_dates_are_a_work_list_and_wait_in_yellow(self):
        batch = self._released(self._row(expiry=""), self._row("A-2", expiry="长期"))
        self.assertEqual(batch.missing_count, 1)
        self.assertEqual(self._lot().quality_state, "awaiting")
        self.assertEqual(self._lot("A-2").quality_state, "released")
        line = batch.line_ids.filtered(lambda li: li.state == "waiting").with_user(self.officer)
        with self.assertRaisesRegex(UserError, "expiry from the label"):
            line.action_complete()
        line.expiry_date = self.later
        line.action_complete()
        self.assertEqual(self._lot().quality_state, "released")
        self.assertEqual(self._lot()._med_expiry_day(self.company), self.later)
        self.assertEqual(line.state, "released")

    def test_x26_expired_opening_goods_go_to_the_red_zone(self):
        past = self.today - timedelta(days=3)
        batch = self._released(self._row(expiry=past))
        self.assertEqual(batch.line_ids.state, "red")
        self.assertEqual(self._lot().med_red_qty, 10.0)
        self.assertEqual(self._lot().quality_state, "expired")

    def test_x26_what_the_sheet_has_wrong_is_said_by_row(self):
        run = self._import(
            self._row(name="Unknown", default_code="NONE"),
            self._row(production=self.today + timedelta(days=5)),
            self._row("A-2", expiry=self.today - timedelta(days=200)),
            self._row("A-3", location="Nowhere"),
            self._row("A-4", quantity="0"),
            self._row(""),
            self._row("A-5"),
            self._row("A-5"),
            start=False,
        )
        self.assertEqual(run.refused_count, 7)
        expected = {"unknown_product", "future", "dates_reversed", "unknown_place", "no_quantity"}
        self.assertLessEqual({*expected, "required", "lot_twice"}, set(self._codes_of(run)))

    def test_x26_a_lot_in_another_spelling_is_noticed(self):
        self._stock(lot="AB-01", quantity=1)
        run = self._import(self._row("ＡＢ 01"), start=False)
        self.assertLessEqual({"lot_spelling", "lot_known_as"}, set(self._codes_of(run)))

    def test_x26_another_expiry_than_the_lot_has_is_refused(self):
        lot = self._create_lot(self.device, name="A-1")
        lot.expiration_date = lot._med_end_of_day(self.later, self.company)
        run = self._import(self._row(expiry=self.later + timedelta(days=30)), start=False)
        self.assertIn("other_expiry", self._codes_of(run))

    def test_x26_release_needs_quality_and_a_signature(self):
        batch = self._import(self._row()).opening_batch_ids
        with self.assertRaisesRegex(AccessError, "quality officer"):
            batch.with_user(self.keeper).action_release()
        with self.assertRaisesRegex(UserError, "must be signed"):
            batch.with_user(self.officer).action_release()
        with self.assertRaises(UserError):
            batch.with_user(self.officer).write({"state": "released"})
        line = self.env["med.opening.line"].with_user(self.officer)
        with self.assertRaises(UserError):
            line.create({"batch_id": batch.id, "product_id": self.device.id, "quantity": 5})
        with self.assertRaises(UserError):
            batch.line_ids.with_user(self.officer).write({"quantity": 500})

    def test_x26_opening_stock_not_yet_released_is_undone_with_its_import(self):
        run = self._import(self._row())
        batch = run.opening_batch_ids
        run.action_undo()
        self.assertEqual(run.state, "undone")
        self.assertFalse(batch.exists())

    def test_x26_opening_stock_released_by_quality_stays(self):
        run = self._import(self._row())
        self._sign(run.opening_batch_ids)
        run.action_undo()
        self.assertEqual(run.kept_count, 1)
        self.assertEqual(self._lot().med_green_qty, 10.0)

    def test_x26_costs_of_the_sheet_value_the_opening_stock(self):
        self.assertFalse(self.device.standard_price)
        self._released(self._row(cost="12.50"))
        self.assertEqual(self.device.standard_price, 12.5)
        row = self.env["med.expiry.board"].search([("lot_id", "=", self._lot().id)])
        self.assertEqual(row.value, 125.0)
