import re
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.med_base.wizards.med_sign_wizard import MedSignWizard

from .common import MedQualificationCommon

CHINESE = re.compile("[\u4e00-\u9fff]{6}")


@tagged("post_install", "-at_install")
class TestSignStatement(MedQualificationCommon):
    """What a person signs stands in the dialog in his own language."""

    def _statement(self, record, method):
        user = self.users["quality_head"]
        user.lang = "zh_CN"
        wizards = self.env(user=user, context={})["med.sign.wizard"]
        record = record.with_env(wizards.env)
        with patch.object(MedSignWizard, "_is_interactive", lambda wizard: True):
            return wizards._open_for(record, method, {}).meaning

    def test_q10_the_statement_on_existing_partners_is_signed_in_chinese(self):
        admission = self.env["med.legacy.admission"].create({})
        self.assertRegex(self._statement(admission, "action_admit"), CHINESE)
