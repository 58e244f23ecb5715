from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestLotProduction(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._med_today()
        cls.lot = cls._create_lot(cls._create_device("3"))

    def _moved(self):
        """As if the lot had come in: a done line of a receipt."""
        picking = self._create_picking(self._create_partner("supplier"), self.lot.product_id, "incoming")
        picking.action_confirm()
        picking.move_ids.move_line_ids.write({"lot_id": self.lot.id, "quantity": 1})
        picking.move_ids.picked = True
        picking._action_done()

    def test_a_keeper_enters_the_day_on_which_a_lot_was_made(self):
        self.lot.with_user(self.users["keeper"]).med_production_date = self.today - timedelta(30)
        self.assertEqual(self.lot.med_production_date, self.today - timedelta(30))

    def test_nothing_is_made_tomorrow(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self.lot.med_production_date = self.today + timedelta(1)

    def test_after_the_goods_moved_only_quality_corrects_the_day_and_it_is_on_record(self):
        self._moved()
        keeper, officer = self.users["keeper"], self.users["quality_officer"]
        self.lot.with_user(keeper).med_production_date = self.today - timedelta(30)
        with self.assertRaises(AccessError):
            self.lot.with_user(keeper).med_production_date = self.today - timedelta(3)
        self.lot.with_user(officer).med_production_date = self.today - timedelta(29)
        entries = self.env["med.ledger.entry"].search(
            [("event", "=", "lot.production_date"), ("res_id", "=", self.lot.id)]
        )
        self.assertEqual(len(entries), 2)
