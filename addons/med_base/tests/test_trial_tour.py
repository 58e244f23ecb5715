"""Trial mode in a browser: what would have been stopped, and the share that would pass."""

from odoo.tests import HttpCase, tagged

from .gate_common import GateCommon

LIST = "/odoo/action-med_base.med_gate_trial_hit_action"
SHARE = "/odoo/action-med_base.med_gate_evaluation_action_share"


@tagged("post_install", "-at_install")
class TestTrialTour(GateCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.env.company.sudo()._guarded_write({"med_mode": "trial", "med_cutover_date": False})
        self.env["med.gate.trial.hit"].search([])._write({"is_settled": True})
        self.env["med.gate.evaluation"].search([]).unlink()
        self.order = self._create_sale_order(self.partner, self.stopped)
        self.order.action_confirm()

    def test_x25_officer_opens_what_would_have_been_stopped(self):
        self.assertEqual(self.order.state, "sale")
        self.start_tour(LIST, "med_base_trial_list", login=self.users["quality_officer"].login)

    def test_x25_auditor_opens_the_share_and_its_documents(self):
        self.start_tour(SHARE, "med_base_trial_share", login=self.users["auditor"].login)
        self.assertTrue(self.env["med.gate.evaluation"].search([("res_id", "=", self.order.id)]))
