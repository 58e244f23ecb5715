from odoo.tests import tagged

from odoo.addons.med_base.tests.sign_common import CHINESE, SignStatement

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestSignStatement(SignStatement, MedQualificationCommon):
    """What a person signs stands in the dialog in his own language."""

    def test_q10_the_statement_on_existing_partners_is_signed_in_chinese(self):
        admission = self.env["med.legacy.admission"].create({})
        self.assertRegex(self._statement(admission, "action_admit"), CHINESE)
