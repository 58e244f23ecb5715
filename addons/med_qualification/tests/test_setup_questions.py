import base64

from odoo.tests import tagged

from .common import MedQualificationCommon

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
)


@tagged("post_install", "-at_install")
class TestSetupQuestions(MedQualificationCommon):
    def _answer(self, step, **vals):
        setups = self.env["med.setup"].with_user(self.users["consultant"])
        setup = setups.browse(setups.action_open()["res_id"])
        setup.write({"step": step, **vals})
        setup.action_next()
        return setup

    def _own(self):
        return self.env["med.dossier"].search(
            [("direction", "=", "own"), ("company_id", "=", self.company.id)]
        )

    def test_x26_there_are_twelve_questions(self):
        setup = self._answer("mode", med_business_mode="wholesale")
        self.assertEqual(setup.question_count, 12)
        codes = [question["code"] for question in setup._ordered_questions()]
        self.assertEqual(codes.index("seal"), codes.index("numbering") - 1)

    def test_x26_classes_and_special_goods_shape_the_own_file(self):
        self._own().unlink()
        self._answer("classes", trades_class_2=True, trades_class_3=False)
        own = self._own()
        self.assertEqual((own.state, own.trades_class_2, own.trades_class_3), ("draft", True, False))
        asked = own.line_ids.type_ids.mapped("code")
        self.assertIn("operating_filing", asked)
        self.assertNotIn("operating_licence", asked)
        self._answer("classes", trades_class_3=True)
        self.assertIn("operating_licence", own.line_ids.type_ids.mapped("code"))
        self._answer("goods", med_has_ivd=True, med_has_cold_chain=True)
        self.assertTrue(own.trades_ivd and own.trades_cold_chain)

    def test_x26_a_decided_own_file_is_not_changed_by_the_set_up(self):
        own = self._own() or self._create_dossier(self.company.partner_id, "own", user=self.env.user)
        own._guarded_write({"state": "qualified"})
        before = own.trades_class_3
        setup = self._answer("classes", trades_class_2=True, trades_class_3=not before)
        self.assertEqual(own.trades_class_3, before)
        self.assertIn("decided", setup.message)

    def test_x26_the_seal_is_kept_with_the_company(self):
        self._answer("seal", seal_image=PIXEL)
        self.assertTrue(self.company.med_seal_image)

    def test_x26_the_plan_counts_files_admitted(self):
        setup = self._answer("mode", med_business_mode="wholesale")
        self._admit_dealer()
        items = {item["name"]: item for item in setup._plan_items()}
        name = "Customers and suppliers taken over and admitted"
        self.assertTrue(items[name]["is_done"])
        self._create_dossier(self._create_partner(name="New one"))
        items = {item["name"]: item for item in setup._plan_items()}
        self.assertFalse(items[name]["is_done"])
