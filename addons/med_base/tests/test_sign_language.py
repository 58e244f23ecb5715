from odoo.tests import tagged

from .common import MedBaseCommon
from .sign_common import CHINESE, SignStatement


@tagged("post_install", "-at_install")
class TestSignLanguage(SignStatement, MedBaseCommon):
    """What a person signs stands in the dialog in his own language."""

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
