"""What the robots are told: one message for each point of the kernel, without more than needed."""

from odoo.tests import new_test_user, tagged

from .gate_waiver_common import GateWaiverCommon


@tagged("post_install", "-at_install")
class TestRobotHooks(GateWaiverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        deciders = cls.env.ref("med_base.group_quality_head").all_user_ids
        (deciders - cls.head).active = False
        cls.head.write({"med_robot_wecom": "guwen", "lang": "en_US"})
        cls.sales.write({"med_robot_wecom": "hetao", "lang": "en_US"})
        cls.env["med.robot"].search([]).active = False
        cls.env["med.robot.message"].search([]).unlink()
        cls.robot = cls.env["med.robot"].create(
            {"name": "Group", "webhook_url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"}
        )

    def _messages(self, event):
        return self.env["med.robot.message"].search([("event_code", "=", event)])

    def test_x28_waiver_asked_and_answered_is_told_to_one_person_each(self):
        waiver = self._granted()
        asked, answered = self._messages("waiver"), self._messages("waiver_answer")
        self.assertEqual((asked.user_id, answered.user_id), (self.head, self.sales))
        self.assertIn(f"/odoo/med.gate.waiver/{waiver.id}", asked.link)
        self.assertIn("Waiver granted", answered.text)
        self.assertNotIn("courier", asked.text + answered.text, "typed reasons stay in the app")
        self.assertNotIn(str(self.order.amount_total), asked.text)

    def test_x28_owner_of_a_freed_order_hears_it_once(self):
        self.days_late = 0
        self.env["med.gate.refusal"]._tell_owner(self.order.sudo(), self.sales)
        self.env["med.gate.refusal"]._tell_owner(self.order.sudo(), self.sales)
        freed = self._messages("freed")
        self.assertEqual((len(freed), freed.user_id), (1, self.sales))
        self.assertIn(f"/odoo/sale.order/{self.order.id}", freed.link)

    def test_x28_requested_job_is_told_to_the_quality_head(self):
        newcomer = new_test_user(self.env, login="med_test_robot_new", groups="base.group_user")
        grants = self.env["med.role.grant"].with_user(self.users["consultant"])
        grants.action_request(newcomer.id, "keeper", "New")
        told = self._messages("job")
        self.assertEqual(told.user_id, self.head)
        self.assertIn("Keeper", told.text)

    def test_x28_message_speaks_the_language_of_the_person(self):
        self.head.lang = "zh_CN"
        self._requested()
        self.assertNotIn("Waiver to decide", self._messages("waiver").text)

    def test_x28_nothing_is_queued_without_a_robot_or_when_it_rolls_back(self):
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self._requested()
            raise ZeroDivisionError
        self.assertFalse(self._messages("waiver"))
        self.robot.active = False
        self._requested()
        self.assertFalse(self._messages("waiver"))
