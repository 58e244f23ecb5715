from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestJudgedDay(MedQualificationCommon):
    """A file is judged by what was law on the day asked, not by what is law today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.row = cls.env["med.requirement"].create(
            {
                "code": "house_only_unless_exempt",
                "name": "Letter for goods that are not exempt",
                "direction": "product",
                "for_class_2": True,
                "skips_exempt": True,
                "type_ids": [Command.link(cls._type("registration_certificate").ids[0])],
            }
        )
        cls.device = cls._register(cls._create_device("2", name="Dressing"))
        cls.exempt_from = cls.today + timedelta(30)
        cls.device.write({"med_is_filing_exempt": True, "med_exempt_list_date": cls.exempt_from})

    def _asked(self, day):
        """Requirements that the product's file must answer on a day."""
        file = self.device.med_dossier_ids
        rows, _papers = self.env["med.qualification"]._dossier_cases(file, day)[file.sudo()]
        return [row for row, _need in rows]

    def test_q35_a_list_of_exempt_goods_counts_from_its_day(self):
        self.assertIn(self.row, self._asked(self.today))
        self.assertIn(self.row, self._asked(self.exempt_from - timedelta(1)))
        self.assertNotIn(self.row, self._asked(self.exempt_from))

    def test_q36_gaps_of_a_later_day_know_the_list_of_that_day(self):
        service = self.env["med.qualification"]
        rows = [(self.row, self.row._as_need())]
        file = self.device.med_dossier_ids
        self.assertTrue(service._rows_of_dossier(rows, file, self.today))
        self.assertFalse(service._rows_of_dossier(rows, file, self.exempt_from))
