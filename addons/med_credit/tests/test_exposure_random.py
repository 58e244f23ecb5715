"""Whatever happens to a customer, the exposure equals what the documents add up to."""

import os

from odoo.tests import TransactionCase, tagged

from .credit_history import History

SEEDS = int(os.environ.get("MED_SEEDS", "5"))


@tagged("post_install", "-at_install")
class TestExposureRandom(TransactionCase):
    def test_c6_exposure_equals_the_documents_over_random_histories(self):
        for seed in range(SEEDS):
            with self.subTest(seed=seed):
                history = History(self.env, self.env.company, seed)
                history.play(12)
                self._compare(history)

    def _compare(self, history):
        company = self.env.company
        row = self.env["med.credit.exposure"]._figures(history.contact, company)[history.partner.id]
        tolerance = 0.02 * (1 + sum(len(order.order_line) for order in history.orders))
        self.assertAlmostEqual(row["exposure"], history.expected(), delta=tolerance)
        parts = row["receivable"] - row["unapplied"] + row["delivered"] + row["ordered"]
        self.assertAlmostEqual(row["exposure"], parts, delta=0.05)
