import os

from odoo.tests import tagged

from .common import MedQualityCommon
from .lot_history import GREEN, RED, YELLOW, LotHistory

SEEDS = int(os.environ.get("MED_SEEDS", "3"))


@tagged("post_install", "-at_install")
class TestLotsRandom(MedQualityCommon):
    """Over random flows no unreleased unit reaches a customer, and status and zone agree."""

    def test_no_unreleased_unit_reaches_a_customer_over_random_flows(self):
        shipped = 0
        for seed in range(SEEDS):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                history = LotHistory(self, seed)
                history.play(20)
                self.env.invalidate_all()
                self.assertFalse(history.broken)
                for lot in history.lots:
                    self._compare(history, lot)
                shipped += self._shipped(history)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertTrue(shipped, "random flows that ship nothing prove nothing")

    def _compare(self, history, lot):
        by_book = [history.book.get((lot, zone), 0.0) for zone in (GREEN, YELLOW, RED)]
        self.assertEqual([lot.med_green_qty, lot.med_yellow_qty, lot.med_red_qty], by_book, lot.name)
        self.assertEqual(lot.quality_state, history.state(lot), lot.name)
        self.assertEqual(lot.is_on_hold, lot in history.held, lot.name)

    def _shipped(self, history):
        ids = [lot.id for lot in history.lots]
        domain = [("lot_id", "in", ids), ("location_dest_id.usage", "=", "customer"), ("state", "=", "done")]
        return self.env["stock.move.line"].search_count(domain)
