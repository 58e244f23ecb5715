from datetime import date

from odoo.tests import Form, tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestCredentialTyping(MedQualificationCommon):
    """What need not be typed is proposed, and only where nothing stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls._create_partner("distributor", name="Neighbour")
        cls._paper_in_force(
            "operating_licence",
            other,
            classes="3",
            number="浙甬药监械经营许20219033号",
            issuer="Ningbo office",
        )
        cls.dealer = cls._create_partner("distributor")
        cls.draft = cls._create_paper(
            "operating_licence",
            cls.dealer,
            number=False,
            issuer=False,
            date_issued=False,
            date_valid_from=False,
            date_valid_to=False,
        )

    def test_q4_issuer_and_end_of_a_licence_are_proposed(self):
        with Form(self.draft.with_user(self.sales)) as form:
            form.number = "浙甬药监械经营许20239105号"
            self.assertEqual(form.issuer, "Ningbo office")
            form.date_issued = date(2024, 2, 29)
            self.assertEqual(form.date_valid_from, date(2024, 2, 29))
            self.assertEqual(form.date_valid_to, date(2029, 2, 27))

    def test_q4_what_was_typed_is_never_replaced(self):
        with Form(self.draft.with_user(self.sales)) as form:
            form.issuer = "Typed office"
            form.date_valid_to = date(2027, 1, 1)
            form.number = "浙甬药监械经营许20239105号"
            form.date_issued = date(2024, 1, 5)
            self.assertEqual(form.issuer, "Typed office")
            self.assertEqual(form.date_valid_to, date(2027, 1, 1))

    def test_q4_drafts_and_other_offices_propose_nothing(self):
        with Form(self.draft.with_user(self.sales)) as form:
            form.number = "沪药监械经营许20239105号"
            self.assertFalse(form.issuer)
