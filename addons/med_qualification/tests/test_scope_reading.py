from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedQualificationCommon

TEXT = "Ⅲ类:2017年分类目录:02,04;6840体外诊断试剂(含冷链);骨科耗材;6822(限角膜接触镜)"


@tagged("post_install", "-at_install")
class TestScopeReading(MedQualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Scope dealer")

    def _licence(self, text=TEXT):
        return self._create_paper("operating_licence", self.dealer, scope_text=text)

    def _scope(self, paper):
        return {
            (
                line.device_class,
                " ".join(sorted(line.category_ids.mapped("code"))),
                line.is_ivd,
                line.is_ivd_only,
                line.is_cold_chain,
            )
            for line in paper.scope_ids
        }

    def test_q4_the_printed_scope_is_shown_as_understood_and_confirmed_by_a_person(self):
        paper = self._licence()
        self.assertFalse(paper.scope_ids)
        self.assertIn("bg-danger-subtle text-decoration-underline\">骨科耗材", paper.scope_reading)
        self.assertIn("Not taken: 6822", paper.scope_reading)
        paper.action_apply_scope()
        self.assertEqual(
            self._scope(paper),
            {("3", "02 04", False, False, False), ("3", "6840", True, True, True)},
        )
        self.assertFalse(paper._scope_beyond_text())

    def test_q4_what_was_withheld_is_taken_on_demand_and_then_marked_as_wider(self):
        paper = self._licence()
        self.assertTrue(paper.scope_can_widen)
        paper.action_apply_scope_wide()
        self.assertIn(("3", "02 04 6822", False, False, False), self._scope(paper))
        self.assertEqual(paper._scope_beyond_text().device_class, "3")

    def test_the_text_of_a_paper_is_never_markup(self):
        paper = self._licence("Ⅲ类:6815,<script>alert(1)</script>")
        self.assertNotIn("<script>", paper.scope_reading)

    def test_nothing_understood_changes_nothing(self):
        paper = self._create_paper("operating_licence", self.dealer, classes="3", scope_text="见附页")
        with self.assertRaisesRegex(UserError, "by hand"):
            paper.action_apply_scope()
        self.assertEqual(len(paper.scope_ids), 1)

    def test_only_who_may_write_the_draft_takes_a_scope_over(self):
        paper = self._licence()
        with self.assertRaises(AccessError):
            paper.with_user(self.users["receiver"]).action_apply_scope()
        paper.action_apply_scope()
        paper.action_submit()
        with self.assertRaises(UserError):
            paper.action_apply_scope()

    def test_reagents_only_stops_an_instrument_of_the_same_category(self):
        dealer = self._admit_dealer("Reagent dealer", classes="")
        paper = self._create_paper(
            "operating_licence", dealer, user=self.officer, scope_text="Ⅲ类:6840体外诊断试剂"
        )
        paper.action_apply_scope()
        paper.sudo()._put_in_force()
        codes = [self._category("6840", "2002").id]
        vals = {"categories": (), "med_category_ids": codes}
        reagent = self._register(self._create_device("3", med_is_ivd=True, **vals))
        instrument = self._register(self._create_device("3", name="Analyser", **vals))
        order = self._create_sale_order(dealer, reagent)
        self.assertEqual(self._stops(order), [])
        order = self._create_sale_order(dealer, instrument)
        self.assertEqual(self._stops(order), ["partner_scope"])
