from datetime import date

from odoo.tests import HttpCase, tagged

from .common import MedQualificationCommon

PREFIX = "苏苏药监械经营许"


@tagged("post_install", "-at_install")
class TestLicenceTour(MedQualificationCommon, HttpCase):
    """A licence from the picture to its review, and two versions side by side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        neighbour = cls._create_partner("distributor", name="Neighbour")
        cls.earlier = cls._paper_in_force(
            "operating_licence", neighbour, classes="3", number=f"{PREFIX}20219033号", issuer="Suzhou office"
        )
        cls.dealer = cls._create_partner("distributor", name="Tour dealer")

    def test_q4_a_dropped_licence_is_typed_beside_its_picture_and_submitted(self):
        self.start_tour(
            f"/odoo/res.partner/{self.dealer.id}",
            "med_licence_dropped_typed_submitted",
            login=self.officer.login,
        )
        paper = self.env["med.credential"].search([("partner_id", "=", self.dealer.id)])
        self.assertEqual(paper.state, "review")
        self.assertEqual(paper.number, f"{PREFIX}20239105号")
        self.assertEqual(
            (paper.date_issued, paper.date_valid_from, paper.date_valid_to),
            (date(2024, 1, 5), date(2024, 1, 5), date(2029, 1, 4)),
        )
        self.assertEqual(set(paper.scope_ids.category_ids.mapped("code")), {"04", "13", "14"})

    def test_q30_two_versions_stand_side_by_side_in_the_browser(self):
        before = self._paper_in_force(
            "operating_licence",
            self.dealer,
            classes="3",
            date_issued=date(2016, 7, 1),
            date_valid_from=date(2016, 7, 1),
            date_valid_to=date(2021, 6, 30),
        )
        after = self._create_paper(
            "operating_licence",
            self.dealer,
            user=self.officer,
            classes="3",
            date_issued=date(2021, 7, 1),
            date_valid_from=date(2021, 7, 1),
            date_valid_to=date(2026, 6, 30),
            supersedes_id=before.id,
        )
        self.start_tour(
            f"/odoo/med.credential/{after.id}", "med_versions_side_by_side", login=self.officer.login
        )
        self.assertEqual(after.state, "draft", "looking changes nothing")
