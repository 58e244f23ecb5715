from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MedQualificationCommon
from .test_prechecks import picture


@tagged("post_install", "-at_install")
class TestPrecheckRules(MedQualificationCommon):
    """What is surely wrong stops the submission; which that is, rows say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._create_partner("distributor", name="Dealer", med_uscc="91320505MA3LW9N23D")

    def _paper(self, code="operating_licence", **vals):
        classes = {"operating_licence": "3", "operating_filing": "2"}.get(code, "")
        return self._create_paper(code, self.dealer, **{"classes": classes, **vals})

    def _rule(self, code, kind=False):
        rules = self.env["med.precheck.rule"].with_user(self.head)
        return rules.search([("code", "=", code), ("type_id", "=", kind and self._type(kind).id)])

    def test_q15_what_is_surely_wrong_stops_the_submission(self):
        other = self._create_partner("distributor", name="Other dealer")
        self._create_paper("operating_licence", other, number="苏苏药监械经营许20231777号", issuer=False)
        cases = {
            "expired already": {"date_valid_to": self.today - timedelta(1)},
            "issued after": {
                "date_issued": self.today,
                "date_valid_from": self.today - timedelta(9),
                "date_valid_to": self.today - timedelta(1),
            },
            "neither a picture nor a PDF": {"raw": b"MZ\x90\x00 program"},
            "is kept already": {"number": "苏苏药监械经营许20231777号"},
        }
        for words, vals in cases.items():
            raw = vals.pop("raw", None)
            paper = self._paper(**vals)
            if raw:
                paper.sudo().file_ids.problem = "foreign"
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                paper.action_submit()
            self.assertEqual(paper.state, "draft")
        own_code = self._paper("business_licence", number="91440305MA6GY2K86M")
        with self.assertRaisesRegex(UserError, "differs from the party's credit code"):
            own_code.action_submit()

    def test_q15_what_is_only_unusual_warns_and_goes_on(self):
        paper = self._paper(
            number="编号-7", holder_name="Somebody else", date_valid_to=self.today + timedelta(3)
        )
        self.assertLessEqual({"number", "holder", "ends_soon"}, {c["code"] for c in paper._prechecks()})
        self.assertNotIn("before you submit", paper.precheck_html)
        paper.action_submit()
        self.assertEqual(paper.state, "review")

    def test_q15_rows_decide_and_a_type_has_its_own(self):
        device = self._create_device("3", name="Old device")
        certificate = self._create_paper(
            "registration_certificate", device, date_valid_to=self.today - timedelta(5)
        )
        self.assertEqual(certificate._blockers(), [])
        licence = self._paper(date_valid_to=self.today - timedelta(5))
        self.assertIn("before you submit", licence.precheck_html)
        self._rule("expired", "registration_certificate").unlink()
        self.assertEqual(certificate._blockers(), ["It has expired already."])
        self._rule("expired").severity = "warn"
        self.assertEqual(licence._blockers(), [])
        self._rule("holder").severity = "block"
        strange = self._paper(holder_name="Somebody else")
        with self.assertRaisesRegex(UserError, "Somebody else"):
            strange.action_submit()

    def test_q15_a_file_is_not_submitted_with_a_paper_that_stops(self):
        dossier = self._create_dossier(self.dealer)
        self._paper("operating_filing")
        self._paper("operating_licence")
        bad = self._paper("business_licence", date_valid_to=self.today - timedelta(1))
        with self.assertRaisesRegex(UserError, "expired already"):
            dossier.action_submit()
        bad.date_valid_to = False
        dossier.action_submit()
        self.assertEqual(dossier.state, "review")

    def test_severities_are_changed_by_head_and_consultant_in_the_ledger(self):
        rule = self._rule("holder")
        with self.assertRaises(AccessError):
            rule.with_user(self.officer).severity = "block"
        rule.with_user(self.users["consultant"]).severity = "block"
        entry = self.env["med.ledger.entry"].search(
            [("event", "=", "precheck.rule_changed")], order="id desc", limit=1
        )
        self.assertIn('"holder"', entry.facts)

    def test_another_scan_mends_a_file_that_cannot_be_opened(self):
        paper = self._paper()
        paper.sudo().file_ids.problem = "unreadable"
        with self.assertRaisesRegex(UserError, "scan it again"):
            paper.action_submit()
        paper.attachment_ids = [(5,), (4, self._scan(self.sales, picture(), "scan.png").id)]
        paper.action_submit()
        self.assertEqual(paper.state, "review")
