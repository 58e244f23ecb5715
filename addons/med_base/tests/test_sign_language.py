import re
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.med_base.wizards.med_sign_wizard import MedSignWizard

from .common import MedBaseCommon

CHINESE = re.compile("[\u4e00-\u9fff]{6}")


@tagged("post_install", "-at_install")
class TestSignLanguage(MedBaseCommon):
    """What a person signs stands in the dialog in his own language."""

    def _statement(self, record, method):
        user = self.users["quality_head"]
        user.lang = "zh_CN"
        wizards = self.env(user=user, context={})["med.sign.wizard"]
        record = record.with_env(wizards.env)
        with patch.object(MedSignWizard, "_is_interactive", lambda wizard: True):
            return wizards._open_for(record, method, {}).meaning

    def test_q10_statements_of_the_kernel_are_signed_in_chinese(self):
        law = self.env["med.law"].create({"name": "Law of the test", "code": "TEST-1", "citation": "Test 1"})
        version = self.env["med.law.version"].create(
            {"law_id": law.id, "number": "1", "date_from": "2026-01-01"}
        )
        review = self.env["med.access.review"].search([], limit=1) or self.env[
            "med.access.review"
        ].create({"company_id": self.env.company.id})
        for record, method in ((version, "action_adopt"), (review, "action_sign_off")):
            with self.subTest(method):
                self.assertRegex(self._statement(record, method), CHINESE)

    def test_q10_every_method_that_is_signed_has_its_row_in_the_table(self):
        rules = self.env["med.sign.rule"]
        for name, model in self.env.registry.items():
            methods = {} if model._abstract else model._med_signable()
            for method in methods:
                if method != "action_burn" and not name.startswith("med.test"):
                    with self.subTest(model=name, method=method):
                        self.assertTrue(rules._for_method(name, method))
