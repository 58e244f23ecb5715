"""Messages of the first flow: each reaches one person, once."""

from odoo.tests import tagged

from odoo.addons.med_qualification.tests.common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestMessages(MedQualificationCommon):
    """A dealer without class II filing, and an order with one line stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_approval_size = "standard"
        cls.dealer = cls._admit_dealer("Message dealer", classes="3")
        cls.plate = cls._register(cls._create_device("3", ("13",), name="Message plate"))
        cls.dressing = cls._register(cls._create_device("2", ("14",), name="Message dressing"))
        cls.order = cls._create_sale_order(cls.dealer, [cls.plate, cls.dressing])
        cls.order.action_gate_split()
        cls.waiting = cls.env["sale.order"].search([("gate_split_from_id", "=", cls.order.id)])

    def _file_paper(self):
        paper = self._create_paper("operating_filing", self.dealer, classes="2")
        paper.action_submit()
        return paper

    def test_x28_owner_of_the_stopped_order_gets_one_message_when_the_paper_is_approved(self):
        paper = self._file_paper()
        paper.with_user(self.officer).action_approve()
        self.assertFalse(self.waiting.activity_ids, "half an approval frees nothing")
        paper.with_user(self.head).action_approve()
        self.assertEqual(self.waiting.activity_ids.user_id, self.sales)
        self.assertEqual(len(self.waiting.activity_ids), 1)
        self.assertFalse(self.order.activity_ids, "the confirmed order needs no message")

    def test_x28_nobody_else_gets_a_message_about_the_order(self):
        paper = self._file_paper()
        paper.with_user(self.officer).action_approve()
        paper.with_user(self.head).action_approve()
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", "sale.order"), ("res_id", "in", (self.order | self.waiting).ids)]
        )
        self.assertEqual(tasks.user_id, self.sales)

    def test_x28_step_that_one_person_can_decide_is_told_to_that_person_only(self):
        heads = self.env.ref("med_base.group_quality_head").all_user_ids
        (heads - self.head).active = False
        paper = self._file_paper()
        request = paper.sudo().approval_request_id
        paper.with_user(self.officer).action_approve()
        self.assertEqual(request.activity_ids.user_id, self.head)
        self.assertEqual(len(request.activity_ids), 1)
