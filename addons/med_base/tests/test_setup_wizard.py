from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import MedBaseCommon


@tagged("post_install", "-at_install")
class TestSetupWizard(MedBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.users["quality_head"]
        cls.consultant = cls.users["consultant"]
        cls.company = cls.env.company
        cls.company._guarded_write({"med_mode": "trial", "med_cutover_date": False})

    def _setup(self, user=None):
        setups = self.env["med.setup"].with_user(user or self.consultant)
        return setups.browse(setups.action_open()["res_id"])

    def _answer(self, step, user=None, **vals):
        setup = self._setup(user)
        setup.write({"step": step, **vals})
        setup.action_next()
        return setup

    def test_x26_twelve_questions_each_with_its_law_or_habit(self):
        setup = self._setup()
        questions = setup._ordered_questions()
        self.assertGreaterEqual(len(questions), 11)
        self.assertTrue(all(question["why"] and question["title"] for question in questions))
        codes = [question["code"] for question in questions]
        self.assertEqual(codes[0], "classes")
        view = Form(setup)
        for code in codes:
            self.assertTrue(hasattr(setup, f"_apply_{code}"), code)
            view.step = code
            self.assertTrue(view.step_why)

    def test_x26_answers_set_real_settings_at_once_and_the_sitting_is_resumed(self):
        self._answer("mode", med_business_mode="both")
        self._answer("team", med_approval_size="small")
        self._answer("goods", med_has_implants=True, med_has_ivd=True)
        self._answer("warehouse", med_warehouse_kind="third_party")
        self._answer("life", med_min_remaining_months=9)
        setup = self._answer("credit", med_credit_strictness="strict")
        company = self.company
        self.assertEqual((company.med_business_mode, company.med_approval_size), ("both", "small"))
        self.assertTrue(company.med_has_implants and company.med_has_ivd)
        self.assertEqual((company.med_warehouse_kind, company.med_min_remaining_months), ("third_party", 9))
        self.assertEqual(company.med_credit_strictness, "strict")
        again = self._setup(self.head)
        self.assertEqual((again, again.step, again.answered_count), (setup, "life", 6))
        self.assertGreater(again.progress, 40)

    def test_x26_going_back_and_leaving_for_later_change_nothing(self):
        setup = self._setup()
        setup.write({"step": "team", "med_approval_size": "full"})
        before = self.company.med_approval_size
        setup.action_later()
        setup.action_back()
        self.assertEqual((setup.step, self.company.med_approval_size), ("team", before))
        self.assertFalse(setup.step_done)

    def test_x26_the_cut_over_date_is_the_quality_heads(self):
        day = self.env.company._med_today() + timedelta(14)
        setup = self._answer("cutover", cutover_date=day)
        self.assertFalse(self.company.med_cutover_date)
        self.assertIn("proposal", setup.message)
        self._answer("cutover", user=self.head)
        self.assertEqual(self.company.med_cutover_date, day)

    def test_x26_people_who_lack_the_job_are_requested_not_granted(self):
        user = self.users["keeper"]
        setup = self._answer("people", head_id=self.head.id, med_deputy_id=user.id, med_on_call_id=user.id)
        self.assertEqual(self.company.med_quality_head_id, self.head)
        self.assertEqual(self.company.med_deputy_id, user)
        grant = self.env["med.role.grant"].search([("user_id", "=", user.id)])
        self.assertEqual((grant.state, grant.role_id.code), ("requested", "quality_officer"))
        self.assertFalse(user.has_group("med_base.group_quality_officer"))
        self.assertIn("requested", setup.message)
        self._answer("people")
        self.assertEqual(self.env["med.role.grant"].search_count([("user_id", "=", user.id)]), 1)

    def test_x26_the_robots_address_is_kept_with_the_robot_alone(self):
        url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234"
        setup = self._answer("robot", robot_kind="wecom", robot_webhook=url)
        robot = self.env["med.robot"].search([("company_id", "=", self.company.id)])
        self.assertEqual((robot.kind, robot.webhook_url), ("wecom", url))
        self.assertFalse(setup.robot_webhook)
        with self.assertRaises(AccessError):
            setup.with_user(self.head).read(["robot_webhook"])

    def test_x26_a_prefix_gives_the_company_its_own_numbers(self):
        general = self.env["ir.sequence"].create(
            {"name": "Test", "code": "med.test.number", "prefix": "T/", "company_id": False}
        )
        self._answer("numbering", med_number_prefix="HZ")
        number = self.env["ir.sequence"].next_by_code("med.test.number")
        self.assertTrue(number.startswith("HZ-T/"), number)
        self._answer("numbering", med_number_prefix="GZ")
        self.assertTrue(self.env["ir.sequence"].next_by_code("med.test.number").startswith("GZ-T/"))
        self.assertEqual(general.prefix, "T/")
        with self.assertRaisesRegex(UserError, "letters"):
            self._answer("numbering", med_number_prefix="a b;")

    def test_x26_answers_are_ledgered_and_cannot_be_forged(self):
        setup = self._answer("mode", med_business_mode="retail")
        entry = self.env["med.ledger.entry"].search([("event", "=", "setup.answered")], limit=1)
        self.assertEqual(entry.user_id, self.consultant.id)
        with self.assertRaises(UserError):
            setup.write({"answered": {"people": {}}})
        with self.assertRaises(UserError):
            self.env["med.setup"].with_user(self.head).create(
                {"company_id": self.env["res.company"].sudo().create({"name": "Other"}).id}
            )

    def test_x26_the_set_up_is_for_consultant_and_quality_head(self):
        for job in ("sales", "quality_officer", "purchaser"):
            with self.assertRaisesRegex(AccessError, "consultant"):
                self.env["med.setup"].with_user(self.users[job]).action_open()
        setup = self._setup()
        with self.assertRaises(AccessError):
            setup.with_user(self.users["sales"]).action_next()
        with self.assertRaises(AccessError):
            setup.with_user(self.users["auditor"]).action_next()

    def test_x26_the_plan_is_computed_from_the_data(self):
        setup = self._setup()
        names = {item["name"]: item for item in setup._plan_items()}
        self.assertFalse(names["Cut-over"]["is_done"])
        self.company._guarded_write({"med_mode": "live"})
        names = {item["name"]: item for item in setup._plan_items()}
        self.assertTrue(names["Cut-over"]["is_done"])
        self.assertIn("fa-check-circle", setup.plan)
        self.assertIn("/odoo/action-", setup.plan)
